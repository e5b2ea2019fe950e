import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunModelChange } from '../../../src/app/runs.ts';
import { AppError } from '../../../src/base/errors.ts';
import { lastGood } from '../../../src/base/snapshot.ts';
import { MemoryStore } from '../../fakes/memoryStore.ts';
import { entry, makeTracking, settle, until } from '../../fakes/tracking.ts';

const ref = { storeId: 'a', runId: 'x' };
const reads = (store: MemoryStore) => store.calls.filter((call) => call === 'getRun').length;

function withRun() {
  const store = new MemoryStore();
  store.put({ runId: 'x', status: 'RUNNING', metrics: { loss: 2 } });
  return store;
}

describe('a held run', () => {
  it('is one model for all who hold it, read once', async () => {
    const store = withRun();
    const { runs } = makeTracking({ a: store });
    const one = runs.hold(ref);
    const other = runs.hold(ref);
    assert.equal(one.model, other.model);
    await until(() => one.model.snapshot.state === 'ready');
    await settle();
    assert.equal(reads(store), 1);
  });

  it('is followed until the last holder lets go', async () => {
    const store = withRun();
    const { runs } = makeTracking({ a: store });
    const one = runs.hold(ref);
    const other = runs.hold(ref);
    await until(() => store.watchers === 1);
    one.dispose();
    one.dispose();
    await settle();
    assert.equal(store.watchers, 1);
    other.dispose();
    await settle();
    assert.equal(store.watchers, 0);
  });

  it('tells which metrics have new values', async () => {
    const store = withRun();
    const { runs } = makeTracking({ a: store });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'ready' && store.watchers === 1);
    const changes: RunModelChange[] = [];
    model.onDidChange((change) => changes.push(change));
    store.tell({ kind: 'metrics', runIds: ['x'], keys: ['loss'] });
    await until(() => changes.length === 1);
    assert.deepEqual(changes, [{ keys: ['loss'] }]);
  });

  it('reads once more, not many times, for what changes during a read', async () => {
    const store = withRun();
    const { runs } = makeTracking({ a: store });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'ready' && store.watchers === 1);
    const before = reads(store);
    let open = () => {};
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (const key of ['a', 'b', 'c']) store.tell({ kind: 'metrics', runIds: ['x'], keys: [key] });
    const changes: RunModelChange[] = [];
    model.onDidChange((change) => changes.push(change));
    open();
    await until(() => changes.length === 2);
    assert.deepEqual(changes, [{ keys: ['a'] }, { keys: ['b', 'c'] }]);
    assert.equal(reads(store) - before, 2);
  });

  it('keeps its last data when the store can not be read any more', async () => {
    const store = withRun();
    const { runs } = makeTracking({ a: store });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'ready' && store.watchers === 1);
    store.failure = new AppError({ code: 'unreadable', message: 'No more.' });
    store.tell({ kind: 'run', runIds: ['x'] });
    await until(() => model.snapshot.state === 'failed');
    assert.equal(lastGood(model.snapshot)?.runId, 'x');
  });

  it('says why a run is not there', async () => {
    const { runs } = makeTracking({ a: new MemoryStore() });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'failed');
    assert.ok(model.snapshot.state === 'failed' && model.snapshot.error.code === 'notFound');
  });

  it('waits for its store where the stores are not known yet', async () => {
    const { runs, find } = makeTracking({ a: withRun() }, { known: false });
    const { model } = runs.hold(ref);
    await settle();
    assert.equal(model.snapshot.state, 'loading');
    find();
    await until(() => model.snapshot.state === 'ready');
  });

  it('says so where the stores are known and its own is not among them', async () => {
    const { runs, connections } = makeTracking({ a: withRun() }, { known: false });
    const { model } = runs.hold(ref);
    await settle();
    connections.set([]);
    await until(() => model.snapshot.state === 'failed');
  });

  it('is read from the store that takes its place under the same name', async () => {
    const next = new MemoryStore();
    next.put({ runId: 'x', runName: 'moved' });
    const { runs, connections } = makeTracking({ a: withRun(), b: next });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'ready');
    connections.set([entry('a', { location: '/b' })]);
    await until(() => lastGood(model.snapshot)?.runName === 'moved');
  });

  it('is read again when its store was refreshed', async () => {
    const store = withRun();
    const { runs, connections } = makeTracking({ a: store });
    const { model } = runs.hold(ref);
    await until(() => model.snapshot.state === 'ready');
    const before = reads(store);
    await connections.get('a')?.refresh();
    await until(() => reads(store) === before + 1);
  });
});
