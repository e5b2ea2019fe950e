import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { DatabaseAccess, PATIENCE } from '../../../../src/adapters/mlflow/sqlite/access.ts';
import { loadSqlite } from '../../../../src/adapters/mlflow/sqlite/module.ts';
import { openSqliteStore } from '../../../../src/adapters/mlflow/sqlite/store.ts';
import {
  collect,
  failure,
  folderOf,
  insertRun,
  logMetric,
  open,
  openRecorded,
  recordedDatabase,
  runsOf,
  write,
} from './kit.ts';

test('a runtime without node:sqlite is told what to update', () => {
  assert.throws(() => loadSqlite(() => undefined), failure('unsupported'));
  assert.throws(() => loadSqlite(() => ({})), failure('unsupported'));
});

test('a missing file, a folder, garbage and a database of something else are told apart', async (t) => {
  const folder = folderOf(t);
  const path = (name: string) => join(folder, name);
  await assert.rejects(openSqliteStore(path('absent.db'), {}), failure('notFound'));
  mkdirSync(path('folder.db'));
  await assert.rejects(openSqliteStore(path('folder.db'), {}), failure('unreadable'));
  writeFileSync(path('garbage.db'), 'no database, but long enough to be one. '.repeat(1000));
  await assert.rejects(openSqliteStore(path('garbage.db'), {}), failure('corrupt'));
  writeFileSync(path('empty.db'), '');
  await assert.rejects(openSqliteStore(path('empty.db'), {}), failure('unsupported'));
  write(path('other.db'), (db) => db.exec('CREATE TABLE runs (id INTEGER)'));
  await assert.rejects(openSqliteStore(path('other.db'), {}), failure('unsupported'));
});

test('a database cut short is corrupt, and the process goes on', async (t) => {
  const path = recordedDatabase(folderOf(t));
  truncateSync(path, Math.floor(readFileSync(path).length / 8192) * 4096);
  await assert.rejects(async () => {
    const store = await open(t, path);
    await collect(store.scanRuns({ experimentIds: ['1', '2'] }));
  }, failure('corrupt'));
});

test('a database whose header names an unknown file format is corrupt', async (t) => {
  const path = recordedDatabase(folderOf(t));
  const bytes = readFileSync(path);
  bytes.writeUInt32BE(9, 44);
  writeFileSync(path, bytes);
  await assert.rejects(openSqliteStore(path, {}), failure('corrupt'));
});

test('a database with damaged pages is corrupt where they are read', async (t) => {
  const path = recordedDatabase(folderOf(t));
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 3 * 4096);
  writeFileSync(path, bytes);
  await assert.rejects(async () => {
    const store = await open(t, path);
    await collect(store.scanRuns({ experimentIds: ['1', '2'] }));
  }, failure('corrupt'));
});

test('a database that is locked for a second answers when the lock is gone, and other events have their turn', async (t) => {
  const { store, path } = await openRecorded(t);
  const writer = new DatabaseSync(path);
  writer.exec('BEGIN EXCLUSIVE');
  let turns = 0;
  const ticking = setInterval(() => turns++, 20);
  setTimeout(() => writer.exec('COMMIT'), 1000);
  assert.ok((await runsOf(store)).length > 0);
  clearInterval(ticking);
  writer.close();
  assert.ok(turns > 3, `${turns} turns`);
});

test('a database that stays locked is locked, and a search can be cancelled while it waits', async (t) => {
  const { store, path } = await openRecorded(t);
  const access = new DatabaseAccess(loadSqlite(), path, { ...PATIENCE, attempts: 3 });
  t.after(() => access.dispose());
  const writer = new DatabaseSync(path);
  writer.exec('BEGIN EXCLUSIVE');
  await assert.rejects(
    access.read((connection) => connection.schema()),
    failure('locked'),
  );
  const start = performance.now();
  await assert.rejects(store.searchExperiments({}, AbortSignal.timeout(100)), { name: 'TimeoutError' });
  assert.ok(performance.now() - start < 1500);
  writer.exec('COMMIT');
  writer.close();
});

