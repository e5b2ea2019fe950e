import { existsSync } from 'node:fs';
import { ensureSystemPackages } from './debian.mjs';
import { warn } from './log.mjs';
import { which } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @returns {Promise<string | undefined>} the path of a Chromium, or undefined after saying how to have one */
export async function ensureChromium() {
  const found = find() ?? ((await ensureSystemPackages('browser')) ? find() : undefined);
  if (found === undefined) warn('No Chromium, Chrome or Edge found. Install one, or name its path in TANDEM_CHROMIUM.');
  return found;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {Promise<import('playwright-core').Browser | undefined>} one without a window; undefined where none can be had */
export async function launchChromium() {
  const executablePath = await ensureChromium();
  if (executablePath === undefined) return undefined;
  // Not at the top: this file is read before anything is installed.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

function find() {
  const named = process.env.TANDEM_CHROMIUM;
  if (named) return named;
  for (const name of NAMES) {
    const file = which(name);
    if (file !== undefined) return file;
  }
  return PLACES.find((place) => existsSync(place));
}
