import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Connections } from '../../../src/app/connections.ts';
import { AppError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { lastGood } from '../../../src/base/snapshot.ts';
import { MemoryStore } from '../../fakes/memoryStore.ts';
import { entry, makeTracking } from '../../fakes/tracking.ts';

describe('connections', () => {
  it('open a store when somebody first needs it, once for all who do', async () => {
    const { connections, opened } = makeTracking({ a: new MemoryStore() });
    assert.deepEqual(opened, []);
    const connection = connections.get('a');
    assert.equal(connection?.snapshot.state, 'idle');
    const [one, other] = await Promise.all([connection?.store(), connection?.store()]);
    assert.equal(one, other);
    assert.deepEqual(opened, ['/a']);
    assert.equal(connection?.snapshot.state, 'ready');
  });

  it('keep one bad store from hiding the others', async () => {
    const good = new MemoryStore();
    const { connections } = makeTracking({ good });
    connections.set([entry('bad'), entry('good')]);
    await assert.rejects(async () => connections.get('bad')?.store(), /nothing at \/bad/);
    assert.equal(connections.get('bad')?.snapshot.state, 'failed');
    assert.equal(await connections.get('good')?.store(), good);
  });

  it('do not open what was refused, and say why', async () => {
    const { connections, opened } = makeTracking({ a: new MemoryStore() });
    const refused = new AppError({ code: 'untrusted', message: 'Not before you trust the workspace.' });
    connections.set([entry('a', { refused })]);
    await assert.rejects(async () => connections.get('a')?.store(), refused);
    assert.deepEqual(opened, []);
  });

  it('try again only when they are refreshed', async () => {
    const store = new MemoryStore();
    let tries = 0;
    const connections = new Connections(async () => {
      tries++;
      if (tries === 1) throw new AppError({ code: 'locked', message: 'Locked.' });
      return store;
    }, silentLogger);
    connections.set([entry('a')]);
    const connection = connections.get('a');
    await assert.rejects(async () => connection?.store(), /Locked/);
    await assert.rejects(async () => connection?.store(), /Locked/);
    assert.equal(tries, 1);
    await connection?.refresh();
    assert.equal(connection?.snapshot.state, 'ready');
    assert.equal(await connection?.store(), store);
  });

  it('keep the connection of an entry that stays the same, and close what is gone', async () => {
    const a = new MemoryStore();
    const b = new MemoryStore();
    const { connections } = makeTracking({ a, b });
    const [first] = connections.list;
    await Promise.all(connections.list.map((connection) => connection.store()));
    connections.set([entry('a')]);
    assert.equal(connections.get('a'), first);
    assert.equal(a.disposed, false);
    assert.equal(b.disposed, true);
    connections.set([entry('a', { location: '/elsewhere' })]);
    assert.notEqual(connections.get('a'), first);
    assert.equal(a.disposed, true);
  });

  it('keep the store of a connection that was lost, until it is opened again', async () => {
    const { connections } = makeTracking({ a: new MemoryStore() });
    const connection = connections.get('a');
    const store = await connection?.store();
    connection?.markLost(new AppError({ code: 'notFound', message: 'Gone.' }));
    const { snapshot } = connection ?? assert.fail();
    assert.equal(snapshot.state, 'failed');
    assert.equal(lastGood(snapshot), store);
    connection?.markRestored();
    assert.equal(connection?.snapshot.state, 'ready');
  });

  it('refresh once for all who ask meanwhile, and keep the store', async () => {
    const store = new MemoryStore();
    const { connections, opened } = makeTracking({ a: store });
    const connection = connections.get('a') ?? assert.fail();
    await Promise.all([connection.refresh(), connection.refresh()]);
    await Promise.all([connection.refresh(), connection.refresh(), connection.store()]);
    assert.deepEqual(opened, ['/a']);
    assert.equal(store.disposed, false);
    assert.equal(connection.snapshot.state, 'ready');
    assert.deepEqual(store.calls, ['refresh']);
  });

  it('put another store in the place of one that does not answer, and keep it where none opens', async () => {
    const gone = new MemoryStore();
    const stores = [gone];
    const connections = new Connections(async () => {
      const next = stores.shift();
      if (next === undefined) throw new AppError({ code: 'notFound', message: 'Nothing there.' });
      return next;
    }, silentLogger);
    connections.set([entry('a')]);
    const connection = connections.get('a') ?? assert.fail();
    await connection.store();
    gone.failure = new AppError({ code: 'internal', message: 'Its worker ended.' });
    await connection.refresh();
    assert.equal(connection.snapshot.state, 'failed');
    assert.equal(lastGood(connection.snapshot), gone);
    assert.equal(gone.disposed, false);
    const next = new MemoryStore();
    stores.push(next);
    await connection.refresh();
    assert.equal(connection.snapshot.state, 'ready');
    assert.equal(await connection.store(), next);
    assert.equal(gone.disposed, true);
  });

  it('close a store that opens after its connection was closed', async () => {
    const store = new MemoryStore();
    const { connections } = makeTracking({ a: store });
    const opening = connections.get('a')?.store();
    connections.set([]);
    await opening;
    assert.equal(store.disposed, true);
  });

  it('tell of a refresh, so that whoever shows something reads it again', async () => {
    const { connections } = makeTracking({ a: new MemoryStore() });
    const connection = connections.get('a');
    await connection?.store();
    const states: (string | undefined)[] = [];
    connections.onDidChange(() => states.push(connection?.snapshot.state));
    await connection?.refresh();
    assert.deepEqual(states, ['loading', 'ready']);
  });

  it('are not all known while more may be found', () => {
    const connections = new Connections(async () => new MemoryStore(), silentLogger);
    connections.set([entry('named')], false);
    const named = connections.get('named');
    assert.equal(connections.known, false);
    connections.set([entry('named'), entry('found')]);
    assert.equal(connections.known, true);
    assert.equal(connections.get('named'), named);
  });

  it('let the stores be looked for once, when somebody first looks', () => {
    const connections = new Connections(async () => new MemoryStore(), silentLogger);
    let wanted = 0;
    connections.onDidWant(() => wanted++);
    connections.want();
    connections.want();
    assert.equal(wanted, 1);
    connections.lookAgain();
    assert.equal(wanted, 2);
  });

  it('are known to whoever waits, at the latest when patience ends, unless the wait is given up', async () => {
    const connections = new Connections(async () => new MemoryStore(), silentLogger);
    let wanted = 0;
    connections.onDidWant(() => wanted++);
    await connections.whenKnown(1);
    assert.equal(connections.known, false);
    const abort = new AbortController();
    const givenUp = connections.whenKnown(60_000, abort.signal);
    abort.abort();
    await assert.rejects(givenUp, { name: 'AbortError' });
    const waiting = connections.whenKnown(60_000);
    connections.set([]);
    await waiting;
    assert.equal(wanted, 1);
  });
});
