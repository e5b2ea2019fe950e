import { ensurePython, MLFLOW_VERSIONS } from '../python-env.mjs';
import { packVsix } from './bundle.mjs';
import { runChecks } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './code-server.mjs';
import { ensureSystemPackages } from './debian.mjs';
import { DEMO_MLFLOW } from './demo.mjs';
import { step } from './log.mjs';
import { nodeTests, skipped } from './stages.mjs';
import { ensureDownloadedCode } from './vscode.mjs';

/** @typedef {{ title: string, run: () => Promise<import('./stages.mjs').Counts> }} Stage */

const REAL_TESTS = ['test/real/**/*.test.ts'];
const EDITOR_TESTS = ['test/vscode/**/*.test.ts'];
/** `npm test` takes the newest and the last of MLflow 2. */
const NEAR_MLFLOWS = [DEMO_MLFLOW, '2.22.5'];
const OTHER_MLFLOWS = MLFLOW_VERSIONS.filter((version) => !NEAR_MLFLOWS.includes(version));
const OTHER_THEMES = ['light', 'hc-black', 'hc-light'];

/** @returns {Stage[]} */
export function everything() {
  return [
    { title: 'Types, lint, arrows, dead code, unit tests', run: runChecks },
    { title: 'Views in a browser', run: integration },
    { title: `Against the real MLflow (${NEAR_MLFLOWS.join(', ')})`, run: () => realMlflow({}) },
    { title: 'In the real editor', run: () => inTheEditor({}) },
  ];
}

/** @returns {Stage[]} */
export function matrix() {
  return [
    ...OTHER_MLFLOWS.map((version) => ({
      title: `Against MLflow ${version}`,
      run: () => realMlflow({ TANDEM_MLFLOW: version }, version),
    })),
    ...OTHER_THEMES.map((theme) => ({
      title: `In the real editor, ${theme}`,
      run: () => inTheEditor({ TANDEM_THEME: theme }),
    })),
    { title: 'In VS Code for the desktop', run: onTheDesktop },
  ];
}

async function integration() {
  if ((await ensureChromium()) === undefined) return skipped('integration tests', 'no Chromium');
  return nodeTests('integration', ['test/integration/**/*.test.ts'], { timeout: 300_000 });
}

async function realMlflow(env, version = DEMO_MLFLOW) {
  if ((await ensurePython(version)) === undefined) {
    return skipped(`tests against MLflow ${version}`, 'a Python with it cannot be had here');
  }
  return nodeTests(`real MLflow ${version}`, REAL_TESTS, { concurrency: 1, timeout: 900_000, env });
}

async function inTheEditor(env) {
  const entry = await ensureCodeServer();
  const chromium = await ensureChromium();
  if (entry === undefined || chromium === undefined) {
    return skipped('end-to-end tests', entry === undefined ? 'no code-server' : 'no Chromium');
  }
  const vsix = await step('Building and packing the extension', packVsix);
  return nodeTests('end to end', EDITOR_TESTS, {
    concurrency: 1,
    timeout: 300_000,
    env: { ...env, TANDEM_VSIX: vsix },
  });
}

/** The same tests where VS Code itself can be downloaded; under Linux on a display that nobody looks at. */
async function onTheDesktop() {
  const code = await ensureDownloadedCode();
  if (code === undefined) return skipped('end-to-end tests on the desktop', 'no VS Code for the desktop');
  const vsix = await step('Building and packing the extension', packVsix);
  const virtual = process.platform === 'linux' && !process.env.DISPLAY;
  if (virtual && !(await ensureSystemPackages('display')))
    return skipped('end-to-end tests on the desktop', 'no display');
  return nodeTests('end to end on the desktop', EDITOR_TESTS, {
    concurrency: 1,
    timeout: 300_000,
    under: virtual ? ['xvfb-run', '-a'] : undefined,
    env: { TANDEM_EDITOR: 'electron', TANDEM_VSCODE: code.executable, TANDEM_VSCODE_CLI: code.cli, TANDEM_VSIX: vsix },
  });
}
