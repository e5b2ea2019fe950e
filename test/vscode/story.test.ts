import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { copyDemo, type DemoWorkspace } from './lib/demoWorkspace.ts';
import type { EditorWindow } from './lib/editor.ts';
import { editorSuite } from './lib/suite.ts';
import { waitFor } from './lib/waiting.ts';
import type { ComparePanel } from './pages/comparePanel.ts';
import type { TreeRow, TreeView } from './pages/treeView.ts';

const SWEEP = ['lr-0.03', 'lr-0.01', 'lr-0.003', 'lr-0.001'];

describe('someone who trains with MLflow opens the folder', () => {
  const suite = editorSuite({ keepWindows: true });
  let demo: DemoWorkspace;
  let window: EditorWindow;
  let tree: TreeView;
  let selected: TreeView;
  let panel: ComparePanel;

  before(async () => {
    demo = await copyDemo();
  });
  after(() => demo?.dispose());

  test('and sees every store of the folder with its experiments', async (t) => {
    window = await suite.open(demo.folder);
    tree = window.workbench.tree('Experiments');
    selected = window.workbench.tree('Selected Runs');
    panel = window.workbench.comparePanel();
    await window.workbench.openContainer('Tandem');
    await tree.expand('mlruns');
    await tree.waitForRows('the experiments of mlruns', (rows) => {
      const labels = rows.map((row) => row.label);
      return labels.includes('digits-classifier') && labels.includes('text-embeddings');
    });
    assert.ok(!(await tree.labels()).includes('old-attempts'), 'a deleted experiment is not shown');
    if (!demo.genuine) return t.diagnostic('no Python: there is no mlflow.db to look at');
    await tree.expand('mlflow.db');
    await tree.waitForRows('the experiments of mlflow.db', (rows) => {
      const labels = rows.map((row) => row.label);
      return labels.includes('churn-forecast') && labels.includes('nightly-benchmarks');
    });
    await tree.collapse('mlflow.db');
  });

  test('opens an experiment and sees its runs, newest first, children below their parent', async () => {
    await tree.expand('digits-classifier');
    const rows = await tree.waitForRows('the runs', (all) => all.some((row) => row.label === 'sweep'));
    const runs = runsOf(rows, 'digits-classifier');
    assert.deepEqual(runs.slice(0, 3), ['lr-1.0-exploded', 'sweep', 'baseline <b>logistic</b>']);
    assert.ok(!runs.includes('by mistake'), 'a deleted run is not shown');
    await tree.expand('sweep');
    await tree.waitForRows('the runs of the sweep', (all) =>
      SWEEP.every((name) => all.some((row) => row.label === name)),
    );
  });

  test('opens a run and sees metrics, params, tags and artifacts', async () => {
    await tree.expand('lr-0.001');
    for (const [group, child] of [
      ['Metrics', /^val\/accuracy$/],
      ['Params', /^optimizer$/],
      ['Tags', /^dataset$/],
      ['Artifacts', /^report\.md$/],
    ] as const) {
      await tree.expand(new RegExp(`^${group}`), 'lr-0.001');
      await tree.row(child, 'lr-0.001');
      await tree.collapse(new RegExp(`^${group}`), 'lr-0.001');
    }
    await tree.collapse('lr-0.001');
  });

  test('ticks runs, which the view of selected runs lists', async () => {
    await tree.check('lr-0.01');
    await tree.check('lr-0.001');
    await tree.check('lr-1.0-exploded');
    const rows = await selected.waitForRows('three selected runs', (all) => all.length === 3);
    assert.deepEqual(rows.map((row) => row.label).sort(), ['lr-0.001', 'lr-0.01', 'lr-1.0-exploded']);
  });

  test('compares their curves', async () => {
    await window.workbench.runCommand('Tandem: Compare Selected Runs');
    const curves = await panel.waitForCurves('loss', 'three curves of loss', (all) => all.size === 3, 30_000);
    assert.deepEqual([...curves.keys()].sort(), ['lr-0.001', 'lr-0.01', 'lr-1.0-exploded']);
    assert.equal(curves.get('lr-0.01')?.points, demo.genuine ? '400' : '40');
    assert.match(curves.get('lr-1.0-exploded')?.points ?? '', /NaN/);
    assert.ok(Number(curves.get('lr-0.01')?.last) < 0.5, 'the loss came down');
  });

  test('sees which params differ', async () => {
    const grid = panel.content.getByRole('grid', { name: 'Comparison of runs' });
    const keys = async () => grid.getByRole('rowheader').allInnerTexts();
    await grid.scrollIntoViewIfNeeded();
    await panel.control('checkbox', 'Only differences').click();
    const differing = await waitFor(
      'the table of differences',
      keys,
      (all) => all.some((key) => key.includes('learning_rate')) && !all.some((key) => key.includes('batch_size')),
    );
    assert.ok(differing.some((key) => key.includes('optimizer')));
  });

  test('filters the runs of an experiment', async () => {
    await tree.openContextMenu('digits-classifier');
    await window.workbench.chooseInMenu('Filter Runs…');
    await window.workbench.quickInput.submit('params.optimizer = "sgd"');
    const rows = await tree.waitForRows('one run', (all) => runsOf(all, 'digits-classifier').length === 1);
    assert.ok(rows.some((row) => row.label === 'lr-1.0-exploded'));
    await window.workbench.quickInput.dismiss();
    await tree.openContextMenu('digits-classifier');
    await window.workbench.chooseInMenu('Clear Filter');
    await tree.waitForRows('all runs again', (all) => all.some((row) => row.label === 'sweep'));
  });

  test('reloads the window and finds panel, ticks and settings as they were', async () => {
    // With another container shown, nothing but the panel itself brings Tandem back.
    await window.workbench.openContainer('Explorer');
    await window.reload();
    await panel.reveal('loss');
    const curves = await panel.waitForCurves('loss', 'three curves of loss', (all) => all.size === 3, 30_000);
    assert.equal(curves.size, 3);
    const only = panel.control('checkbox', 'Only differences');
    assert.equal(await only.getAttribute('aria-checked'), 'true');
    await window.workbench.openContainer('Tandem');
    await selected.waitForRows('three selected runs', (all) => all.length === 3);
    await tree.waitForRows('the tree as it was', (all) => SWEEP.every((name) => all.some((row) => row.label === name)));
  });

  test('removes a run from the comparison', async () => {
    await panel.removeRun('lr-1.0-exploded');
    await panel.waitForCurves('loss', 'two curves of loss', (all) => all.size === 2);
    await selected.waitForRows('two selected runs', (all) => all.length === 2);
  });

  test('clears the selection', async () => {
    await window.workbench.runCommand('Tandem: Clear Selection');
    await selected.waitForRows('no selected run', (all) => all.length === 0);
  });
});

/** The runs right below an experiment; another may be open, too. */
function runsOf(rows: readonly TreeRow[], experiment: string): string[] {
  const from = rows.findIndex((row) => row.label === experiment) + 1;
  const end = rows.findIndex((row, index) => index >= from && row.level <= 2);
  const below = rows.slice(from, end < 0 ? undefined : end);
  return below.filter((row) => row.level === 3).map((row) => row.label);
}
