import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { copyDemo, type DemoWorkspace } from './lib/demoWorkspace.ts';
import { watchReads } from './lib/fileReads.ts';
import { editorSuite } from './lib/suite.ts';
import { waitFor } from './lib/waiting.ts';
import { makeWorkspace, type Workspace } from './lib/workspace.ts';

describe('stores', () => {
  const suite = editorSuite();
  const folders: Workspace[] = [];

  afterEach(async () => {
    for (const folder of folders.splice(0)) await folder.dispose();
  });

  async function demo(): Promise<DemoWorkspace> {
    const copy = await copyDemo();
    folders.push(copy);
    return copy;
  }

  async function workspace(files: Record<string, string>): Promise<Workspace> {
    const made = await makeWorkspace(files);
    folders.push(made);
    return made;
  }

  async function sidebar(folder: string) {
    const { workbench } = await suite.open(folder);
    await workbench.openContainer('Tandem');
    return { workbench, tree: workbench.tree('Experiments') };
  }

  test('are not read before a view is shown', async () => {
    const copy = await demo();
    const reads = await watchReads(join(copy.folder, 'mlruns'));
    const { workbench } = await suite.open(copy.folder);
    await delay(3000);
    assert.deepEqual(await reads.paths(), []);
    await workbench.openContainer('Tandem');
    await workbench.tree('Experiments').expand('mlruns');
    await workbench.tree('Experiments').row('digits-classifier');
  });

  test('a folder without any says what to do next', async () => {
    const { tree } = await sidebar((await workspace({ 'train.py': 'print()' })).folder);
    const welcome = tree.welcome();
    await welcome.getByText('No MLflow runs were found').waitFor();
    await welcome.getByRole('button', { name: 'Add a Store' }).waitFor();
  });

  test('one that comes into being while the folder is open appears by itself', async () => {
    const empty = await workspace({ 'train.py': 'print()' });
    const { tree } = await sidebar(empty.folder);
    await tree.welcome().getByText('No MLflow runs were found').waitFor();
    const copy = await demo();
    await rename(join(copy.folder, 'mlruns'), join(empty.folder, 'mlruns'));
    await tree.row('mlruns');
    await tree.expand('mlruns');
    await tree.row('digits-classifier');
  });

  test('that are broken say so and leave the others alone', async () => {
    const copy = await demo();
    await copy.write({ 'broken/mlflow.db': `SQLite format 3\0${'and then nothing that makes sense. '.repeat(400)}` });
    const { tree } = await sidebar(copy.folder);
    await tree.row('broken/mlflow.db');
    await tree.expand('mlruns');
    await tree.row('digits-classifier');
    await tree.collapse('mlruns');
    await tree.expand('broken/mlflow.db');
    const rows = await tree.waitForRows('what is wrong', (all) => all.some((row) => row.level === 2));
    const said = rows.map((row) => `${row.label} ${row.description}`).join('\n');
    assert.match(said, /not a (SQLite )?database|no (SQLite )?database|corrupt|can.t be read|damaged/i);
  });

  test('are found below the top of the folder', async () => {
    const copy = await demo();
    const project = await workspace({ 'README.md': '# Two projects' });
    await project.write({ 'teams/vision/.keep': '' });
    await rename(join(copy.folder, 'mlruns'), join(project.folder, 'teams', 'vision', 'mlruns'));
    const { tree } = await sidebar(project.folder);
    await tree.expand(/^teams\/vision(\/mlruns)?$/);
    await tree.row('text-embeddings');
  });

  test('can be added and removed', async () => {
    const copy = await demo();
    const empty = await workspace({ 'train.py': 'print()' });
    const { workbench, tree } = await sidebar(empty.folder);
    const { quickInput } = workbench;
    await workbench.runCommand('Tandem: Add Store…');
    await quickInput.pickContaining('Path or tracking URI');
    await quickInput.submit(join(copy.folder, 'mlruns'));
    await waitFor(
      'the question for a name',
      () => quickInput.title(),
      (title) => title.includes('name'),
    );
    await quickInput.submit('colleague');
    await tree.expand('colleague');
    await tree.row('digits-classifier');
    await workbench.runCommand('Tandem: Remove Store…');
    await quickInput.pickContaining('colleague');
    await tree.waitForRows('no store', (rows) => rows.length === 0);
  });

  test('are listed in the report, without secrets', async () => {
    const copy = await demo();
    await copy.write({ '.env': 'MLFLOW_TRACKING_URI=http://someone:hunter2@127.0.0.1:9/\n' });
    const { workbench, tree } = await sidebar(copy.folder);
    await tree.row('mlruns');
    await workbench.runCommand('Tandem: Report What Tandem Sees');
    await workbench
      .tab(/report|untitled|tandem/i)
      .first()
      .waitFor();
    const text = await waitFor(
      'the report',
      () => workbench.editorText(),
      (lines) => lines.includes('What Tandem sees'),
    );
    assert.doesNotMatch(text, /hunter2/);
  });
});
