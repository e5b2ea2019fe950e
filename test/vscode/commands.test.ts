import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { copyDemo, type DemoWorkspace } from './lib/demoWorkspace.ts';
import { startFileRun } from './lib/fileRun.ts';
import { experimentFolder } from './lib/latency.ts';
import { editorSuite } from './lib/suite.ts';
import { waitFor } from './lib/waiting.ts';
import type { Workbench } from './pages/workbench.ts';

const RUN_ID = 'c0ffee'.padEnd(32, '0');

describe('commands', () => {
  const suite = editorSuite();
  let demo: DemoWorkspace;
  let workbench: Workbench;

  beforeEach(async () => {
    demo = await copyDemo();
    const run = await startFileRun(await experimentFolder(demo.folder, 'digits-classifier'), RUN_ID, 'wanted');
    for (let step = 0; step < 3; step++) await run.log('loss', 1 / (step + 1), step);
    await run.end('FINISHED');
    ({ workbench } = await suite.open(demo.folder));
    await workbench.openContainer('Tandem');
  });
  afterEach(() => demo.dispose());

  async function openById(id: string): Promise<void> {
    await workbench.runCommand('Tandem: Open Run by ID…');
    await waitFor(
      'the box for the id',
      () => workbench.quickInput.isOpen(),
      (open) => open,
    );
    await workbench.quickInput.submit(id);
  }

  test('open a run by its id', async () => {
    await openById(RUN_ID);
    const curves = await workbench.comparePanel().waitForCurves('loss', 'its curve', (all) => all.size === 1);
    assert.equal(curves.get('wanted')?.points, '3');
  });

  test('say that there is no run of an id', async () => {
    await openById('d'.repeat(32));
    await workbench.notifications.toast(/d{32}/).waitFor();
  });

  test('compare a run with one that was selected for it', async () => {
    const tree = workbench.tree('Experiments');
    await tree.expand('mlruns');
    await tree.expand('digits-classifier');
    await tree.openContextMenu('wanted');
    await workbench.chooseInMenu('Select for Compare');
    await tree.openContextMenu('lr-1.0-exploded');
    await workbench.chooseInMenu('Compare with Selected');
    const curves = await workbench.comparePanel().waitForCurves('loss', 'both curves', (all) => all.size === 2);
    assert.deepEqual([...curves.keys()].sort(), ['lr-1.0-exploded', 'wanted']);
    await workbench.tree('Selected Runs').waitForRows('no tick', (rows) => rows.length === 0);
  });
});
