// npm start: builds Tandem and opens it in a real VS Code, on a demo workspace, with a throw-away profile.
// --once: the same without a person: walks through the story, saves pictures, prints what Tandem found, exits.
// --demo-only: lays out the demo workspace and ends.
import { fileURLToPath } from 'node:url';
import { say, step } from './lib/log.mjs';
import { ensureNode } from './lib/node24.mjs';
import { outFolder } from './lib/paths.mjs';

await ensureNode(fileURLToPath(import.meta.url));
const { ensureDemo } = await import('./lib/demo.mjs');
const { packVsix } = await import('./lib/bundle.mjs');

const demo = await ensureDemo(outFolder('demo'));
if (!process.argv.includes('--demo-only')) {
  const vsix = await step('Building and packing the extension', packVsix);
  if (process.argv.includes('--once')) {
    const { lookOnce } = await import('./lib/once.mjs');
    process.exitCode = await lookOnce(demo, vsix);
  } else {
    const { openForAPerson } = await import('./lib/open.mjs');
    process.exitCode = await openForAPerson(demo, vsix);
  }
}
say('');
// Sockets of an editor that is gone may linger; nothing is left to do.
process.exit();
