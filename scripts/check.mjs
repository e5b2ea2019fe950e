// npm run check: types, lint, arrows, dead code, unit tests; under a minute once things are installed.
import { fileURLToPath } from 'node:url';
import { say, sinceStart } from './lib/log.mjs';
import { ensureNode } from './lib/node24.mjs';

await ensureNode(fileURLToPath(import.meta.url));
const { runChecks } = await import('./lib/checks.mjs');
const { lastLine } = await import('./lib/stages.mjs');

const counts = await runChecks();
say(`\n${sinceStart()}\n${lastLine(counts)}`);
process.exitCode = counts.failed === 0 ? 0 : 1;
