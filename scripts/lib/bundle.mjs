import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './modules.mjs';
import { outFolder, root } from './paths.mjs';
import { mustRun } from './run.mjs';

/** Links in the README stay as they are: they lead to files of the repository, wherever it is read. */
const PACKAGE = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];

/**
 * Builds for users and packs it: `vsce` runs the production build itself (`vscode:prepublish`). A warning of its is an
 * error here, so that the package stays one that could be published.
 *
 * @returns {Promise<string>} path of the vsix
 */
export async function packVsix() {
  const vsix = outFolder('tandem.vsix');
  mkdirSync(outFolder(), { recursive: true });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const output = await mustRun(projectNode(), [vsce, ...PACKAGE, '--out', vsix]);
  if (/\bWARNING\b/i.test(output)) throw new Error(`vsce has warnings:\n${output}`);
  return vsix;
}
