import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryStore } from '../../../fakes/memoryStore.ts';
import { settle, until } from '../../../fakes/tracking.ts';
import { makeSidebar } from './sidebar.ts';

const minutes = (count: number) => count * 60_000;
const target = { storeId: 'a', experimentId: '1' };

function makeList(store: MemoryStore) {
  store.addExperiment('1');
  const sidebar = makeSidebar({ a: store });
  const list = sidebar.branches.list(target) ?? assert.fail();
  list.setActive(true);
  return { ...sidebar, list };
}

describe('a run list', () => {
  it('follows runs that go on, and no zombie', async () => {
    const store = new MemoryStore();
    const now = Date.now();
    store.put(
      { runId: 'live', status: 'RUNNING', startTime: now },
      { runId: 'quiet', status: 'RUNNING', startTime: now - minutes(10) },
      { runId: 'zombie', status: 'RUNNING', startTime: now - minutes(600) },
      { runId: 'ended', startTime: now },
      { runId: 'deleted', status: 'RUNNING', startTime: now, lifecycleStage: 'deleted' },
    );
    const { list } = makeList(store);
    await list.settled();
    assert.deepEqual([...list.following].sort(), ['live', 'quiet']);
  });

  it('stops following a run that has been silent for too long', async () => {
    const store = new MemoryStore();
    const now = Date.now();
    store.put({ runId: 'x', status: 'RUNNING', startTime: now });
    const { list } = makeList(store);
    await list.settled();
    list.tick(now + minutes(5));
    assert.deepEqual(list.following, ['x']);
    list.tick(now + minutes(31));
    assert.deepEqual(list.following, []);
    await settle();
    assert.ok(!store.interests.at(-1)?.runIds?.includes('x'));
  });

  it('never goes back from the end of a run', async () => {
    const store = new MemoryStore();
    store.put({ runId: 'x', status: 'RUNNING', startTime: Date.now() });
    const { list } = makeList(store);
    await list.settled();
    await until(() => store.interests.some(({ runIds }) => runIds?.includes('x')));
    await settle(20);
    const seen: (string | undefined)[] = [];
    list.onDidChange(() => seen.push(list.get('x')?.status));
    store.put({ runId: 'x', status: 'FAILED', startTime: Date.now(), endTime: Date.now() });
    await until(() => list.following.length === 0);
    await settle(200);
    assert.ok(seen.includes('FAILED'));
    assert.ok(!seen.slice(seen.indexOf('FAILED')).includes('RUNNING'), seen.join(' '));
  });

  it('follows a run that was taken up again', async () => {
    const store = new MemoryStore();
    store.put({ runId: 'x', status: 'FINISHED', startTime: Date.now() });
    const { list } = makeList(store);
    await list.settled();
    await until(() => store.watchers === 1);
    store.put({ runId: 'x', status: 'RUNNING', startTime: Date.now() });
    await until(() => list.following.includes('x'));
    assert.equal(list.get('x')?.status, 'RUNNING');
  });

  it('reads once for a burst of changes', async () => {
    const store = new MemoryStore();
    store.put({ runId: 'x' });
    const { list } = makeList(store);
    await list.settled();
    await until(() => store.watchers === 1);
    const before = store.calls.length;
    for (let i = 0; i < 40; i++) store.put({ runId: `r${i}` });
    await until(() => list.extent?.count === 41);
    await settle(200);
    assert.equal(store.calls.slice(before).filter((call) => call === 'searchRuns').length, 1);
  });

  it('keeps the pages that were loaded when something changes', async () => {
    const store = new MemoryStore();
    store.addExperiment('1');
    store.put(...Array.from({ length: 6 }, (_, i) => ({ runId: `r${i}`, startTime: i })));
    const { branches } = makeSidebar({ a: store }, 2);
    const list = branches.list(target) ?? assert.fail();
    list.setActive(true);
    await list.settled();
    await list.loadMore();
    await until(() => store.watchers === 1);
    store.put({ runId: 'new', startTime: 9 });
    await until(() => list.get('new') !== undefined);
    assert.deepEqual(
      list.forest?.roots.map(({ runId }) => runId),
      ['new', 'r5', 'r4', 'r3'],
    );
    assert.equal(list.extent?.more, true);
  });

  it('starts over when it is filtered otherwise, dropping what is under way', async () => {
    const store = new MemoryStore();
    store.put({ runId: 'x' }, { runId: 'y' });
    const { list, settings } = makeList(store);
    await list.settled();
    settings.setFilter('a', '1', 'x');
    settings.setFilter('a', '1', 'y');
    await list.settled();
    assert.deepEqual(
      list.forest?.roots.map(({ runId }) => runId),
      ['y'],
    );
  });

  it('shows a run that is asked for, wherever it would stand', async () => {
    const store = new MemoryStore();
    store.addExperiment('1');
    store.put(...Array.from({ length: 6 }, (_, i) => ({ runId: `r${i}`, startTime: i })));
    store.put({ runId: 'elsewhere', experimentId: '2' });
    const { branches } = makeSidebar({ a: store }, 2);
    const list = branches.list(target) ?? assert.fail();
    await list.show('r0');
    assert.deepEqual(
      list.forest?.roots.map(({ runId }) => runId),
      ['r5', 'r4', 'r0'],
    );
    await assert.rejects(list.show('elsewhere'), { code: 'notFound' });
    await assert.rejects(list.show('nowhere'), { code: 'notFound' });
    await list.loadMore();
    await list.loadMore();
    assert.equal(list.forest?.roots.length, 6, 'it stands once when its page comes');
  });
});
