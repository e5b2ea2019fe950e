import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';

const THEMES = ['dark-modern', 'light-modern', 'hc-black', 'hc-light'];
const SIZES = { wide: { width: 1280, height: 860 }, narrow: { width: 400, height: 800 } };
const SETTLED_MS = 700;

/** What is done to the page before the picture: so that what only appears under the pointer or focus is seen, too. */
const ACTS = {
  five: [
    ['', async () => undefined],
    ['tooltip', hoverFirstChart],
    ['table', scrollToTable],
    ['focus', focusFirstChart],
  ],
  hundred: [
    ['', async () => undefined],
    ['tooltip', hoverFirstChart],
  ],
};

/**
 * Takes a picture of every state in every theme and size.
 * @param {string} address @param {string} folder @param {string} only part of the pictures' names
 * @returns {Promise<string[]>} what the pages complained about
 */
export async function takeShots(address, folder, only) {
  await mkdir(folder, { recursive: true });
  const browser = await launchChromium();
  if (browser === undefined) return ['no browser to take pictures with'];
  const problems = [];
  try {
    for (const name of await scenarioNames(browser, address)) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const theme of THEMES) {
          for (const [act, run] of ACTS[name] ?? [['', async () => undefined]]) {
            const file = [name, act, size, theme].filter((part) => part !== '').join('-');
            if (!file.includes(only)) continue;
            problems.push(
              ...(await takeShot(browser, { address, name, theme, viewport, run, path: join(folder, `${file}.png`) })),
            );
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
  return problems;
}

async function takeShot(browser, { address, name, theme, viewport, run, path }) {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  const problems = [];
  const note = (text) => problems.push(`${path}: ${text}`);
  page.on('pageerror', (error) => note(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected(message.text())) note(message.text());
  });
  await page.goto(`${address}view.html?scenario=${name}&theme=${theme}&fresh`);
  await page.waitForTimeout(SETTLED_MS);
  await run(page);
  await page.waitForTimeout(SETTLED_MS / 3);
  await page.screenshot({ path });
  await page.close();
  return problems;
}

/** The UI toolkit sets inline styles that the CSP blocks, without visible harm. */
function expected(text) {
  return text.includes('inline style');
}

async function scenarioNames(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const names = await page
    .locator('nav hr:last-of-type ~ button')
    .evaluateAll((buttons) => buttons.map((button) => button.firstChild?.textContent ?? ''));
  await page.close();
  return names;
}

async function hoverFirstChart(page) {
  const box = await page.locator('.line-chart-plot').first().boundingBox();
  if (box !== null) await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.55, { steps: 3 });
}

async function scrollToTable(page) {
  await page.locator('.run-table').evaluate((table) => table.closest('.scroller')?.scrollTo(120, table.offsetTop + 40));
  await page.locator('.run-table').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
}

async function focusFirstChart(page) {
  await page.locator('.line-chart-plot').first().focus();
  await page.keyboard.press('+');
  await page.keyboard.press('Shift+ArrowRight');
}
