import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExperimentNames } from '../../../src/app/experiments.ts';
import { AppError } from '../../../src/base/errors.ts';
import { MemoryStore } from '../../fakes/memoryStore.ts';
import { makeTracking, settle, until } from '../../fakes/tracking.ts';

function makeNames() {
  const store = new MemoryStore();
  store.addExperiment('1', 'first');
  const { connections, live } = makeTracking({ a: store });
  return { store, connections, names: new ExperimentNames(connections, live) };
}

describe('names of experiments', () => {
  it('are ids until they are known, and follow the store', async () => {
    const { store, names } = makeNames();
    let told = 0;
    names.onDidChange(() => told++);
    assert.equal(names.get('a', '1'), '1');
    await until(() => told === 1);
    assert.equal(names.get('a', '1'), 'first');
    store.addExperiment('2', 'second');
    await until(() => told === 2);
    assert.equal(names.get('a', '2'), 'second');
  });

  it('are followed only while somebody listens, and known to who listens later', async () => {
    const { store, names } = makeNames();
    assert.equal(names.get('a', '1'), '1');
    await settle(5);
    assert.deepEqual(store.calls, []);
    const listening = [names.onDidChange(() => {}), names.onDidChange(() => {})];
    names.get('a', '1');
    await until(() => names.get('a', '1') === 'first');
    assert.equal(store.watchers, 1);
    listening[0]?.dispose();
    await settle();
    assert.equal(store.watchers, 1);
    listening[1]?.dispose();
    await until(() => store.watchers === 0);
    names.onDidChange(() => {});
    assert.equal(names.get('a', '1'), 'first');
  });

  it('are asked for again after a failure, over one watch', async () => {
    const { store, connections, names } = makeNames();
    await connections.get('a')?.store();
    names.onDidChange(() => {});
    store.failure = new AppError({ code: 'locked', message: 'Locked.' });
    for (let i = 0; i < 5; i++) {
      assert.equal(names.get('a', '1'), '1');
      await settle();
    }
    assert.equal(store.interests.length, 1);
    store.failure = undefined;
    await until(() => names.get('a', '1') === 'first');
  });
});
