import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../../src/base/errors.ts';
import { metricColumn, textColumn } from '../../../../src/core/tracking/columns.ts';
import type { Experiment, Run, View } from '../../../../src/core/tracking/model.ts';
import type { Page, RunBatch } from '../../../../src/core/tracking/store.ts';
import { collect, openRecorded, RECORDINGS, readAnswers } from './kit.ts';

interface Search {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly view: string;
  readonly ids?: readonly string[];
  readonly error?: string;
}

interface RecordedRun {
  readonly runId: string;
  readonly metrics: Readonly<Record<string, readonly [number | string, number, number]>>;
  readonly history: Readonly<Record<string, readonly (readonly [number, number, number | string])[]>>;
  readonly [attribute: string]: unknown;
}

interface Answers {
  readonly experimentIds: readonly string[];
  readonly runs: readonly RecordedRun[];
  readonly experiments: readonly unknown[];
  readonly searchRuns: readonly Search[];
  readonly searchExperiments: readonly Search[];
}

const VIEWS: Readonly<Record<string, View>> = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' };

for (const recording of RECORDINGS) {
  const answers = readAnswers<Answers>(recording);
  test(`${recording}: every recorded run search is answered with the same runs in the same order as by the MLflow client`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    for (const search of answers.searchRuns) {
      const query = { ...queryOf(search), experimentIds: answers.experimentIds };
      const found = () => allPages((pageToken) => store.searchRuns({ ...query, pageSize: 5, pageToken }));
      await check(search, async () => (await found()).map((run) => run.runId));
    }
  });

  test(`${recording}: scanRuns answers every recorded search with the same runs in the same order`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    for (const search of answers.searchRuns) {
      const scan = { ...queryOf(search), experimentIds: answers.experimentIds };
      await check(search, async () => (await collect(store.scanRuns(scan))).flatMap((batch) => batch.runIds));
    }
  });

  test(`${recording}: every recorded experiment search is answered as by the MLflow client`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    for (const search of answers.searchExperiments) {
      const found = () =>
        allPages((pageToken) => store.searchExperiments({ ...queryOf(search), pageSize: 2, pageToken }));
      await check(search, async () => (await found()).map((experiment) => experiment.experimentId));
    }
  });

  test(`${recording}: experiments have the fields that the MLflow client reads`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    const { items } = await store.searchExperiments({ view: 'all' });
    assert.deepEqual(items.map(plainExperiment), answers.experiments);
  });

  test(`${recording}: runs have the fields that the MLflow client reads, whether found or asked for by id`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    const { items } = await store.searchRuns({ experimentIds: answers.experimentIds, view: 'all' });
    assert.deepEqual(
      items.map(plainRun),
      answers.runs.map(({ history: _, ...run }) => withNumbers(run)),
    );
    for (const run of items) assert.deepEqual(await store.getRun(run.runId), run);
  });

  test(`${recording}: a scan has the same cells as the whole runs`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    const { items } = await store.searchRuns({ experimentIds: answers.experimentIds, view: 'all' });
    const batches = await collect(store.scanRuns({ experimentIds: answers.experimentIds, view: 'all' }));
    assert.equal(batches.length, 1);
    const batch = batches[0] as RunBatch;
    assert.deepEqual(
      Array.from({ length: batch.length }, (_, row) => cellsOf(batch, row)),
      items.map(({ datasets: _, loggedModels: __, metrics, params, tags, startTime, endTime, ...attributes }) => ({
        ...attributes,
        startTime: startTime ?? Number.NaN,
        endTime: endTime ?? Number.NaN,
        metrics: sorted(new Map([...metrics].map(([key, metric]) => [key, metric.value]))),
        params: sorted(params),
        tags: sorted(tags),
      })),
    );
  });

  test(`${recording}: a scan reads only the columns that are asked for`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    const columns = { metrics: ['loss', 'absent'], params: [], tags: ['team'] };
    const [batch] = await collect(store.scanRuns({ experimentIds: answers.experimentIds, columns }));
    assert.deepEqual(batch?.metrics.keys, ['loss']);
    assert.deepEqual(batch?.params.keys, []);
    assert.deepEqual(batch?.tags.keys, ['team']);
  });

  test(`${recording}: metric histories have the points that the MLflow client reads, by step, time and value`, async (t) => {
    const { store } = await openRecorded(t, undefined, recording);
    for (const { runId, history } of answers.runs) {
      for (const [key, points] of Object.entries(history)) {
        const [series, ...more] = await collect(store.metricHistory({ runIds: [runId], key }));
        assert.equal(more.length, 0);
        assert.equal(series?.total, points.length);
        const got = Array.from(series?.values ?? [], (value, i) => [series?.steps[i], series?.timestamps[i], value]);
        assert.deepEqual(got, points.map(([step, time, value]) => [step, time, infinite(value)]).sort(byPlace));
      }
    }
  });
}

