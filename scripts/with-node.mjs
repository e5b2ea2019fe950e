// node scripts/with-node.mjs FILE [ARG…]: installs what is missing, then runs FILE with the project's own Node 24.
import { resolve } from 'node:path';
import { ensureModules, projectNode } from './lib/modules.mjs';
import { become } from './lib/node24.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/with-node.mjs FILE [ARG…]\n');
  process.exit(2);
}
await ensureModules();
await become(projectNode(), [resolve(file), ...args]);