test('a database replaced by another file is read anew', async (t) => {
  const { store, path } = await openRecorded(t);
  assert.equal((await runsOf(store)).includes('another'), false);
  const other = recordedDatabase(folderOf(t));
  write(other, (db) => insertRun(db, 'another'));
  renameSync(other, path);
  assert.equal((await runsOf(store))[0], 'another');
});

test('a database overwritten in place is read anew', async (t) => {
  const { store, path } = await openRecorded(t);
  await runsOf(store);
  const other = recordedDatabase(folderOf(t));
  write(other, (db) => {
    db.exec('BEGIN');
    for (let i = 0; i < 2000; i++) insertRun(db, `filler ${i}`, 1);
    insertRun(db, 'another', 1, 1_790_000_000_000);
    db.exec('COMMIT');
  });
  copyFileSync(other, path);
  assert.equal((await runsOf(store))[0], 'another');
});

test('a database that is removed is not there, and is read again once it is back', async (t) => {
  const { store, path } = await openRecorded(t);
  const before = await runsOf(store);
  renameSync(path, `${path}.away`);
  await assert.rejects(runsOf(store), failure('notFound'));
  renameSync(`${path}.away`, path);
  assert.deepEqual(await runsOf(store), before);
});

test('what a writer has committed to the write-ahead log is seen, and what it has not is not', async (t) => {
  const path = recordedDatabase(folderOf(t));
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  t.after(() => writer.close());
  writer.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  const store = await open(t, path);
  insertRun(writer, 'committed');
  writer.exec('BEGIN');
  insertRun(writer, 'uncommitted');
  const found = await runsOf(store);
  assert.equal(found[0], 'committed');
  assert.equal(found.includes('uncommitted'), false);
  writer.exec('ROLLBACK');
});

test('the journal of a writer that was killed is undone in a copy, and the original stays as it is', async (t) => {
  const path = recordedDatabase(folderOf(t));
  const before = await runsOf(await open(t, path));
  const killed = join(folderOf(t), 'mlflow.db');
  write(path, (db) => {
    // A cache of one page spills at once, so that the file holds half a transaction when it is copied.
    db.exec('PRAGMA cache_size = 1; BEGIN');
    for (let i = 0; i < 500; i++) insertRun(db, `half ${i}`);
    copyFileSync(path, killed);
    copyFileSync(`${path}-journal`, `${killed}-journal`);
    db.exec('ROLLBACK');
  });
  const bytes = readFileSync(killed);
  const store = await open(t, killed);
  assert.deepEqual(await runsOf(store), before);
  assert.equal((await store.describe()).facts['read from a copy'], true);
  assert.deepEqual(readFileSync(killed), bytes);
});

test('run ids and keys with quotes, wildcards and line breaks stay values', async (t) => {
  const ids = [`it's`, '"quoted"', `'; DROP TABLE runs; --`, 'a%b_c', 'line\nbreak', '[1,"2"]', 'ü€𝄞'];
  const { store } = await openRecorded(t, (db) => {
    for (const id of ids) {
      insertRun(db, id);
      logMetric(db, id, `key of ${id}`, 1);
    }
  });
  for (const id of ids) {
    const run = await store.getRun(id);
    assert.deepEqual([...run.metrics.keys()], [`key of ${id}`]);
    const [series] = await collect(store.metricHistory({ runIds: [id], key: `key of ${id}` }));
    assert.equal(series?.runId, id);
  }
  await assert.rejects(store.getRun('nobody'), failure('notFound'));
  await assert.rejects(store.searchRuns({ experimentIds: [`1'`] }), { code: 'invalidInput' });
  await assert.rejects(store.searchRuns({ experimentIds: ['1'], pageToken: 'x' }), { code: 'invalidInput' });
  await assert.rejects(store.searchRuns({ experimentIds: ['1'], pageSize: 0 }), { code: 'invalidInput' });
});

