import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../../../src/base/errors.ts';
import { PARENT_RUN_TAG } from '../../../../src/core/tracking/model.ts';
import { MemoryStore } from '../../../fakes/memoryStore.ts';
import { entry, settle, until } from '../../../fakes/tracking.ts';
import { makeSidebar, nameOf, names, runOf } from './sidebar.ts';

function storeWithRuns() {
  const store = new MemoryStore();
  store.addExperiment('1', 'digits');
  store.put(
    { runId: 'old', startTime: 1, metrics: { loss: 1 }, params: { lr: '0.1' }, tags: { team: 'a' } },
    { runId: 'new', startTime: 2 },
  );
  return store;
}

describe('the tree', () => {
  it('reads nothing before somebody looks', async () => {
    const store = storeWithRuns();
    const { opened } = makeSidebar({ a: store });
    await settle();
    assert.deepEqual(opened, []);
    assert.deepEqual(store.calls, []);
  });

  it('goes from stores to experiments to runs to their insides', async () => {
    const { open } = makeSidebar({ a: storeWithRuns() });
    assert.deepEqual(names(await open()), ['a']);
    assert.deepEqual(names(await open('a')), ['1']);
    assert.deepEqual(names(await open('a', '1')), ['new', 'old']);
    assert.deepEqual(names(await open('a', '1', 'old')), ['metrics', 'params', 'tags', 'artifacts']);
    assert.deepEqual(names(await open('a', '1', 'old', 'metrics')), ['loss']);
    assert.deepEqual(names(await open('a', '1', 'old', 'params')), ['lr']);
    assert.deepEqual(names(await open('a', '1', 'old', 'tags')), ['team', 'systemTags']);
    assert.deepEqual(names(await open('a', '1', 'old', 'tags', 'systemTags')), ['mlflow.runName']);
    assert.deepEqual(names(await open('a', '1', 'old', 'artifacts')), ['(noArtifacts)']);
  });

  it('keeps one node for each run, for as long as it is there', async () => {
    const { open, tree } = makeSidebar({ a: storeWithRuns() });
    const before = runOf(await open('a', '1'), 'old');
    assert.equal(runOf(await open('a', '1'), 'old'), before);
    assert.equal(tree.run('a', '1', 'old'), before);
    assert.equal(nameOf(tree.getParent(before) ?? assert.fail()), '1');
  });

  it('shows what went wrong with a store in its place, and the others as they are', async () => {
    const { open, connections } = makeSidebar({ a: storeWithRuns() });
    connections.set([entry('bad'), entry('a')]);
    assert.deepEqual(names(await open('bad')), ['(failed)']);
    assert.deepEqual(names(await open('a')), ['1']);
  });

  it('does not let a slow store hold up the others', async () => {
    const slow = storeWithRuns();
    slow.gate = new Promise(() => {});
    const { open } = makeSidebar({ slow, a: storeWithRuns() });
    const [first, second] = await Promise.all([open('slow'), open('a')]);
    assert.deepEqual(names(first), ['(loading)']);
    assert.deepEqual(names(second), ['1']);
  });

  it('keeps what it showed of a store that is lost, and says so above', async () => {
    const store = storeWithRuns();
    const { open } = makeSidebar({ a: store });
    await open('a', '1');
    store.tell({ kind: 'lost', error: { code: 'notFound', message: 'The folder is gone.' } });
    assert.deepEqual(names(await open('a')), ['(failed)', '1']);
    assert.deepEqual(names(await open('a', '1')), ['new', 'old']);
    store.tell({ kind: 'restored' });
    assert.deepEqual(names(await open('a')), ['1']);
  });

  it('tells what could not be read, above the rest', async () => {
    const store = storeWithRuns();
    store.problems = [{ code: 'corrupt', place: '1/x/meta.yaml', message: 'It is cut off.' }];
    const { open } = makeSidebar({ a: store });
    assert.deepEqual(names(await open('a')), ['(problems)', '1']);
  });

  it('says why a list is empty', async () => {
    const store = new MemoryStore();
    store.addExperiment('1');
    const { open, settings } = makeSidebar({ a: store, none: new MemoryStore() });
    assert.deepEqual(names(await open('none')), ['(noExperiments)']);
    assert.deepEqual(names(await open('a', '1')), ['(noRuns)']);
    settings.setFilter('a', '1', 'nobody');
    await settle();
    const [message] = await open('a', '1');
    assert.ok(message?.type === 'message' && message.message.kind === 'noRuns' && message.message.filtered);
  });

  it('shows a filter that a store refuses where the runs would be', async () => {
    const store = storeWithRuns();
    const { open } = makeSidebar({ a: store });
    await open('a');
    store.failure = new AppError({ code: 'invalidFilter', message: 'No.' });
    const [message] = await open('a', '1');
    assert.ok(message?.type === 'message' && message.message.kind === 'failed');
    assert.equal(message.message.error.code, 'invalidFilter');
  });

  it('loads further runs when they are asked for', async () => {
    const store = new MemoryStore();
    store.addExperiment('1');
    store.put(...Array.from({ length: 5 }, (_, i) => ({ runId: `r${i}`, startTime: i })));
    const { open, branches } = makeSidebar({ a: store }, 2);
    assert.deepEqual(names(await open('a', '1')), ['r4', 'r3', '(more)']);
    const list = branches.list({ storeId: 'a', experimentId: '1' });
    await list?.loadMore();
    assert.deepEqual(names(await open('a', '1')), ['r4', 'r3', 'r2', 'r1', '(more)']);
    await list?.loadMore();
    assert.deepEqual(names(await open('a', '1')), ['r4', 'r3', 'r2', 'r1', 'r0']);
    assert.equal(store.calls.filter((call) => call === 'searchRuns').length, 3, 'no page is read twice');
  });

  it('shows artifacts folder by folder, and looks again when one is opened once more', async () => {
    const store = storeWithRuns();
    store.artifacts.set('old', [
      { path: 'model', isDir: true },
      { path: 'report.md', isDir: false, size: 12 },
      { path: 'model/weights.bin', isDir: false, size: 99 },
    ]);
    const { open, tree } = makeSidebar({ a: store });
    const top = await open('a', '1', 'old', 'artifacts');
    assert.deepEqual(names(top), ['model', 'report.md']);
    assert.deepEqual(names(await open('a', '1', 'old', 'artifacts', 'model')), ['model/weights.bin']);
    store.artifacts.set('old', []);
    const folder = top[0] ?? assert.fail();
    tree.collapsed(folder);
    tree.expanded(folder);
    await settle();
    assert.deepEqual(names(await tree.getChildren(folder)), ['(noArtifacts)']);
  });

  it('copies the whole value as it is now', async () => {
    const store = storeWithRuns();
    store.put({ runId: 'old', metrics: { loss: 0.123456789012 } });
    const { open } = makeSidebar({ a: store });
    const [loss] = await open('a', '1', 'old', 'metrics');
    assert.ok(loss?.type === 'value');
    assert.equal(loss.value, '0.123456789012');
    store.put({ runId: 'old', metrics: { loss: Number.NaN } });
    await until(() => loss.value === 'NaN');
  });
});

