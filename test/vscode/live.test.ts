import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { copyDemo, type DemoWorkspace } from './lib/demoWorkspace.ts';
import type { EditorWindow } from './lib/editor.ts';
import { startFileRun } from './lib/fileRun.ts';
import { experimentFolder, liveLatency } from './lib/latency.ts';
import { startSqliteRun } from './lib/sqliteRun.ts';
import { editorSuite } from './lib/suite.ts';

/** From the write to the chart, ms. */
const SOON = 1000;

describe('while a training runs', () => {
  const suite = editorSuite();
  let demo: DemoWorkspace;
  let window: EditorWindow;

  beforeEach(async () => {
    demo = await copyDemo();
    window = await suite.open(demo.folder);
    await window.workbench.openContainer('Tandem');
  });
  afterEach(() => demo.dispose());

  test('a new run of a file store appears, and its values reach the open chart within a second', async () => {
    const tree = window.workbench.tree('Experiments');
    await tree.expand('mlruns');
    await tree.expand('digits-classifier');
    await tree.row('sweep');
    const run = await startFileRun(
      await experimentFolder(demo.folder, 'digits-classifier'),
      'a'.repeat(32),
      'right-now',
    );
    await tree.row('right-now');
    const log = (value: number, step: number) => run.log('loss', value, step);
    const path = ['mlruns', 'digits-classifier'] as const;
    expectSoon(await liveLatency(window, { path, run: 'right-now', metric: 'loss', log }, 5));
    await run.end('FINISHED');
  });

  test('values written into SQLite reach the open chart within a second', async (t) => {
    if (!demo.genuine) return t.skip('no Python, so no mlflow.db');
    const tree = window.workbench.tree('Experiments');
    await tree.expand('mlflow.db');
    await tree.expand('churn-forecast');
    await tree.row('boost-d3-r200');
    const run = startSqliteRun(demo.folder, 'churn-forecast', 'b'.repeat(32), 'right-now');
    await tree.row('right-now');
    const log = (value: number, step: number) => run.log('valid-auc', value, step);
    const path = ['mlflow.db', 'churn-forecast'] as const;
    expectSoon(await liveLatency(window, { path, run: 'right-now', metric: 'valid-auc', log }, 5));
    run.close();
  });

  test('the real MLflow’s training is followed in both stores', async (t) => {
    if (!demo.genuine) return t.skip('no Python to train with');
    const training = demo.train(2);
    try {
      const tree = window.workbench.tree('Experiments');
      await tree.expand('mlruns');
      await tree.expand('digits-classifier');
      await tree.check('live');
      await tree.collapse('mlruns');
      await tree.expand('mlflow.db');
      await tree.expand('churn-forecast');
      await tree.check('live-boost');
      await window.workbench.runCommand('Tandem: Compare Selected Runs');
      const panel = window.workbench.comparePanel();
      const first = await panel.waitForCurves('loss', 'both curves', (curves) => curves.size === 2, 30_000);
      for (const name of ['live', 'live-boost']) {
        const before = Number(first.get(name)?.points);
        await panel.waitForCurves(
          'loss',
          `${name} to grow`,
          (now) => Number(now.get(name)?.points) >= before + 4,
          10_000,
        );
      }
    } finally {
      await training.stop();
    }
  });
});

function expectSoon(times: readonly number[]): void {
  assert.ok(Math.max(...times) < SOON, `from the write to the chart: ${times.map(Math.round).join(', ')} ms`);
}
