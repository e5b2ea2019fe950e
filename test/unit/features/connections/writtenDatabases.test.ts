import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Connections } from '../../../../src/app/connections.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/logger.ts';
import { WrittenDatabases } from '../../../../src/features/connections/writtenDatabases.ts';
import { MemoryStore } from '../../../fakes/memoryStore.ts';
import { entry, settle, until } from '../../../fakes/tracking.ts';

describe('a database that is written', () => {
  function make() {
    const store = new MemoryStore();
    const state = { hasTables: false, opened: 0, looks: 0 };
    const connections = new Connections(async () => {
      state.opened++;
      if (!state.hasTables) throw new AppError({ code: 'unsupported', message: 'No tables yet.' });
      return store;
    }, silentLogger);
    const written = new WrittenDatabases(connections, () => state.looks++);
    return { state, connections, written };
  }

  it('is opened again until it has its tables, and then left to its own watch', async (t) => {
    const { state, connections, written } = make();
    t.after(() => written.dispose());
    connections.set([entry('a')]);
    const connection = connections.get('a') ?? assert.fail();
    await assert.rejects(connection.store());
    state.hasTables = true;
    written.changed('/a');
    written.changed('/a');
    await until(() => connection.snapshot.state === 'ready');
    assert.equal(state.opened, 2);
    written.changed('/a');
    await settle(700);
    assert.equal(state.opened, 2);
    assert.equal(state.looks, 0);
  });

  it('is not opened before anybody looks at it, nor where it was refused', async (t) => {
    const { state, connections, written } = make();
    t.after(() => written.dispose());
    connections.set([
      entry('idle'),
      entry('refused', { refused: new AppError({ code: 'untrusted', message: 'Not yet.' }) }),
    ]);
    await assert.rejects(async () => connections.get('refused')?.store());
    written.changed('/idle');
    written.changed('/refused');
    await settle(700);
    assert.equal(state.opened, 0);
  });

  it('is looked for where it is not known, but not for ever', () => {
    const { state, written } = make();
    for (let i = 0; i < 100; i++) written.changed('/deep/down/mlflow.db');
    assert.equal(state.looks, 5);
  });
});
