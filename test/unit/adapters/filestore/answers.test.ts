import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AppError } from '../../../../src/base/errors.ts';
import { metricColumn, textColumn } from '../../../../src/core/tracking/columns.ts';
import type { Experiment, Run, View } from '../../../../src/core/tracking/model.ts';
import type { Page, RunBatch } from '../../../../src/core/tracking/store.ts';
import { collect, folderOf, open, RECORDED, readAnswers, recordedStore } from './kit.ts';

/*
 * Held to what the newest MLflow client answered on the same files. Where Tandem differs on purpose:
 * - a metric line with a dataset behind it: MLflow takes its step for 0, Tandem reads the step that is written.
 */

interface Search {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly view: string;
  readonly ids?: readonly string[];
  readonly error?: string;
}

type RecordedPoint = readonly [step: number, timestamp: number, value: number | string];

interface RecordedRun {
  readonly runId: string;
  readonly metrics: Readonly<Record<string, readonly [value: number | string, step: number, timestamp: number]>>;
  readonly history: Readonly<Record<string, readonly RecordedPoint[]>>;
  readonly datasets: readonly { readonly name: string; readonly digest: string }[];
  readonly [attribute: string]: unknown;
}

interface Answers {
  readonly experimentIds: readonly string[];
  readonly runs: readonly RecordedRun[];
  readonly experiments: readonly { readonly name: string }[];
  readonly searchRuns: readonly Search[];
  readonly searchExperiments: readonly Search[];
  readonly models: Readonly<Record<string, { readonly inputs: string[]; readonly outputs: [string, number][] }>>;
}

const VIEWS: Readonly<Record<string, View>> = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' };
/** In the recorded store written with a dataset behind it: see above. */
const WITH_DATASET = 'eval';

for (const recording of RECORDED) {
  const answers = readAnswers<Answers>(recording);
  const opened = (t: TestContext) => open(t, recordedStore(t, recording));
  const everything = { experimentIds: answers.experimentIds, view: 'all' } as const;

  test(`${recording}: every recorded run search is answered with the same runs in the same order as by the client`, async (t) => {
    const store = await opened(t);
    for (const search of answers.searchRuns) {
      const query = { ...queryOf(search), experimentIds: answers.experimentIds };
      const found = () => allPages((pageToken) => store.searchRuns({ ...query, pageSize: 5, pageToken }));
      await check(search, async () => (await found()).map((run) => run.runId));
    }
  });

  test(`${recording}: scanRuns answers every recorded search the same way, also from an index`, async (t) => {
    const root = recordedStore(t, recording);
    const cache = folderOf(t);
    for (const round of [1, 2]) {
      const store = await open(t, root, cache);
      for (const search of answers.searchRuns) {
        const scan = { ...queryOf(search), experimentIds: answers.experimentIds };
        await check(search, async () => (await collect(store.scanRuns(scan))).flatMap((batch) => batch.runIds), round);
      }
      store.dispose();
    }
  });

  test(`${recording}: every recorded experiment search is answered as by the client`, async (t) => {
    const store = await opened(t);
    for (const search of answers.searchExperiments) {
      const query = queryOf(search);
      const found = () => allPages((pageToken) => store.searchExperiments({ ...query, pageSize: 2, pageToken }));
      await check(search, async () => (await found()).map((experiment) => experiment.experimentId));
    }
  });

  test(`${recording}: experiments have the fields that the client reads`, async (t) => {
    const store = await opened(t);
    const { items } = await store.searchExperiments({ view: 'all' });
    assert.deepEqual(items.map(plainExperiment), answers.experiments);
  });

  test(`${recording}: runs have the fields that the client reads, whether found or asked for by id`, async (t) => {
    const store = await opened(t);
    const { items, problems } = await store.searchRuns(everything);
    assert.equal(problems, undefined);
    assert.deepEqual(items.map(plainRun), answers.runs.map(recordedRun));
    for (const run of items) assert.deepEqual(await store.getRun(run.runId), run);
  });

  test(`${recording}: logged models are linked to the runs that read and wrote them`, async (t) => {
    const store = await opened(t);
    const { items } = await store.searchRuns(everything);
    const found = items.filter(({ loggedModels }) => loggedModels.length > 0);
    assert.deepEqual(new Set(found.map(({ runId }) => runId)), new Set(Object.keys(answers.models)));
    for (const { runId, loggedModels } of found) {
      const ids = (role: string) => loggedModels.filter((model) => model.role === role);
      assert.deepEqual(
        ids('input').map(({ modelId }) => modelId),
        answers.models[runId]?.inputs,
      );
      assert.deepEqual(
        ids('output').map(({ modelId, step }) => [modelId, step]),
        answers.models[runId]?.outputs,
      );
      const facts = loggedModels.map(({ name, status, role }) => [role, name, status]);
      assert.deepEqual(facts, [
        ['input', 'used', 'PENDING'],
        ['output', 'made', 'READY'],
      ]);
    }
  });

  test(`${recording}: a scan has the same cells as the whole runs`, async (t) => {
    const store = await opened(t);
    const { items } = await store.searchRuns(everything);
    const [batch, ...more] = await collect(store.scanRuns(everything));
    assert.equal(more.length, 0);
    assert.ok(batch !== undefined);
    const expected = items.map(
      ({ datasets: _, loggedModels: __, metrics, params, tags, startTime, endTime, ...rest }) => ({
        ...rest,
        startTime: startTime ?? Number.NaN,
        endTime: endTime ?? Number.NaN,
        metrics: sorted(new Map([...metrics].map(([key, metric]) => [key, metric.value]))),
        params: sorted(params),
        tags: sorted(tags),
      }),
    );
    assert.deepEqual(
      Array.from({ length: batch.length }, (_, row) => cellsOf(batch, row)),
      expected,
    );
  });

  test(`${recording}: metric histories have the points that the client reads, by step, time and value`, async (t) => {
    const store = await opened(t);
    for (const { runId, history } of answers.runs) {
      for (const [key, points] of Object.entries(history)) {
        const [series, ...more] = await collect(store.metricHistory({ runIds: [runId], key }));
        assert.equal(more.length, 0);
        assert.equal(series?.total, points.length);
        if (key === WITH_DATASET) continue;
        const got = Array.from(series?.values ?? [], (value, i) => [series?.steps[i], series?.timestamps[i], value]);
        assert.deepEqual(got, points.map(([step, time, value]) => [step, time, toNumber(value)]).sort(byPlace));
      }
    }
  });
}

