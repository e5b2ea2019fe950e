import assert from 'node:assert/strict';
import { copyFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type { StoreChange, StoreInterest, TrackingStore } from '../../../../src/core/tracking/store.ts';
import { insertRun, logMetric, openRecorded, write } from './kit.ts';

/** Gathers what a watch says, and waits for it. */
class Listener {
  readonly changes: StoreChange[] = [];
  readonly dispose: () => void;

  constructor(t: TestContext, store: TrackingStore, interest: StoreInterest) {
    const watch = store.watch(interest, (change) => this.changes.push(change));
    this.dispose = () => watch.dispose();
    t.after(this.dispose);
  }

  /** The changes so far once there is one of this kind; fails after far longer than a change may take. */
  async until(kind: StoreChange['kind']): Promise<StoreChange[]> {
    const deadline = performance.now() + 5000;
    while (!this.changes.some((change) => change.kind === kind)) {
      assert.ok(performance.now() < deadline, `no ${kind} among ${JSON.stringify(this.changes)}`);
      await pause(10);
    }
    return this.changes.splice(0);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function opened(t: TestContext) {
  const { store, path } = await openRecorded(t, (db) => {
    insertRun(db, 'mine');
    insertRun(db, 'other', 2);
    logMetric(db, 'mine', 'loss', 1);
  });
  const listen = (interest: StoreInterest) => new Listener(t, store, interest);
  return { store, path, listen, edit: (action: (db: DatabaseSync) => void) => write(path, action) };
}

test('a new value tells the watched run and key, within a second, and nothing else', async (t) => {
  const { listen, edit } = await opened(t);
  const mine = listen({ runIds: ['mine'] });
  const other = listen({ runIds: ['other'] });
  const accuracy = listen({ runIds: ['mine'], metricKeys: ['acc'] });
  const start = performance.now();
  edit((db) => logMetric(db, 'mine', 'loss', 0.5, 1));
  assert.deepEqual(await mine.until('metrics'), [{ kind: 'metrics', runIds: ['mine'], keys: ['loss'] }]);
  assert.ok(performance.now() - start < 1000);
  edit((db) => logMetric(db, 'mine', 'acc', 0.5, 1));
  assert.deepEqual(await accuracy.until('metrics'), [{ kind: 'metrics', runIds: ['mine'], keys: ['acc'] }]);
  assert.deepEqual(other.changes, []);
});

test('status, params and tags of a watched run are told, a tag that changes in place among them', async (t) => {
  const { listen, edit } = await opened(t);
  const mine = listen({ runIds: ['mine', 'other'] });
  const expected = [{ kind: 'run', runIds: ['mine'] }];
  edit((db) => db.exec(`UPDATE runs SET status = 'FINISHED', end_time = 1 WHERE run_uuid = 'mine'`));
  assert.deepEqual(await mine.until('run'), expected);
  edit((db) => db.exec(`INSERT INTO params (key, value, run_uuid) VALUES ('p', '1', 'mine')`));
  assert.deepEqual(await mine.until('run'), expected);
  edit((db) => db.exec(`INSERT INTO tags (key, value, run_uuid) VALUES ('t', 'a', 'mine')`));
  assert.deepEqual(await mine.until('run'), expected);
  edit((db) => db.exec(`UPDATE tags SET value = 'b' WHERE run_uuid = 'mine'`));
  assert.deepEqual(await mine.until('run'), expected);
});

test('new, finished, renamed and deleted runs are told for their experiment alone', async (t) => {
  const { listen, edit } = await opened(t);
  const both = listen({ experimentIds: ['1', '2'] });
  const second = listen({ experimentIds: ['2'] });
  const expected = [{ kind: 'runs', experimentIds: ['1'] }];
  for (const change of [
    (db: DatabaseSync) => insertRun(db, 'new'),
    (db: DatabaseSync) => db.exec(`UPDATE runs SET status = 'FINISHED', end_time = 5 WHERE run_uuid = 'new'`),
    (db: DatabaseSync) => db.exec(`UPDATE runs SET status = 'FAILED' WHERE run_uuid = 'new'`),
    (db: DatabaseSync) => db.exec(`UPDATE runs SET name = 'better name' WHERE run_uuid = 'new'`),
    (db: DatabaseSync) => db.exec(`UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = 'new'`),
    (db: DatabaseSync) => db.exec(`DELETE FROM runs WHERE run_uuid = 'new'`),
  ]) {
    edit(change);
    assert.deepEqual(await both.until('runs'), expected);
  }
  assert.deepEqual(second.changes, []);
});

test('a new experiment, and one that is renamed, are told even without any interest', async (t) => {
  const { listen, edit } = await opened(t);
  const any = listen({});
  edit((db) => db.exec(`INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (77, 'new', 'active')`));
  assert.deepEqual(await any.until('experiments'), [{ kind: 'experiments' }]);
  edit((db) => db.exec(`UPDATE experiments SET name = 'old' WHERE experiment_id = 77`));
  assert.deepEqual(await any.until('experiments'), [{ kind: 'experiments' }]);
});

test('what a writer of a write-ahead log commits is told', async (t) => {
  const { path, store } = await opened(t);
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  t.after(() => writer.close());
  writer.exec('PRAGMA journal_mode = WAL');
  const mine = new Listener(t, store, { runIds: ['mine'] });
  logMetric(writer, 'mine', 'loss', 0.5, 1);
  await mine.until('metrics');
  logMetric(writer, 'mine', 'loss', 0.5, 2);
  await mine.until('metrics');
});

test('a database that is removed is lost once, and restored with everything to ask for again', async (t) => {
  const { path, listen } = await opened(t);
  const mine = listen({ runIds: ['mine'], experimentIds: ['1'] });
  renameSync(path, `${path}.away`);
  const [lost, ...more] = await mine.until('lost');
  assert.equal(lost?.kind === 'lost' && lost.error.code, 'notFound');
  assert.deepEqual(more, []);
  await pause(700);
  assert.deepEqual(mine.changes, []);
  renameSync(`${path}.away`, path);
  assert.equal((await mine.until('restored'))[0]?.kind, 'restored');
});

test('a database that comes back locked is restored when the lock is gone', async (t) => {
  const { path, listen } = await opened(t);
  const mine = listen({ runIds: ['mine'] });
  renameSync(path, `${path}.away`);
  await mine.until('lost');
  const writer = new DatabaseSync(`${path}.away`);
  writer.exec('BEGIN EXCLUSIVE');
  renameSync(`${path}.away`, path);
  await pause(800);
  assert.deepEqual(mine.changes, []);
  writer.exec('ROLLBACK');
  writer.close();
  assert.equal((await mine.until('restored'))[0]?.kind, 'restored');
});

test('a database that is replaced tells what is different in the new one', async (t) => {
  const { path, listen } = await opened(t);
  const other = join(dirname(path), 'other.db');
  copyFileSync(path, other);
  write(other, (db) => insertRun(db, 'replaced'));
  const mine = listen({ experimentIds: ['1'], runIds: ['mine'] });
  renameSync(other, path);
  const changes = await mine.until('metrics');
  assert.deepEqual(
    changes.map((change) => change.kind),
    ['runs', 'metrics'],
  );
});

test('a lock is waited out without a word', async (t) => {
  const { path, listen } = await opened(t);
  const mine = listen({ runIds: ['mine'] });
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  writer.exec('BEGIN EXCLUSIVE');
  await pause(700);
  logMetric(writer, 'mine', 'loss', 0.5, 1);
  writer.exec('COMMIT');
  writer.close();
  assert.deepEqual(await mine.until('metrics'), [{ kind: 'metrics', runIds: ['mine'], keys: ['loss'] }]);
});

test('a watch that is disposed hears nothing more, and the others go on', async (t) => {
  const { listen, edit } = await opened(t);
  const gone = listen({ runIds: ['mine'] });
  const stays = listen({ runIds: ['mine'] });
  gone.dispose();
  edit((db) => logMetric(db, 'mine', 'loss', 0.5, 1));
  await stays.until('metrics');
  assert.deepEqual(gone.changes, []);
});
