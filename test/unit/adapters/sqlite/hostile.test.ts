import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteStore } from '../../../../src/adapters/mlflow/sqlite/store.ts';
import { failure, folderOf, open, openRecorded, recordedDatabase, runsOf, write } from './kit.ts';

const noPipes = process.platform === 'win32' && 'no pipes as files here';

test('a pipe or a device is refused at once, also beside a database and in the place of an open one', {
  skip: noPipes,
  timeout: 10_000,
}, async (t) => {
  const folder = folderOf(t);
  const pipe = (name: string) => {
    execFileSync('mkfifo', [join(folder, name)]);
    return join(folder, name);
  };
  await assert.rejects(openSqliteStore(pipe('pipe.db'), {}), failure('unreadable'));
  await assert.rejects(openSqliteStore('/dev/null', {}), failure('unreadable'));
  const path = recordedDatabase(folder);
  const journal = pipe('mlflow.db-journal');
  await assert.rejects(openSqliteStore(path, {}), failure('unreadable'));
  rmSync(journal);
  const store = await open(t, path);
  renameSync(path, `${path}.away`);
  pipe('mlflow.db');
  await assert.rejects(runsOf(store), failure('unreadable'));
  renameSync(`${path}.away`, path);
  assert.ok((await store.searchExperiments({})).items.length > 0);
});

test('a view in the place of a table is not read: it may be a query without an end', { timeout: 10_000 }, async (t) => {
  const path = recordedDatabase(folderOf(t));
  write(path, (db) =>
    db.exec(`ALTER TABLE runs RENAME TO kept; CREATE VIEW runs AS
      WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT o.*, n FROM c, kept o`),
  );
  await assert.rejects(openSqliteStore(path, {}), failure('unsupported'));
});

test('a filter of thousands of comparisons is answered, and too many keys of an order are refused in words', async (t) => {
  const { store } = await openRecorded(t);
  const all = await runsOf(store);
  const filter = Array.from({ length: 3000 }, (_, i) => `params.absent${i} IS NULL`).join(' AND ');
  assert.deepEqual(
    (await store.searchRuns({ experimentIds: ['1', '2'], filter })).items.map((run) => run.runId),
    all,
  );
  const orderBy = Array.from({ length: 100 }, (_, i) => `metrics.m${i}`);
  await assert.rejects(store.searchRuns({ experimentIds: ['1'], orderBy }), { code: 'invalidFilter' });
});
