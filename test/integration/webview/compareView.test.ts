import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { openGallery } from '../../../scripts/lib/gallery.mjs';

/** The compare view in a real browser, under VS Code's content policy, with a host that treats messages as VS Code does. */

let gallery: { address: string; close: () => void };
let browser: Browser | undefined;
const problems: string[] = [];

before(async () => {
  gallery = await openGallery(0);
  browser = await launchChromium();
});

after(async () => {
  await browser?.close();
  gallery.close();
});

async function open(scenario: string, again?: Page): Promise<Page> {
  assert.ok(browser !== undefined, 'no Chromium');
  const page = again ?? (await browser.newPage({ viewport: { width: 1280, height: 860 } }));
  page.on('pageerror', (error) => problems.push(`${scenario}: ${error.message}`));
  await page.goto(`${gallery.address}view.html?scenario=${scenario}&theme=dark-modern`);
  return page;
}

/** What the x axis starts and ends with can't be read from a canvas; the view keeps it in its state. */
function kept(page: Page, scenario: string): Promise<Record<string, unknown>> {
  return page.evaluate((name) => JSON.parse(sessionStorage.getItem(`gallery:${name}`) ?? '{}'), scenario);
}

async function zoomOf(
  page: Page,
  scenario: string,
  metric = 'loss',
): Promise<{ from: number; to: number } | undefined> {
  await page.waitForTimeout(500);
  const { zoom } = (await kept(page, scenario)) as { zoom?: Record<string, { from: number; to: number }> };
  return zoom?.[metric];
}

async function plot(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const element = page.locator('.line-chart-plot').first();
  await page.locator('.line-chart td').first().waitFor({ state: 'attached' });
  const box = await element.boundingBox();
  assert.ok(box !== null);
  return box;
}

test('dragging, the wheel, a box and the keys zoom and pan; double click and Escape show everything', async () => {
  const page = await open('five');
  const { x, y, width, height } = await plot(page);
  const middle = y + height / 2;

  await page.keyboard.down('Shift');
  await page.mouse.move(x + width * 0.4, middle);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, middle, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const boxed = await zoomOf(page, 'five');
  assert.ok(boxed !== undefined && boxed.from > 400 && boxed.to < 1_200, JSON.stringify(boxed));

  await page.mouse.move(x + width * 0.4, middle);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.5, middle, { steps: 4 });
  await page.mouse.up();
  const panned = await zoomOf(page, 'five');
  assert.ok(panned !== undefined && panned.from < boxed.from, JSON.stringify(panned));
  assert.ok(Math.abs(panned.to - panned.from - (boxed.to - boxed.from)) < 1e-6);

  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  const closer = await zoomOf(page, 'five');
  assert.ok(closer !== undefined && closer.to - closer.from < panned.to - panned.from);

  await page.mouse.dblclick(x + width / 2, middle);
  assert.equal(await zoomOf(page, 'five'), undefined);

  await page.locator('.line-chart-plot').first().focus();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  const keyed = await zoomOf(page, 'five');
  assert.ok(keyed !== undefined && keyed.from > 300, JSON.stringify(keyed));
  await page.keyboard.press('Escape');
  assert.equal(await zoomOf(page, 'five'), undefined);
  await page.close();
});

test('the wheel scrolls the page over a chart that has no focus, and says how to zoom', async () => {
  const page = await open('five');
  const { x, y, width, height } = await plot(page);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, 120);
  await page.getByText('Ctrl+wheel zooms').first().waitFor();
  await page.waitForFunction(() => (document.querySelector('.scroller')?.scrollTop ?? 0) > 0);
  assert.equal(await zoomOf(page, 'five'), undefined);
  await page.close();
});

test('zooming asks for the visible stretch, so that all its points are seen', async () => {
  const page = await open('expanded');
  const note = page.locator('.metric-card.is-expanded .card-footer');
  await note.getByText('16,008 points').waitFor();
  await page.locator('.line-chart-plot').first().focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('+');
  await note.getByText(/points/).waitFor({ state: 'detached' });
  await page.close();
});