describe('the tree, while training goes on', () => {
  it('shows a new run, and draws the experiment again, not the store', async () => {
    const store = storeWithRuns();
    const { open, changed } = makeSidebar({ a: store });
    await open('a', '1');
    changed.length = 0;
    store.put({ runId: 'newest', startTime: 3 });
    await until(() => changed.length > 0);
    assert.deepEqual(changed, [['experiment:1@a']]);
    assert.deepEqual(names(await open('a', '1')), ['newest', 'new', 'old']);
  });

  it('draws only the run again whose status changed', async () => {
    const store = storeWithRuns();
    store.put({ runId: 'going', status: 'RUNNING', startTime: Date.now() });
    const { open, changed, tree } = makeSidebar({ a: store });
    const node = runOf(await open('a', '1'), 'going');
    await settle(20);
    changed.length = 0;
    store.put({ runId: 'going', status: 'FINISHED', startTime: Date.now(), endTime: Date.now() });
    await until(() => tree.runOf(node)?.status === 'FINISHED');
    await settle(200);
    assert.deepEqual([...new Set(changed.flat())], ['run:going@a']);
  });

  it('draws only the metric again that has a new value', async () => {
    const store = storeWithRuns();
    const { open, changed, tree } = makeSidebar({ a: store });
    store.put({ runId: 'going', metrics: { acc: 1, loss: 1 } });
    await open('a', '1');
    const node = runOf(await open('a', '1'), 'going');
    await open('a', '1', 'going', 'metrics');
    await until(() => store.interests.some(({ runIds }) => runIds?.includes('going')));
    await settle(20);
    changed.length = 0;
    store.put({ runId: 'going', metrics: { acc: 1, loss: 0.5 } });
    await until(() => tree.runOf(node)?.metrics.get('loss')?.value === 0.5);
    assert.ok(changed.flat().includes('run:going@a#metric:loss'));
    assert.ok(!changed.flat().includes('run:going@a#metric:acc'));
  });

  it('draws the group again when there is a new metric', async () => {
    const store = storeWithRuns();
    const { open, changed } = makeSidebar({ a: store });
    await open('a', '1', 'old', 'metrics');
    await until(() => store.interests.some(({ runIds }) => runIds?.includes('old')));
    await settle(20);
    store.put({ runId: 'old', startTime: 1, metrics: { loss: 1, acc: 1 }, params: { lr: '0.1' }, tags: { team: 'a' } });
    await until(() => changed.flat().includes('run:old@a#metrics'));
    assert.deepEqual(names(await open('a', '1', 'old', 'metrics')), ['acc', 'loss']);
  });

  it('follows nothing that is collapsed or hidden', async () => {
    const store = storeWithRuns();
    const { open, tree } = makeSidebar({ a: store });
    const [storeNode] = await open();
    await open('a', '1', 'old');
    await until(() => store.watchers === 1);
    assert.deepEqual(store.interests.at(-1), { experimentIds: ['1'], runIds: ['old'] });
    tree.collapsed(storeNode ?? assert.fail());
    await settle();
    assert.equal(store.watchers, 0);
    tree.expanded(storeNode ?? assert.fail());
    await settle();
    assert.equal(store.watchers, 1);
    tree.setVisible(false);
    await settle();
    assert.equal(store.watchers, 0);
  });

  it('sees what happened meanwhile when it is shown again', async () => {
    const store = storeWithRuns();
    const { open, tree } = makeSidebar({ a: store });
    await open('a', '1');
    tree.setVisible(false);
    store.put({ runId: 'newest', startTime: 3 });
    tree.setVisible(true);
    await settle(20);
    assert.deepEqual(names(await open('a', '1')), ['newest', 'new', 'old']);
  });

  it('shows what a refresh finds', async () => {
    const store = storeWithRuns();
    const { open, connections } = makeSidebar({ a: store });
    await open('a', '1');
    const before = store.calls.length;
    await connections.get('a')?.refresh();
    await settle(20);
    assert.ok(store.calls.slice(before).includes('searchExperiments'));
    assert.ok(store.calls.slice(before).includes('searchRuns'));
  });
});