test('values of 100,000 characters come back whole', async (t) => {
  const text = 'é<b>\u202e'.repeat(20_000);
  const { store } = await openRecorded(t, (db) => {
    insertRun(db, 'long');
    for (const table of ['params', 'tags']) {
      db.prepare(`INSERT INTO ${table} (key, value, run_uuid) VALUES ('text', ?, 'long')`).run(text);
    }
  });
  const run = await store.getRun('long');
  assert.equal(run.params.get('text'), text);
  assert.equal(run.tags.get('text'), text);
  const { items } = await store.searchRuns({ experimentIds: ['1'], filter: `tags.text = '${text}'` });
  assert.deepEqual(
    items.map((item) => item.runId),
    ['long'],
  );
});

test('numbers beyond the exact range of a double and experiment ids of 18 digits are read', async (t) => {
  const { store } = await openRecorded(t, (db) => {
    db.exec(
      `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (987654321987654321, 'big', 'active')`,
    );
    db.exec(`INSERT INTO runs (run_uuid, status, start_time, lifecycle_stage, experiment_id, source_type)
      VALUES ('nano', 'RUNNING', 1760000000000000001, 'active', 987654321987654321, 'LOCAL')`);
    db.exec(`INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
      VALUES ('x', 1, 1760000000000000001, 'nano', 9007199254740993, 0)`);
  });
  const { items } = await store.searchRuns({ experimentIds: ['987654321987654321'] });
  assert.deepEqual(
    items.map((run) => [run.experimentId, run.startTime]),
    [['987654321987654321', 1.76e18]],
  );
  const [series] = await collect(store.metricHistory({ runIds: ['nano'], key: 'x' }));
  assert.deepEqual([...(series?.timestamps ?? [])], [1.76e18]);
});

test('a scan that is cancelled stops between two slices', async (t) => {
  const { store } = await openRecorded(t, (db) => {
    db.exec('BEGIN');
    for (let i = 0; i < 3000; i++) insertRun(db, `run ${i}`);
    db.exec('COMMIT');
  });
  const controller = new AbortController();
  const batches: number[] = [];
  await assert.rejects(
    async () => {
      for await (const batch of store.scanRuns({ experimentIds: ['1'] }, controller.signal)) {
        batches.push(batch.length);
        controller.abort();
      }
    },
    { name: 'AbortError' },
  );
  assert.deepEqual(batches, [1000]);
  const early = AbortSignal.abort();
  await assert.rejects(store.searchRuns({ experimentIds: ['1'] }, early), { name: 'AbortError' });
  await assert.rejects(collect(store.metricHistory({ runIds: ['run 1'], key: 'x' }, early)), { name: 'AbortError' });
});

test('a scan comes in batches of 1,000 with its progress, and leaves out runs that vanish meanwhile', async (t) => {
  const { store, path } = await openRecorded(t, (db) => {
    db.exec('BEGIN');
    for (let i = 0; i < 2500; i++) insertRun(db, `run ${String(i).padStart(4, '0')}`, 2);
    db.exec('COMMIT');
  });
  const seen: (readonly [number, number | undefined, number])[] = [];
  for await (const batch of store.scanRuns({ experimentIds: ['2'], orderBy: ['run_id'] })) {
    seen.push([batch.progress.done, batch.progress.total, batch.length]);
    if (seen.length === 1) write(path, (db) => db.exec(`DELETE FROM runs WHERE run_uuid = 'run 1500'`));
  }
  const total = seen[0]?.[1];
  assert.deepEqual(
    seen.map(([done]) => done),
    [1000, 2000, total],
  );
  assert.equal(
    seen.reduce((sum, [, , length]) => sum + length, 0),
    (total ?? 0) - 1,
  );
});

test('a store that was disposed says so, and disposing twice is harmless', async (t) => {
  const { store } = await openRecorded(t);
  store.dispose();
  await assert.rejects(runsOf(store), { code: 'internal' });
  store.dispose();
});
