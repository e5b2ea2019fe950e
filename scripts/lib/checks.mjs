import { join } from 'node:path';
import { projectNode } from './modules.mjs';
import { root } from './paths.mjs';
import { nodeTests, sumOf, tool } from './stages.mjs';

/** Types, lint, arrows, dead code and the unit tests: what needs neither Python nor an editor. Longest first. */
export function runChecks() {
  const node = projectNode();
  const bin = (...path) => join(root, 'node_modules', ...path);
  const tsc = bin('typescript', 'bin', 'tsc');
  return sumOf(
    [
      () => nodeTests('unit tests', ['test/unit/**/*.test.ts'], { concurrency: 2, timeout: 120_000, quiet: true }),
      () => tool('types of src', node, [tsc, '-p', 'tsconfig.json']),
      () => tool('types of webview', node, [tsc, '-p', 'webview']),
      () => tool('types of test', node, [tsc, '-p', 'test']),
      () => tool('lint and format', node, [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--max-diagnostics=50']),
      () =>
        tool('arrows between the rooms', node, [
          bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
          '--config',
          '.dependency-cruiser.cjs',
          'src',
          'webview',
          'test',
        ]),
      () => tool('dead code', node, [bin('knip', 'bin', 'knip.js')]),
    ],
    2,
  );
}