test('the tooltip lists all runs at the place, and the list of runs shows which is nearest', async () => {
  const page = await open('five');
  const { x, y, width, height } = await plot(page);
  await page.mouse.move(x + width / 2, y + height * 0.8);
  await page.locator('.chart-tooltip-row').first().waitFor();
  assert.equal(await page.locator('.chart-tooltip-row').count(), 5);
  const values = await page.locator('.chart-tooltip-row .number').allTextContents();
  assert.deepEqual(
    values,
    values.toSorted((a, b) => Number(b) - Number(a)),
  );
  assert.equal(await page.locator('.chart-tooltip-row.is-nearest').count(), 1);
  assert.equal(await page.locator('.run-row.is-emphasised').count(), 1);
  await page.mouse.move(2, 2);
  await page.locator('.chart-tooltip').waitFor({ state: 'detached' });
  await page.close();
});

test('runs are hidden, shown alone and removed', async () => {
  const page = await open('five');
  await plot(page);
  const rows = page.locator('.run-row-main');
  await rows.nth(1).click();
  await page.getByText('Runs (4 of 5)').waitFor();
  await rows.nth(2).click({ modifiers: ['Control'] });
  await page.getByText('Runs (1 of 5)').waitFor();
  assert.equal(await rows.nth(2).getAttribute('aria-pressed'), 'true');
  await page.locator('.run-row').first().hover();
  await page
    .locator('.run-row')
    .first()
    .getByRole('button', { name: /^Remove/ })
    .click();
  await page.getByText('Runs (1 of 4)').waitFor();
  await page.close();
});

test('what the user arranged is there again after a reload', async () => {
  const page = await open('five');
  await plot(page);
  await page.getByText('Log scale').click();
  await page.getByText('Only differences').click();
  await page.locator('.run-row-main').first().click();
  await page
    .getByRole('button', { name: 'params 14' })
    .or(page.getByRole('button', { name: /Params/ }))
    .waitFor();
  await page.locator('.scroller').evaluate((view) => view.scrollTo(0, 900));
  await page.waitForFunction(() => /"scroll":900/.test(sessionStorage.getItem('gallery:five') ?? ''));
  await open('five', page);
  await page.getByText('Runs (4 of 5)').waitFor();
  await page.waitForFunction(() => document.querySelector('.scroller')?.scrollTop === 900);
  const state = await kept(page, 'five');
  assert.equal(state['logScale'], true);
  assert.equal(state['onlyDifferences'], true);
  await page.close();
});

test('the search narrows charts and table', async () => {
  const page = await open('five');
  await plot(page);
  await page.getByRole('textbox').fill('val/');
  await page.waitForFunction(() => document.querySelectorAll('.metric-card').length === 3);
  await page.getByRole('row', { name: /^val\/f1/ }).waitFor();
  await page.getByRole('row', { name: /^batch_size/ }).waitFor({ state: 'detached' });
  await page.close();
});

test('a grid of 300 × 3,000 cells is walked with the keys, copies whole values and keeps few cells alive', async () => {
  const page = await open('wide');
  await page
    .getByRole('row', { name: /^model\.layer/ })
    .first()
    .waitFor();
  await page.locator('.run-table').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  const active = page.locator('.table-cell.is-active');
  await active.waitFor();
  const header = await page.locator('.table-header').boundingBox();
  const cell = await active.boundingBox();
  assert.ok(header !== null && cell !== null && cell.y >= header.y + header.height - 1);
  assert.equal(await active.getAttribute('aria-colindex'), '301');
  assert.ok((await page.locator('.run-table td').count()) < 1_200);
  await page.keyboard.press('Enter');
  await page.getByText('Copied').waitFor();
  const log = await page.evaluate(() => (window as unknown as { galleryLog: string[] }).galleryLog);
  assert.match(log.at(-1) ?? '', /^copy tag mlflow\.user of 0000012bc0ffee@/);
  await page.close();
});

test('new values arrive without losing the zoom', async () => {
  const page = await open('live');
  await plot(page);
  await page.locator('.line-chart-plot').first().focus();
  await page.keyboard.press('+');
  const before = await zoomOf(page, 'live');
  const points = () => page.locator('.line-chart table td:last-child').first().textContent();
  const count = await points();
  await page.waitForTimeout(1_200);
  assert.deepEqual(await zoomOf(page, 'live'), before);
  assert.notEqual(await points(), count);
  await page.close();
});

test('a failed answer is told with a way to try again, and other names stay text', async () => {
  const failed = await open('failed');
  await failed.getByText('mlflow.db is locked').waitFor();
  await failed.getByText('Retry').waitFor();
  await failed.close();
  const hostile = await open('hostile');
  await plot(hostile);
  assert.equal(await hostile.locator('img, b, bdi script').count(), 0);
  await hostile.close();
});

test('no page complained', () => {
  assert.deepEqual(problems, []);
});
