import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium without a window. `executable` is what scripts/lib/chromium.mjs found. */
export function startBrowser(executable: string): Promise<Browser> {
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS });
}
