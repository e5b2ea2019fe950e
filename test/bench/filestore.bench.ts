import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openFileStore } from '../../src/adapters/mlflow/filestore/store.ts';
import type { MetricSeries, RunQuery, TrackingStore } from '../../src/core/tracking/store.ts';
import { generated } from './kit/cache.ts';
import { measure } from './kit/measure.ts';
import { mlflowPython, runPython } from './kit/python.ts';
import { type BenchRow, row } from './kit/rows.ts';

/** Change it when fileStore.py writes another store. */
const STORE_VERSION = '1';
const MANY = '1';
const LONG = '2';
const RUNS = 10_000;
/** With --quick the peer scans a store of a tenth of the runs: ten times its time is an estimate, and said so. */
const QUICK = process.env['TANDEM_BENCH_QUICK'] === '1';

/** All runs of a large experiment as columns, without and with an index of an earlier session. */
export async function* scan(): AsyncIterable<BenchRow> {
  const root = await bigStore(RUNS);
  const peer = await scanPeer();
  const note = QUICK ? 'the peer: ten times its time on a tenth of the runs' : undefined;
  // Two passes until 460,000 small files are in the page cache for good.
  const twoPasses = { repeats: 3, warmUp: 2 };
  const first = await measure(() => freshly((cache) => withStore(root, cache, scanAll)), twoPasses);
  yield row({
    id: 'filestore.scan.first',
    what: '10,000 runs (20 metrics, 20 params, 6 tags: 460,000 files) through scanRuns, first time',
    value: first,
    unit: 'ms',
    bar: { kind: 'ratio', atLeast: 8, peer: 'mlflow.search_runs' },
    peer,
    note,
  });
  const again = await freshly(async (cache) => {
    await withStore(root, cache, scanAll);
    return measure(() => withStore(root, cache, scanAll));
  });
  yield row({
    id: 'filestore.scan.again',
    what: 'the same in a new session, with the index',
    value: again,
    unit: 'ms',
    bar: { kind: 'ratio', atLeast: 50, peer: 'mlflow.search_runs' },
    peer,
    note,
  });
}

/** First pages of whole runs. */
export async function* pages(): AsyncIterable<BenchRow> {
  const root = await bigStore(RUNS);
  const page = (query: Partial<RunQuery>) => async (store: TrackingStore) => {
    const { items } = await store.searchRuns({ experimentIds: [MANY], ...query });
    if (items.length !== 100) throw new Error(`The page has ${items.length} runs.`);
  };
  yield row({
    id: 'filestore.page.first',
    what: 'first page of the 100 newest of 10,000 runs, first time',
    value: await measure(() => withStore(root, undefined, page({}))),
    unit: 'ms',
    bar: { kind: 'atMost', value: 2000 },
  });
  const [newest, ordered] = await freshly(async (cache) => {
    await withStore(root, cache, scanAll);
    return [
      await measure(() => withStore(root, cache, page({}))),
      await measure(() => withStore(root, cache, page({ orderBy: ['metrics.metric_07 DESC'] }))),
    ] as const;
  });
  yield row({
    id: 'filestore.page.again',
    what: 'the same in a new session, with the index',
    value: newest,
    unit: 'ms',
    bar: { kind: 'atMost', value: 150 },
  });
  yield row({
    id: 'filestore.page.ordered',
    what: 'first page ordered by a metric, with the index',
    value: ordered,
    unit: 'ms',
    bar: { kind: 'atMost', value: 1000 },
  });
}

/** Curves out of metric files. */
export async function* history(): AsyncIterable<BenchRow> {
  const root = await bigStore(RUNS);
  const runIds = await withStore(root, undefined, async (store) => {
    const { items } = await store.searchRuns({ experimentIds: [LONG], orderBy: ['start_time'], pageSize: 200 });
    return items.map((run) => run.runId);
  });
  const curves = (ids: readonly string[], points: number) =>
    measure(() => withStore(root, undefined, (store) => drain(store, ids, points)));
  yield row({
    id: 'filestore.history',
    what: 'one metric of 100 runs × 10,000 steps, decimated to 1,000 points each',
    value: await curves(runIds.slice(0, 100), 1_000_000),
    unit: 'ms',
    bar: { kind: 'none' },
    peer: await runPeer(root, 'history'),
  });
  yield row({
    id: 'filestore.history.long',
    what: 'one metric file of 1,000,000 lines, decimated to 1,000 points',
    value: await curves(runIds.slice(100), 1_000_000),
    unit: 'ms',
    bar: { kind: 'none' },
    peer: await runPeer(root, 'long'),
  });
}

async function bigStore(runs: number): Promise<string> {
  const name = runs === RUNS ? 'filestore' : `filestore-${runs}`;
  const folder = await generated(name, STORE_VERSION, async (target) => {
    const script = join(import.meta.dirname, 'kit', 'fileStore.py');
    await promisify(execFile)(mlflowPython() ?? 'python3', [script, target, String(runs)]);
  });
  return join(folder, 'mlruns');
}

async function scanPeer(): Promise<number | undefined> {
  const took = await runPeer(await bigStore(QUICK ? RUNS / 10 : RUNS), 'scan');
  return took === undefined || !QUICK ? took : took * 10;
}

/** What the real client takes for one job on the same files, in ms; undefined where it isn't available. */
async function runPeer(root: string, job: 'scan' | 'history' | 'long'): Promise<number | undefined> {
  return (await runPython<{ ms: number }>('filePeer.py', [root, job]))?.ms;
}

/** Opens the store as a new session does. Closing it, which writes the index, counts, too. */
async function withStore<T>(
  root: string,
  cacheFolder: string | undefined,
  use: (store: TrackingStore) => Promise<T>,
): Promise<T> {
  const store = await openFileStore(root, { cacheFolder });
  try {
    return await use(store);
  } finally {
    store.dispose();
  }
}

/** With a cache folder that holds nothing yet. */
async function freshly<T>(use: (cacheFolder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scanAll(store: TrackingStore): Promise<void> {
  let cells = 0;
  for await (const batch of store.scanRuns({ experimentIds: [MANY] })) {
    cells += batch.metrics.values.length + batch.params.codes.length + batch.tags.codes.length;
  }
  if (cells !== 460_000) throw new Error(`The scan answered ${cells} cells.`);
}

async function drain(store: TrackingStore, runIds: readonly string[], points: number): Promise<void> {
  let total = 0;
  const request = { runIds, key: 'loss', maxPoints: 1000 };
  for await (const series of store.metricHistory(request) as AsyncIterable<MetricSeries>) total += series.total;
  if (total !== points) throw new Error(`The curves have ${total} points.`);
}