function queryOf({ filter, orderBy, view }: Search) {
  const known = VIEWS[view];
  assert.ok(known, view);
  return { filter, orderBy, view: known };
}

async function check(search: Search, found: () => Promise<readonly string[]>): Promise<void> {
  const text = JSON.stringify({ filter: search.filter, orderBy: search.orderBy, view: search.view });
  if (search.ids !== undefined) {
    assert.deepEqual(await found(), search.ids, text);
    return;
  }
  await assert.rejects(found(), (error) => error instanceof AppError && error.code === 'invalidFilter', text);
}

async function allPages<T>(page: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const { items, nextPageToken } = await page(token);
    all.push(...items);
    token = nextPageToken;
  }
  return all;
}

function plainExperiment({ tags, ...experiment }: Experiment): unknown {
  return { ...experiment, tags: Object.fromEntries(tags) };
}

function plainRun({ loggedModels, metrics, params, tags, datasets, endTime, ...run }: Run): unknown {
  return {
    ...run,
    endTime: endTime ?? null,
    metrics: Object.fromEntries([...metrics].map(([key, m]) => [key, [m.value, m.step, m.timestamp]])),
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    datasets: datasets.map((dataset) => ({
      ...dataset,
      schema: dataset.schema ?? null,
      profile: dataset.profile ?? null,
      tags: Object.fromEntries(dataset.tags),
    })),
    loggedModels: loggedModels.map((link) => ({ ...link, step: link.step ?? null })),
  };
}

function withNumbers(run: Omit<RecordedRun, 'history'>): unknown {
  const metrics = Object.entries(run['metrics'] as RecordedRun['metrics']);
  return { ...run, metrics: Object.fromEntries(metrics.map(([key, [v, s, t]]) => [key, [infinite(v), s, t]])) };
}

/** JSON has no NaN and no infinities; the recording has their Python names. The SQL client reads infinities as the largest double. */
function toNumber(recorded: number | string): number {
  if (typeof recorded === 'number') return recorded;
  return recorded === 'nan' ? Number.NaN : recorded === 'inf' ? Infinity : -Infinity;
}

function infinite(recorded: number | string): number {
  const value = toNumber(recorded);
  return Math.abs(value) === Number.MAX_VALUE ? value * 2 : value;
}

function byPlace(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] as number;
    if (left === right) continue;
    if (Number.isNaN(left)) return 1;
    if (Number.isNaN(right)) return -1;
    return (left as number) - right;
  }
  return 0;
}

function cellsOf(batch: RunBatch, row: number): unknown {
  const metrics = new Map<string, number>();
  for (const key of batch.metrics.keys) {
    const column = metricColumn(batch.metrics, key);
    const at = column?.rows.indexOf(row) ?? -1;
    if (at >= 0) metrics.set(key, column?.values[at] as number);
  }
  const texts = (columns: RunBatch['params']) => {
    const map = new Map<string, string>();
    for (const key of columns.keys) {
      const text = textColumn(columns, key, batch.length)[row];
      if (text !== undefined) map.set(key, text);
    }
    return sorted(map);
  };
  return {
    runId: batch.runIds[row],
    runName: batch.runNames[row],
    experimentId: batch.experimentIds[row],
    userId: batch.userIds[row],
    artifactUri: batch.artifactUris[row],
    status: batch.statuses[row],
    lifecycleStage: batch.lifecycleStages[row],
    startTime: batch.startTimes[row],
    endTime: batch.endTimes[row],
    metrics: sorted(metrics),
    params: texts(batch.params),
    tags: texts(batch.tags),
  };
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