describe('child runs', () => {
  const nested = () => {
    const store = new MemoryStore();
    store.addExperiment('1');
    store.put(
      { runId: 'sweep', startTime: 1 },
      ...[2, 3, 4].map((i) => ({ runId: `trial${i}`, startTime: i, tags: { [PARENT_RUN_TAG]: 'sweep' } })),
      { runId: 'orphan', startTime: 5, tags: { [PARENT_RUN_TAG]: 'gone' } },
    );
    return store;
  };

  it('hang below their parent, which is fetched where it is not on the page', async () => {
    const { open, tree } = makeSidebar({ a: nested() }, 2);
    const runs = await open('a', '1');
    assert.deepEqual(names(runs), ['orphan', 'sweep', '(more)']);
    const children = await open('a', '1', 'sweep');
    assert.deepEqual(names(children), ['trial4', 'tags', 'artifacts']);
    assert.equal(tree.getParent(runOf(children, 'trial4')), runOf(runs, 'sweep'));
  });

  it('of a parent that was deleted stay on top, until deleted runs are shown', async () => {
    const store = nested();
    store.put({ runId: 'sweep', startTime: 1, lifecycleStage: 'deleted' });
    const { open, settings } = makeSidebar({ a: store });
    assert.deepEqual(names(await open('a', '1')), ['orphan', 'trial4', 'trial3', 'trial2']);
    settings.setShowDeleted(true);
    await settle(20);
    assert.deepEqual(names(await open('a', '1')), ['orphan', 'sweep']);
  });

  it('are flat in a filtered list', async () => {
    const { open, settings } = makeSidebar({ a: nested() });
    await open('a', '1');
    settings.setFilter('a', '1', 'trial');
    await settle(20);
    assert.deepEqual(names(await open('a', '1')), ['trial4', 'trial3', 'trial2']);
  });
});
