import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../src/adapters/mlflow/sqlite/store.ts';
import type { MetricSeries, RunQuery, StoreChange, TrackingStore } from '../../src/core/tracking/store.ts';
import { generated } from './kit/cache.ts';
import { measure } from './kit/measure.ts';
import { runPython } from './kit/python.ts';
import { type BenchRow, row } from './kit/rows.ts';

/** Change it when sqliteStore.py writes another store. */
const STORE_VERSION = '2';
const MANY = 'many runs';
const LONG = 'long histories';

interface PeerTimes {
  readonly scan: number;
  readonly firstPage: number;
  readonly ordered: number;
  readonly filtered: number;
  readonly history: number;
}

/** All runs of a large experiment as columns. */
export async function* scan(): AsyncIterable<BenchRow> {
  const path = await bigStore();
  const plain = await measure(() => plainSql(path));
  const value = await withStore(path, (store, id) => measure(() => scanAll(store, id(MANY))));
  const cold = await withStore(path, (store, id) => measure(() => scanAll(store, id(MANY)), { repeats: 1, warmUp: 0 }));
  const peer = await runPeer(path, 'scan');
  yield row({
    id: 'sqlite.scan',
    what: '10,000 runs (20 metrics, 20 params, 6 tags) through scanRuns',
    value,
    unit: 'ms',
    bar: { kind: 'ratio', atLeast: 12, peer: 'mlflow.search_runs' },
    peer,
    note: `the first time on a fresh connection: ${cold.toFixed(0)} ms`,
  });
  yield row({
    id: 'sqlite.scan.plainSql',
    what: 'the same four tables, plain SQL from Node, rows as objects',
    value: plain,
    unit: 'ms',
    bar: { kind: 'none' },
  });
}

/** First pages of whole runs. */
export async function* pages(): AsyncIterable<BenchRow> {
  const path = await bigStore();
  const page = (query: Omit<RunQuery, 'experimentIds'>) =>
    withStore(path, (store, id) => measure(() => store.searchRuns({ experimentIds: [id(MANY)], ...query })));
  yield row({
    id: 'sqlite.page.newest',
    what: 'first page of the 100 newest of 10,000 runs',
    value: await page({}),
    unit: 'ms',
    bar: { kind: 'atMost', value: 150 },
    peer: await runPeer(path, 'firstPage'),
  });
  yield row({
    id: 'sqlite.page.filtered',
    what: 'first page filtered by a metric',
    value: await page({ filter: 'metrics.metric_07 > 0.5' }),
    unit: 'ms',
    bar: { kind: 'atMost', value: 1000 },
    peer: await runPeer(path, 'filtered'),
  });
  yield row({
    id: 'sqlite.page.ordered',
    what: 'first page ordered by a metric',
    value: await page({ orderBy: ['metrics.metric_07 DESC'] }),
    unit: 'ms',
    bar: { kind: 'atMost', value: 1000 },
    peer: await runPeer(path, 'ordered'),
  });
}

/** One metric of 100 runs with 10,000 steps each. */
export async function* history(): AsyncIterable<BenchRow> {
  const path = await bigStore();
  const { all, first } = await withStore(path, async (store, id) => {
    const runIds = (await store.searchRuns({ experimentIds: [id(LONG)] })).items.map((run) => run.runId);
    const request = { runIds, key: 'loss', maxPoints: 1000 };
    return {
      all: await measure(() => drain(store.metricHistory(request))),
      first: await measure(() => firstOf(store.metricHistory(request))),
    };
  });
  yield row({
    id: 'sqlite.history.first',
    what: 'the first curve of 100',
    value: first,
    unit: 'ms',
    bar: { kind: 'atMost', value: 100 },
  });
  yield row({
    id: 'sqlite.history',
    what: 'one metric of 100 runs × 10,000 steps, decimated to 1,000 points each',
    value: all,
    unit: 'ms',
    bar: { kind: 'ratio', atLeast: 12, peer: '100 × MlflowClient.get_metric_history' },
    peer: await runPeer(path, 'history'),
  });
}

/** From another process's commit to the callback of a watch, in a store of a million points. */
export async function* watch(): AsyncIterable<BenchRow> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'));
  try {
    const path = join(folder, 'mlflow.db');
    await copyFile(await bigStore(), path);
    const value = await withStore(path, (store, id) => measureWatch(store, id(MANY), path));
    yield row({
      id: 'sqlite.watch',
      what: 'a value written → told to who watches 100 of 10,000 runs',
      value,
      unit: 'ms',
      bar: { kind: 'atMost', value: 1000 },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureWatch(store: TrackingStore, experimentId: string, path: string): Promise<number> {
  const runIds = (await store.searchRuns({ experimentIds: [experimentId] })).items.map((run) => run.runId);
  let told: (change: StoreChange) => void = () => {};
  const watching = store.watch({ experimentIds: [experimentId], runIds }, (change) => told(change));
  const writer = new DatabaseSync(path);
  const insert = writer.prepare(`INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
    VALUES ('metric_00', 0.5, ?, ?, 100, 0)`);
  let time = Date.now();
  try {
    return await measure(async () => {
      const metrics = new Promise<void>((resolve) => {
        told = (change) => change.kind === 'metrics' && resolve();
      });
      const start = performance.now();
      insert.run(time++, runIds[7] ?? '');
      await metrics;
      return performance.now() - start;
    });
  } finally {
    writer.close();
    watching.dispose();
  }
}

async function bigStore(): Promise<string> {
  const folder = await generated('sqlite', STORE_VERSION, async (target) => {
    const made = await runPython<unknown>('sqliteStore.py', [target]);
    if (made === undefined)
      throw new Error('The big store is made by MLflow, and there is no Python with MLflow here.');
  });
  return join(folder, 'mlflow.db');
}

/** What the real client takes for one job on the same file, in ms; undefined where it isn't available. */
async function runPeer(path: string, job: keyof PeerTimes): Promise<number | undefined> {
  return (await runPython<{ ms: number }>('sqlitePeer.py', [path, job]))?.ms;
}

async function withStore<T>(
  path: string,
  use: (store: TrackingStore, id: (name: string) => string) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStore(path, {});
  try {
    const { items } = await store.searchExperiments({});
    return await use(store, (name) => items.find((item) => item.name === name)?.experimentId ?? '');
  } finally {
    store.dispose();
  }
}

async function scanAll(store: TrackingStore, experimentId: string): Promise<void> {
  let cells = 0;
  for await (const batch of store.scanRuns({ experimentIds: [experimentId] })) {
    cells += batch.metrics.values.length + batch.params.codes.length + batch.tags.codes.length;
  }
  if (cells !== 460_000) throw new Error(`The scan answered ${cells} cells.`);
}

function plainSql(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  for (const table of ['runs', 'latest_metrics', 'params', 'tags']) db.prepare(`SELECT * FROM ${table}`).all();
  db.close();
}

async function drain(series: AsyncIterable<MetricSeries>): Promise<void> {
  let total = 0;
  for await (const one of series) total += one.total;
  if (total !== 1_000_000) throw new Error(`The curves have ${total} points.`);
}

async function firstOf(series: AsyncIterable<MetricSeries>): Promise<void> {
  for await (const one of series) if (one.total === 10_000) return;
  throw new Error('There is no whole curve.');
}
