// npm test: everything, what is fast first. npm run test:matrix: other MLflow versions, and the editor in other themes.
import { fileURLToPath } from 'node:url';
import { say, sinceStart } from './lib/log.mjs';
import { ensureNode } from './lib/node24.mjs';

await ensureNode(fileURLToPath(import.meta.url));
const { add, lastLine } = await import('./lib/stages.mjs');
const { everything, matrix } = await import('./lib/testPlan.mjs');

const plan = process.argv.includes('matrix') ? matrix() : everything();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const { title, run } of plan) {
  say(`\n── ${title} (after ${sinceStart()})`);
  try {
    add(total, await run());
  } catch (error) {
    say(`✖ ${title}: ${error.stack ?? error}`);
    total.failed++;
  }
}
say(`\n${sinceStart()} in all\n${lastLine(total)}`);
process.exit(total.failed === 0 ? 0 : 1);
