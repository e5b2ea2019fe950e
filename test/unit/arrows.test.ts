import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const DEPCRUISE = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

/** A small project whose imports are all allowed: file → its text. */
const GOOD: Record<string, string> = {
  'src/base/kit.ts': 'export const kit = 1;',
  'src/core/tracking/model.ts':
    "import { kit } from '../../base/kit.ts'; export const model = kit; export interface M { a: 1 }",
  'src/contracts/view.ts': "import type { M } from '../core/tracking/model.ts'; export type V = M;",
  'src/contracts/worker.ts': 'export interface W { a: 1 }',
  'src/manifest.ts': 'export const ID = 1;',
  'src/app/live.ts': "import { model } from '../core/tracking/model.ts'; export const live = model;",
  'src/adapters/store.ts':
    "import 'node:fs'; import type { W } from '../contracts/worker.ts'; import { model } from '../core/tracking/model.ts'; export const store: [W?, number?] = [undefined, model];",
  'src/platform/log.ts':
    "import * as vscode from 'vscode'; import { ID } from '../manifest.ts'; export const log = [vscode, ID];",
  'src/features/runs/tree.ts':
    "import * as vscode from 'vscode'; import { live } from '../../app/live.ts'; import { log } from '../../platform/log.ts'; export const tree = [vscode, live, log];",
  'src/features/compare/panel.ts': 'export const panel = 1;',
  'src/extension.ts':
    "import { store } from './adapters/store.ts'; import { tree } from './features/runs/tree.ts'; export const all = [store, tree];",
  'webview/kit/chart.ts': "import { Chart } from 'chart.js'; export const chart = Chart;",
  'webview/compare/state.ts': "import { chart } from '../kit/chart.ts'; export const state = chart;",
  'test/fakes/store.ts': 'export const fake = 1;',
};

/** Files that each break one rule, added to it. */
const BAD: readonly { file: string; text: string; rule: string }[] = [
  { file: 'src/base/bad1.ts', text: "import '../core/tracking/model.ts';", rule: 'room-base' },
  { file: 'src/base/bad2.ts', text: "import 'node:fs';", rule: 'room-base' },
  { file: 'src/core/bad3.ts', text: "import 'node:fs';", rule: 'room-core' },
  { file: 'src/core/bad4.ts', text: "import * as vscode from 'vscode'; export { vscode };", rule: 'room-core' },
  { file: 'src/core/bad5.ts', text: "import '../app/live.ts';", rule: 'room-core' },
  {
    file: 'src/core/bad6.ts',
    text: "import type { V } from '../contracts/view.ts'; export type X = V;",
    rule: 'room-core',
  },
  { file: 'src/app/bad7.ts', text: "import '../adapters/store.ts';", rule: 'room-app' },
  {
    file: 'src/app/bad8.ts',
    text: "import type * as vscode from 'vscode'; export type X = vscode.Uri;",
    rule: 'room-app',
  },
  { file: 'src/contracts/bad9.ts', text: "import 'node:path';", rule: 'room-contracts' },
  {
    file: 'src/contracts/bad10.ts',
    text: "import { model } from '../core/tracking/model.ts'; export const x = model;",
    rule: 'contracts-hold-no-code-of-others',
  },
  {
    file: 'src/adapters/bad11.ts',
    text: "import type { V } from '../contracts/view.ts'; export type X = V;",
    rule: 'room-adapters',
  },
  {
    file: 'src/adapters/bad12.ts',
    text: "import * as vscode from 'vscode'; export { vscode };",
    rule: 'vscode-only-at-the-edge',
  },
  { file: 'src/platform/bad13.ts', text: "import '../core/tracking/model.ts';", rule: 'room-platform' },
  { file: 'src/features/runs/bad14.ts', text: "import '../../adapters/store.ts';", rule: 'room-features' },
  { file: 'src/features/runs/bad15.ts', text: "import '../compare/panel.ts';", rule: 'feature-to-feature' },
  { file: 'src/features/runs/bad16.ts', text: "import '../../extension.ts';", rule: 'extension-is-the-root' },
  { file: 'src/manifest.ts', text: "import './app/live.ts';", rule: 'manifest-is-data' },
  {
    file: 'src/features/runs/bad17.ts',
    text: "import '../../../test/fakes/store.ts';",
    rule: 'production-knows-no-test',
  },
  { file: 'webview/compare/bad18.ts', text: "import '../../src/app/live.ts';", rule: 'webview-rooms' },
  { file: 'webview/runs/bad19.ts', text: "import '../compare/state.ts';", rule: 'webview-rooms' },
  { file: 'webview/compare/bad20.ts', text: "import 'chart.js';", rule: 'kit-is-the-only-importer' },
  { file: 'webview/compare/bad21.ts', text: "import '@vscode/webview-ui-toolkit';", rule: 'kit-is-the-only-importer' },
  { file: 'webview/compare/bad22.ts', text: "import 'node:fs';", rule: 'webview-has-no-node' },
  { file: 'src/core/bad23.ts', text: "import './nowhere.ts';", rule: 'unresolved' },
  {
    file: 'src/base/kit.ts',
    text: "import type { B } from './other.ts'; export const kit = 1; export type A = B;",
    rule: 'no-cycle',
  },
];
/** The other half of the cycle: even an import of types alone closes one. */
const OTHER = { 'src/base/other.ts': "import { kit } from './kit.ts'; export type B = typeof kit;" };

let project: string;

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'tandem-arrows-'));
  await cp(join(root, 'tsconfig.json'), join(project, 'tsconfig.json'));
  for (const name of ['@types/vscode', 'chart.js', '@vscode/webview-ui-toolkit']) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js', types: 'index.d.ts' }));
    await write(`node_modules/${name}/index.js`, '');
    await write(`node_modules/${name}/index.d.ts`, 'export {};');
  }
});

after(() => rm(project, { recursive: true, force: true }));

test('the imports that the design allows pass', async () => {
  await lay(GOOD);
  assert.deepEqual(await violations(), []);
});

describe('a forbidden import', () => {
  let found: Awaited<ReturnType<typeof violations>>;

  before(async () => {
    await lay({ ...GOOD, ...OTHER, ...Object.fromEntries(BAD.map(({ file, text }) => [file, text])) });
    found = await violations();
  });

  for (const { file, text, rule } of BAD) {
    test(`is caught by ${rule} in ${dirname(file)}: ${text.split(';')[0]}`, () => {
      const rules = found.filter((violation) => violation.from === file).map((violation) => violation.rule.name);
      assert.ok(rules.includes(rule), `expected ${rule}, got ${rules.join(', ') || 'nothing'}`);
    });
  }
});

async function lay(files: Record<string, string>): Promise<void> {
  for (const folder of ['src', 'webview', 'test']) await rm(join(project, folder), { recursive: true, force: true });
  for (const [file, text] of Object.entries(files)) await write(file, text);
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, file)), { recursive: true });
  await writeFile(join(project, file), text);
}

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

function violations(): Promise<CruiseResult['summary']['violations']> {
  const args = [
    DEPCRUISE,
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'src',
    'webview',
    'test',
  ];
  return new Promise((resolve, reject) => {
    // Violations are an exit code of their own; only an answer that is none is a failure.
    execFile(process.execPath, args, { cwd: project, maxBuffer: 1 << 26 }, (error, stdout) => {
      if (stdout === '') return reject(error ?? new Error('no answer'));
      resolve((JSON.parse(stdout) as CruiseResult).summary.violations);
    });
  });
}
