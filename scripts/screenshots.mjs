// npm run screenshots: every view in every kind of theme, wide and narrow, into out/screenshots/.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyDemo } from '../test/vscode/lib/demoWorkspace.ts';
import { startHost } from '../test/vscode/lib/hosts.ts';
import { THEMES, themeSettings } from '../test/vscode/lib/themes.ts';
import { makeProfile, makeWorkspace } from '../test/vscode/lib/workspace.ts';
import { showWelcome, VIEWS } from '../test/vscode/views.ts';
import { packVsix } from './lib/bundle.mjs';
import { say, step } from './lib/log.mjs';
import { outFolder } from './lib/paths.mjs';

const SIZES = { wide: { width: 1600, height: 1000 }, narrow: { width: 760, height: 900 } };

const pictures = outFolder('screenshots');
const only = process.argv[2];
if (only === undefined) rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const vsix = await step('Building and packing the extension', packVsix);
let failed = 0;
for (const theme of Object.keys(THEMES)) {
  if (only !== undefined && only !== theme) continue;
  const demo = await copyDemo();
  const empty = await makeWorkspace({ 'train.py': 'print("training")\n' });
  const profile = await makeProfile(themeSettings(theme));
  const host = await startHost({ profile, vsix });
  try {
    for (const [size, viewport] of Object.entries(SIZES)) {
      await takePictures(await host.open(demo.folder, viewport), VIEWS, `${theme}-${size}`);
      await takePictures(await host.open(empty.folder, viewport), { welcome: showWelcome }, `${theme}-${size}`);
    }
  } finally {
    await host.stop();
    await profile.dispose();
    await demo.dispose();
    await empty.dispose();
  }
}
process.exit(failed === 0 ? 0 : 1);

async function takePictures(window, views, suffix) {
  const { page } = window.workbench;
  for (const [view, show] of Object.entries(views)) {
    const path = join(pictures, `${view}-${suffix}.png`);
    try {
      await show(window.workbench);
      await page.screenshot({ path });
      say(`  ${path}`);
    } catch (error) {
      failed++;
      say(`✖ ${view}, ${suffix}: ${error.message}`);
      await page.screenshot({ path: path.replace('.png', '-failed.png') });
    }
  }
  await window.close();
}
