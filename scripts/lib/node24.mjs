import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ensureModules, projectNode } from './modules.mjs';
import { root } from './paths.mjs';

const MAJOR = 24;

/** PATH with the project's tools and its Node first. */
export function projectPath() {
  return [dirname(projectNode()), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
}

/**
 * The first thing every command does: installs what is missing and, under an older Node, runs itself again with the
 * project's own. Resolves only in a process where Node is new enough and the packages are there.
 *
 * @param {string} script `fileURLToPath(import.meta.url)` of the command
 */
export async function ensureNode(script) {
  await ensureModules();
  process.env.PATH = projectPath();
  if (Number(process.versions.node.split('.')[0]) >= MAJOR) return;
  await become(projectNode(), [script, ...process.argv.slice(2)]);
}

/** Runs a program in place of this process: same streams, same signals, same exit code. Never resolves. */
export function become(program, args) {
  return new Promise((_resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PATH: projectPath() } });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  });
}
