import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTrackingStore } from '../../src/adapters/tracking.ts';
import type { Metric } from '../../src/core/tracking/model.ts';
import type { MetricSeries, TrackingStore } from '../../src/core/tracking/store.ts';
import { type Answer, askMlflow, type Questions } from './lib/answer.ts';
import {
  expectedExperimentPages,
  expectedPages,
  expectedPoint,
  expectedRun,
  POINT_DIFFERENCES,
} from './lib/differences.ts';
import { fingerprint } from './lib/fingerprint.ts';
import { comparePoints, ourExperiment, ourRun, theirExperiment, theirPoint } from './lib/plain.ts';
import { NEWEST, pythonWith, writers } from './lib/python.ts';
import { makeQuestions } from './lib/questions.ts';
import { BACKENDS, temporaryFolder, type WrittenStore, writeStore } from './lib/stores.ts';
import { allPages, experimentPages, runPages, scan, sha256, walkArtifacts } from './lib/tandem.ts';

/*
 * The contract of a TrackingStore, held against the real MLflow: what its newest client answers about a store that some
 * MLflow wrote, and what ours answers about the same store. Where MLflow's own answer is not what we want, `differences.ts`
 * says so and why.
 */

const WORKER = new URL('../../src/adapters/worker/main.ts', import.meta.url);
/** Of the filters and orders: another seed asks other questions. */
const SEED = Number(process.env['TANDEM_SEED'] ?? 20_261_123);
const ALL = { view: 'all', pageSize: 1000 } as const;

const newest = await pythonWith(NEWEST);
for (const version of writers()) {
  const writer = await pythonWith(version);
  for (const backend of BACKENDS) {
    const title = `${backend === 'file' ? 'A file store' : 'A SQLite store'} of MLflow ${version}`;
    if (newest === undefined || writer === undefined) {
      it(title, { skip: 'no Python with MLflow' }, () => {});
      continue;
    }
    describe(title, () => {
      const cleanup = new AsyncDisposableStack();
      let written: WrittenStore;
      let questions: Questions;
      let answer: Answer;
      let untouched: Map<string, string>;
      before(async () => {
        const folder = cleanup.use(await temporaryFolder()).path;
        written = await writeStore(folder, backend, version, writer);
        questions = makeQuestions(SEED, written.experimentIds, Object.values(written.runs));
        answer = await askMlflow(written, newest, questions);
        assert.equal(answer.version, NEWEST);
        untouched = await fingerprint(written.folder);
      });
      after(() => cleanup.disposeAsync());

      for (const [place, options] of [
        ['in the calling thread', {}],
        ['in a worker', { worker: WORKER }],
      ] as const) {
        describe(`read ${place}`, () => {
          let store: TrackingStore;
          before(async () => {
            store = await openTrackingStore(written.location, options);
          });
          after(() => store.dispose());
          contract(
            () => store,
            () => ({ written, questions, answer }),
          );
        });
      }

      it('shows each known difference that its version can show', () => {
        const points = Object.values(answer.histories).flatMap((histories) =>
          Object.entries(histories).flatMap(([key, all]) => all.map((point) => [key, theirPoint(point)] as const)),
        );
        for (const { what, since, of, applies } of POINT_DIFFERENCES) {
          if (of !== backend || Number.parseInt(version, 10) < since) continue;
          assert.ok(
            points.some(([key, point]) => applies(key, point)),
            `MLflow no longer differs in ${what}`,
          );
        }
      });

      it('still finds its artifacts after it was moved', async () => {
        const moved = `${written.folder} moved`;
        await rename(written.folder, moved);
        const store = await openTrackingStore(join(moved, basename(written.location)));
        try {
          await sameArtifacts(store, answer);
        } finally {
          store.dispose();
          await rename(moved, written.folder);
        }
      });

      it('is left byte for byte as it was', async () => {
        assert.deepEqual(await fingerprint(written.folder), untouched);
      });
    });
  }
}

interface Asked {
  readonly written: WrittenStore;
  readonly questions: Questions;
  readonly answer: Answer;
}

