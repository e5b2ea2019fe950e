import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { HistoryRequest, MetricSeries } from '../../../../src/core/tracking/store.ts';
import { collect, insertRun, logMetric, openRecorded } from './kit.ts';

const CURVE_INDEX = 'index_metrics_run_uuid_key_step';

/** Points of one curve as (step, timestamp, value), written in an order of their own. */
type Point = readonly [step: number, timestamp: number, value: number | null];

function insertPoints(db: DatabaseSync, runId: string, key: string, points: readonly Point[]): void {
  const insert = db.prepare(
    'INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)',
  );
  db.exec('BEGIN');
  for (const [step, timestamp, value] of points)
    insert.run(key, value ?? 0, timestamp, runId, step, value === null ? 1 : 0);
  db.exec('COMMIT');
}

const pointsOf = (series: MetricSeries) =>
  Array.from(series.values, (value, i) => [series.steps[i], series.timestamps[i], value]);

/** So many keys that, without the curve index, one pass over a key's points is cheaper than one over each run's. */
const KEYS = 12;

/** A curve of two keys and `length` points, written backwards, several times at one step. */
function longCurves(db: DatabaseSync, runIds: readonly string[], length: number): void {
  for (const runId of runIds) {
    insertRun(db, runId);
    for (const key of ['loss', 'other']) {
      const points = Array.from({ length }, (_, i): Point => [length - (i >> 1), 1000 + (i % 7), i]);
      insertPoints(db, runId, key, points);
      logMetric(db, runId, key, 0, length + 1);
    }
    for (let i = 0; i < KEYS; i++) logMetric(db, runId, `key ${i}`, 0);
  }
}

const byPlace = (a: readonly number[], b: readonly number[]) =>
  (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number) || (a[2] as number) - (b[2] as number);

