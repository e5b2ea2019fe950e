import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoreChange } from '../../../src/core/tracking/store.ts';
import { MemoryStore } from '../../fakes/memoryStore.ts';
import { makeTracking, settle } from '../../fakes/tracking.ts';

describe('live runs', () => {
  it('follow nothing without a holder, and let go with the last', async () => {
    const store = new MemoryStore();
    const { connections, live } = makeTracking({ a: store });
    await connections.get('a')?.store();
    assert.equal(store.watchers, 0);
    const first = live.watch('a', { runIds: ['x'] }, () => {});
    const second = live.watch('a', { runIds: ['y'] }, () => {});
    await settle();
    assert.equal(store.watchers, 1, 'one watch serves both');
    assert.deepEqual(store.interests.at(-1), { runIds: ['x', 'y'] });
    first.dispose();
    await settle();
    assert.deepEqual(store.interests.at(-1), { runIds: ['y'] });
    second.dispose();
    await settle();
    assert.equal(store.watchers, 0);
  });

  it('start one watch for a burst of holders', async () => {
    const store = new MemoryStore();
    const { connections, live } = makeTracking({ a: store });
    await connections.get('a')?.store();
    for (let i = 0; i < 50; i++) live.watch('a', { runIds: [`run ${i}`] }, () => {});
    await settle();
    assert.equal(store.interests.length, 1);
  });

  it('tell each holder of its own', async () => {
    const store = new MemoryStore();
    const { connections, live } = makeTracking({ a: store });
    await connections.get('a')?.store();
    const told: [string, StoreChange['kind']][] = [];
    live.watch('a', { runIds: ['x'] }, ({ kind }) => told.push(['x', kind]));
    live.watch('a', { experimentIds: ['1'] }, ({ kind }) => told.push(['1', kind]));
    await settle();
    store.tell({ kind: 'run', runIds: ['x'] });
    store.tell({ kind: 'runs', experimentIds: ['1'] });
    store.tell({ kind: 'run', runIds: ['z'] });
    assert.deepEqual(told, [
      ['x', 'run'],
      ['1', 'runs'],
    ]);
  });

  it('follow a store from when it is open, and do not open it themselves', async () => {
    const store = new MemoryStore();
    const { connections, live, opened } = makeTracking({ a: store });
    live.watch('a', {}, () => {});
    await settle();
    assert.deepEqual(opened, []);
    await connections.get('a')?.store();
    await settle();
    assert.equal(store.watchers, 1);
  });

  it('keep following while the store is refreshed', async () => {
    const store = new MemoryStore();
    const { connections, live } = makeTracking({ a: store });
    await connections.get('a')?.store();
    live.watch('a', {}, () => {});
    await settle();
    await connections.get('a')?.refresh();
    assert.equal(store.watchers, 1);
    assert.equal(store.interests.length, 1);
  });

  it('mark a lost store as failed with what it last was, and as ready again', async () => {
    const store = new MemoryStore();
    const { connections, live } = makeTracking({ a: store });
    const connection = connections.get('a');
    await connection?.store();
    live.watch('a', {}, () => {});
    await settle();
    store.tell({ kind: 'lost', error: { code: 'notFound', message: 'The file is gone.' } });
    assert.equal(connection?.snapshot.state, 'failed');
    await settle();
    assert.equal(store.watchers, 1, 'it waits for the store to come back');
    store.tell({ kind: 'restored' });
    assert.equal(connection?.snapshot.state, 'ready');
  });
});