function contract(theStore: () => TrackingStore, asked: () => Asked): void {
  const everything = () => ({ ...ALL, experimentIds: asked().answer.experiments.map((one) => one.experimentId) });

  it('has the same experiments, field by field', async () => {
    const pages = await allPages((pageToken) => theStore().searchExperiments({ ...ALL, pageToken }));
    const ours = pages.flat().map(ourExperiment);
    assert.deepEqual(ours, asked().answer.experiments.map(theirExperiment));
  });

  it('has the same runs, field by field', async () => {
    const { answer, written } = asked();
    const { items, problems = [] } = await theStore().searchRuns(everything());
    assert.deepEqual(problems, []);
    assert.equal(items.length, answer.runs.length);
    for (const [i, theirs] of answer.runs.entries()) {
      const run = items[i];
      assert.ok(run !== undefined);
      assert.deepEqual(ourRun(run), expectedRun(written, theirs));
      assert.deepEqual(ourRun(await theStore().getRun(theirs.runId)), expectedRun(written, theirs));
    }
  });

  it('has the same metric histories', async () => {
    const { answer, written } = asked();
    for (const [runId, histories] of Object.entries(answer.histories)) {
      for (const [key, points] of Object.entries(histories)) {
        const series: MetricSeries[] = [];
        for await (const one of theStore().metricHistory({ runIds: [runId], key })) series.push(one);
        assert.deepEqual(
          series.map((one) => [one.runId, one.key, one.total]),
          [[runId, key, points.length]],
        );
        const ours: Metric[] = Array.from(series[0]?.steps ?? [], (step, i) => ({
          value: series[0]?.values[i] ?? 0,
          step,
          timestamp: series[0]?.timestamps[i] ?? 0,
        }));
        const theirs = points.map((point) => expectedPoint(written, key, theirPoint(point))).sort(comparePoints);
        assert.deepEqual(ours, theirs, `${runId} ${key}`);
      }
    }
  });

  it('has the same histories of many runs at once, and within a range', async () => {
    const { answer, written } = asked();
    const runIds = Object.keys(answer.histories);
    for (const axis of ['step', 'time'] as const) {
      const [from, to] = axis === 'step' ? [1, 20] : [1_700_000_000_001, 1_700_000_001_200];
      const range = { axis, from, to };
      const ours = new Map<string, number[]>();
      for await (const series of theStore().metricHistory({ runIds, key: 'loss', range })) {
        if (series.values.length > 0) ours.set(series.runId, [...series.values]);
      }
      const theirs = new Map<string, number[]>();
      for (const [runId, histories] of Object.entries(answer.histories)) {
        const points = (histories['loss'] ?? []).map((point) => expectedPoint(written, 'loss', theirPoint(point)));
        const inside = points.filter(({ step, timestamp }) => {
          const place = axis === 'step' ? step : timestamp;
          return place >= from && place <= to;
        });
        if (inside.length > 0)
          theirs.set(
            runId,
            inside.sort(comparePoints).map(({ value }) => value),
          );
      }
      assert.ok(theirs.size >= 10);
      assert.deepEqual(new Map([...ours].sort()), new Map([...theirs].sort()));
    }
  });

  it('has the same artifacts, with the same bytes', () => sameArtifacts(theStore(), asked().answer));

  it('answers filters and orders on runs with the same pages', async () => {
    const { answer, questions } = asked();
    const wrong: unknown[] = [];
    for (const [i, question] of questions.queries.entries()) {
      const ours = await runPages(theStore(), question);
      const theirs = expectedPages(question, answer.queries[i] ?? null);
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push({ question, ours, theirs });
    }
    assert.deepEqual(wrong, []);
    const answered = answer.queries.filter((pages) => pages !== null);
    assert.ok(answered.length >= 200, `only ${answered.length} questions were good`);
    assert.ok(answered.filter((pages) => pages.flat().length > 0).length >= 100, 'too many answers were empty');
    assert.ok(answer.queries.length - answered.length >= 20, 'too few questions were wrong');
  });

  it('answers filters and orders on experiments with the same pages', async () => {
    const { answer, questions } = asked();
    const answerTo = (filter: string) =>
      answer.experimentQueries[
        questions.experimentQueries.findIndex((one) => one.filter === filter && !one.orderBy && !one.view)
      ] ?? null;
    const wrong: unknown[] = [];
    for (const [i, question] of questions.experimentQueries.entries()) {
      const ours = await experimentPages(theStore(), question);
      const theirs = expectedExperimentPages(question, answer.experimentQueries[i] ?? null, answerTo);
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push({ question, ours, theirs });
    }
    assert.deepEqual(wrong, []);
  });

  it('scans into columns what it says run by run', async () => {
    const { questions } = asked();
    const some = questions.queries.filter((question) => question.pageSize === 1000).slice(0, 60);
    for (const question of [everything(), ...some]) {
      if ((await runPages(theStore(), question)) === null) {
        await assert.rejects(scan(theStore(), question));
        continue;
      }
      const { items } = await theStore().searchRuns(question);
      const expected = items.map((run) => ({
        runId: run.runId,
        metrics: Object.fromEntries([...run.metrics].map(([key, metric]) => [key, metric.value])),
        params: Object.fromEntries(run.params),
        tags: Object.fromEntries(run.tags),
        attributes: [
          run.runName,
          run.experimentId,
          run.userId,
          run.artifactUri,
          run.status,
          run.lifecycleStage,
          run.startTime ?? Number.NaN,
          run.endTime ?? Number.NaN,
        ],
      }));
      assert.deepEqual(await scan(theStore(), question), expected);
    }
  });
}

async function sameArtifacts(store: TrackingStore, answer: Answer): Promise<void> {
  for (const [runId, artifacts] of Object.entries(answer.artifacts)) {
    const ours = [];
    for (const { path, isDir, size = null } of await walkArtifacts(store, runId)) {
      const bytes = isDir ? undefined : await sha256(await store.readArtifact(runId, path));
      ours.push({ path, isDir, size: isDir ? null : size, ...(bytes === undefined ? {} : { sha256: bytes }) });
    }
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    assert.deepEqual(ours.sort(byPath), artifacts.toSorted(byPath));
  }
}