for (const index of ['with', 'without'] as const) {
  const prepare = (edit: (db: DatabaseSync) => void) => (db: DatabaseSync) => {
    if (index === 'without') db.exec(`DROP INDEX ${CURVE_INDEX}`);
    edit(db);
  };

  test(`${index} the curve index, curves longer than a slice are read whole and in order`, async (t) => {
    const length = 45_001;
    const { store } = await openRecorded(
      t,
      prepare((db) => longCurves(db, ['a', 'b', 'c'], length)),
    );
    const series = await collect(store.metricHistory({ runIds: ['c', 'a', 'nobody', 'b'], key: 'loss' }));
    assert.deepEqual(
      series.map((one) => one.runId),
      ['c', 'a', 'b'],
    );
    const expected = Array.from({ length }, (_, i) => [length - (i >> 1), 1000 + (i % 7), i]);
    expected.push([length + 1, 1_770_000_000_000 + length + 1, 0]);
    expected.sort(byPlace);
    for (const one of series) {
      assert.equal(one.total, length + 1);
      assert.deepEqual(pointsOf(one), expected);
    }
  });

  test(`${index} the curve index, a range of steps or of time holds both its ends`, async (t) => {
    const points = Array.from({ length: 100 }, (_, i): Point => [i, 5000 - i, i === 50 ? null : i]);
    const { store } = await openRecorded(
      t,
      prepare((db) => insertPoints(db, insertedRun(db), 'x', points)),
    );
    const read = async (axis: 'step' | 'time', from: number, to: number) => {
      const [series] = await collect(store.metricHistory({ runIds: ['mine'], key: 'x', range: { axis, from, to } }));
      return series === undefined ? [] : [...series.values];
    };
    assert.deepEqual(await read('step', 48, 51), [48, 49, Number.NaN, 51]);
    assert.deepEqual(await read('time', 4990, 4992), [8, 9, 10]);
    assert.deepEqual(await read('step', 200, 300), []);
  });

  test(`${index} the curve index, a decimated range keeps its extremes and the points beside it`, async (t) => {
    const points = Array.from(
      { length: 5000 },
      (_, i): Point => [i, 5000 + i, i === 2500 ? 99 : i === 2600 ? null : Math.sin(i / 50)],
    );
    const { store } = await openRecorded(
      t,
      prepare((db) => insertPoints(db, insertedRun(db), 'x', points)),
    );
    const range = { axis: 'step', from: 2000, to: 3000 } as const;
    const [series] = await collect(store.metricHistory({ runIds: ['mine'], key: 'x', range, maxPoints: 100 }));
    assert.ok(series);
    assert.equal(series.total, 1001);
    assert.ok(series.values.length <= 102 && series.values.length > 20, `${series.values.length} points`);
    assert.ok(series.values.includes(99));
    assert.deepEqual([series.steps[0], series.steps.at(-1)], [1999, 3001]);
    assert.deepEqual(
      series.nans?.map((nan) => [nan.fromStep, nan.toStep, nan.count]),
      [[2600, 2600, 1]],
    );
  });

  test(`${index} the curve index, steps and times that NumPy integers left as bytes are numbers`, async (t) => {
    const { store } = await openRecorded(
      t,
      prepare((db) => {
        insertPoints(db, insertedRun(db), 'x', [[3, 7, 30]]);
        // What Python's sqlite3 stores of an np.int64 or np.int32.
        db.exec(`INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES
          ('x', 3000, x'0700000000000000', 'mine', x'2c01000000000000', 0), ('x', 20, 7, 'mine', x'02000000', 0),
          ('x', -10, 7, 'mine', x'ffffffffffffffff', 0)`);
        db.exec(`INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES
          ('x', 3000, x'0700000000000000', 'mine', x'2c01000000000000', 0)`);
      }),
    );
    const read = async (request: Partial<HistoryRequest>) => {
      const [series] = await collect(store.metricHistory({ runIds: ['mine'], key: 'x', ...request }));
      return series === undefined ? [] : pointsOf(series);
    };
    const all = [
      [-1, 7, -10],
      [2, 7, 20],
      [3, 7, 30],
      [300, 7, 3000],
    ];
    assert.deepEqual(await read({}), all);
    assert.deepEqual(await read({ range: { axis: 'step', from: 2, to: 3 } }), all.slice(1, 3));
    assert.deepEqual(await read({ range: { axis: 'step', from: 3, to: 4 }, maxPoints: 10 }), all.slice(1));
    const latest = (await store.getRun('mine')).metrics.get('x');
    assert.deepEqual(latest, { value: 3000, step: 300, timestamp: 7 });
  });

  test(`${index} the curve index, infinities and NaN are values`, async (t) => {
    const points: Point[] = [
      [0, 1, Number.MAX_VALUE],
      [1, 1, -Number.MAX_VALUE],
      [2, 1, null],
      [2, 1, 0],
    ];
    const { store } = await openRecorded(
      t,
      prepare((db) => insertPoints(db, insertedRun(db), 'x', points)),
    );
    const [series] = await collect(store.metricHistory({ runIds: ['mine'], key: 'x' }));
    assert.deepEqual([...(series?.values ?? [])], [Infinity, -Infinity, 0, Number.NaN]);
  });
}

test('a history without sense is refused', async (t) => {
  const { store } = await openRecorded(t);
  const read = (request: object) => collect(store.metricHistory({ runIds: ['x'], key: 'x', ...request }));
  await assert.rejects(read({ maxPoints: 0 }), { code: 'invalidInput' });
  await assert.rejects(read({ range: { axis: 'step', from: Number.NaN, to: 1 } }), { code: 'invalidInput' });
});

test('other events have their turn while long curves are read', async (t) => {
  const { store } = await openRecorded(t, (db) => longCurves(db, ['a'], 100_000));
  let turns = 0;
  let reading = true;
  const turn = () => {
    turns++;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  await collect(store.metricHistory({ runIds: ['a'], key: 'loss' }));
  reading = false;
  assert.ok(turns >= 5, `${turns} turns`);
});

function insertedRun(db: DatabaseSync): string {
  insertRun(db, 'mine');
  return 'mine';
}
