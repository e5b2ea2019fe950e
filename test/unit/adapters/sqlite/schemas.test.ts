import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteStore } from '../../../../src/adapters/mlflow/sqlite/store.ts';
import type { AppError } from '../../../../src/base/errors.ts';
import { collect, failure, folderOf, openRecorded, recordedDatabase, write } from './kit.ts';

test('a newer schema with more tables and columns reads as before', async (t) => {
  const plain = await openRecorded(t);
  const newer = await openRecorded(t, (db) => {
    for (const table of ['experiments', 'runs', 'metrics', 'latest_metrics', 'params', 'tags', 'inputs', 'datasets']) {
      db.exec(`ALTER TABLE ${table} ADD COLUMN "from the future" TEXT DEFAULT 'x'`);
    }
    db.exec(`CREATE TABLE future (id INTEGER); UPDATE alembic_version SET version_num = 'ffffffffffff'`);
  });
  const query = { experimentIds: ['1', '2'], view: 'all' } as const;
  assert.deepEqual(await newer.store.searchRuns(query), await plain.store.searchRuns(query));
  assert.deepEqual(await newer.store.searchExperiments({}), await plain.store.searchExperiments({}));
});

test('a table that a newer MLflow made in another way is left out and named, the others go on', async (t) => {
  const { store } = await openRecorded(t, (db) => db.exec('ALTER TABLE latest_metrics RENAME COLUMN value TO amount'));
  const { items, problems = [] } = await store.searchExperiments({});
  assert.ok(items.length > 0);
  assert.deepEqual(
    problems.map(({ code, place }) => [code, place]),
    [['unsupported', 'latest_metrics']],
  );
  assert.match(problems[0]?.message ?? '', /no column value/);
  assert.deepEqual((await store.describe()).problems, problems);
  const runs = (await store.searchRuns({ experimentIds: ['1'] })).items;
  assert.ok(runs.length > 0 && runs.every(({ metrics }) => metrics.size === 0));
  assert.ok(runs.some(({ params }) => params.size > 0));
});

test('a table of runs that is not as any known MLflow makes it points to an update', async (t) => {
  const path = recordedDatabase(folderOf(t));
  write(path, (db) => db.exec('ALTER TABLE runs RENAME COLUMN start_time TO started'));
  await assert.rejects(openSqliteStore(path, {}), (error: AppError) => {
    assert.match(`${error.message} ${error.hint}`, /table runs.*newer MLflow/);
    return failure('unsupported')(error);
  });
});

test('what an older schema lacks reads as empty', async (t) => {
  const { store } = await openRecorded(t, (db) => {
    for (const table of ['input_tags', 'inputs', 'datasets', 'logged_models', 'experiment_tags', 'params', 'metrics']) {
      db.exec(`DROP TABLE ${table}`);
    }
    db.exec('DROP INDEX idx_experiments_workspace_creation_time; ALTER TABLE experiments DROP COLUMN creation_time');
    db.exec('ALTER TABLE experiments DROP COLUMN last_update_time; ALTER TABLE runs DROP COLUMN deleted_time');
    db.exec('ALTER TABLE runs DROP COLUMN artifact_uri');
  });
  const { items } = await store.searchRuns({ experimentIds: ['1'], orderBy: ['params.lr', 'metrics.loss'] });
  assert.ok(items.length > 0);
  for (const run of items) {
    assert.deepEqual([run.params.size, run.datasets, run.loggedModels, run.artifactUri], [0, [], [], '']);
  }
  const find = async (filter: string) => (await store.searchRuns({ experimentIds: ['1'], filter })).items.length;
  assert.equal(await find(`dataset.name = 'mnist'`), 0);
  assert.equal(await find(`params.lr = '0.1'`), 0);
  assert.equal(await find('params.lr IS NULL'), items.length);
  assert.deepEqual(await collect(store.metricHistory({ runIds: items.map((run) => run.runId), key: 'loss' })), []);
  const { items: experiments } = await store.searchExperiments({});
  assert.ok(experiments.length > 0 && experiments.every((e) => e.creationTime === undefined && e.tags.size === 0));
});

test('a store that is migrated while open is read by its new columns', async (t) => {
  const { store, path } = await openRecorded(t);
  const [run] = (await store.searchRuns({ experimentIds: ['1'] })).items;
  assert.notEqual(run?.userId, '');
  write(path, (db) => db.exec('ALTER TABLE runs RENAME COLUMN user_id TO renamed'));
  assert.equal((await store.getRun(run?.runId ?? '')).userId, '');
});