test('the step of a metric with a dataset is read, which the MLflow client takes for 0', async (t) => {
  const [recording] = RECORDED;
  const store = await open(t, recordedStore(t, recording));
  const answer = readAnswers<Answers>(recording).runs.find(({ metrics }) => WITH_DATASET in metrics);
  assert.ok(answer !== undefined);
  const [value, step, timestamp] = answer.metrics[WITH_DATASET] ?? [];
  assert.equal(step, 0);
  const run = await store.getRun(answer.runId);
  assert.deepEqual(run.metrics.get(WITH_DATASET), { value, step: 7, timestamp });
});

function queryOf({ filter, orderBy, view }: Search) {
  const known = VIEWS[view];
  assert.ok(known, view);
  return { filter, orderBy, view: known };
}

async function check(search: Search, found: () => Promise<readonly string[]>, round = 1): Promise<void> {
  const text = JSON.stringify({ round, filter: search.filter, orderBy: search.orderBy, view: search.view });
  if (search.ids !== undefined) {
    assert.deepEqual(await found(), search.ids, text);
    return;
  }
  await assert.rejects(found(), (error) => error instanceof AppError && error.code === 'invalidFilter', text);
}

async function allPages<T>(page: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, nextPageToken } = await page(token);
    all.push(...items);
    token = nextPageToken;
  } while (token !== undefined);
  return all;
}

function plainExperiment({ tags, ...experiment }: Experiment): unknown {
  return { ...experiment, tags: Object.fromEntries(tags) };
}

function plainRun({ loggedModels: _, metrics, params, tags, datasets, endTime, ...run }: Run): unknown {
  const entries = [...metrics].filter(([key]) => key !== WITH_DATASET);
  return {
    ...run,
    endTime: endTime ?? null,
    metrics: Object.fromEntries(entries.map(([key, m]) => [key, [m.value, m.step, m.timestamp]])),
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    datasets: datasets
      .map(({ tags: inputTags, ...dataset }) => ({
        ...dataset,
        schema: dataset.schema ?? null,
        profile: dataset.profile ?? null,
        tags: Object.fromEntries(inputTags),
      }))
      .sort(byDigest),
  };
}

function recordedRun({ history: _, ...run }: RecordedRun): unknown {
  const metrics = Object.entries(run.metrics as RecordedRun['metrics']).filter(([key]) => key !== WITH_DATASET);
  return {
    ...run,
    metrics: Object.fromEntries(metrics.map(([key, [value, step, time]]) => [key, [toNumber(value), step, time]])),
    // MLflow answers them in whatever order the file system lists their folders.
    datasets: [...(run.datasets as RecordedRun['datasets'])].sort(byDigest),
  };
}

function byDigest(a: { readonly digest: string }, b: { readonly digest: string }): number {
  return a.digest < b.digest ? -1 : 1;
}

/** JSON has no NaN and no infinities; the recording has their Python names. */
function toNumber(recorded: number | string): number {
  if (typeof recorded === 'number') return recorded;
  return recorded === 'nan' ? Number.NaN : recorded === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function byPlace(a: readonly number[], b: readonly number[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] as number;
    if (left === right) continue;
    if (Number.isNaN(left)) return 1;
    return Number.isNaN(right) ? -1 : left - right;
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
