import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './log.mjs';
import { root } from './paths.mjs';
import { mustRun } from './run.mjs';

/** Node 24 as npm's package `node` brings it. */
export function projectNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Installs the packages of package-lock.json when they are not what is installed. */
export async function ensureModules() {
  const reason = whatIsMissing();
  if (reason === undefined) return;
  await step(`Installing packages with npm ci: ${reason}`, () => mustRun('npm', ['ci', '--no-audit', '--no-fund']));
  const still = whatIsMissing();
  if (still !== undefined) throw new Error(`npm ci ended well, and yet ${still}. Delete node_modules and try again.`);
}

/**
 * npm writes `node_modules/.package-lock.json` last, so that file doubles as the marker of a finished installation.
 *
 * @returns {string | undefined} undefined when everything is in place
 */
function whatIsMissing() {
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(readLock(join(root, 'package-lock.json')) ?? {})) {
    const found = installed[path];
    // Packages for other systems are optional, and absent here.
    if (path === '' || wanted.link || (found === undefined && wanted.optional)) continue;
    if (found?.version !== wanted.version)
      return `${path.replace(/^.*node_modules\//, '')} is not at ${wanted.version}`;
  }
  return existsSync(projectNode()) ? undefined : 'Node 24 is not in node_modules';
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
