import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decimate, type Points } from '../../../../src/core/metrics/decimate.ts';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const history = fc
  .array(fc.record({ step: fc.integer({ min: -50, max: 5000 }), time: fc.integer({ min: 0, max: 1e6 }), value }), {
    maxLength: 400,
  })
  .map((rows) => rows.sort((a, b) => a.step - b.step || a.time - b.time))
  .map(
    (rows): Points => ({
      steps: Float64Array.from(rows, (r) => r.step),
      timestamps: Float64Array.from(rows, (r) => r.time),
      values: Float64Array.from(rows, (r) => r.value),
    }),
  );
const axis = fc.constantFrom('step' as const, 'time' as const);
const finite = (points: Points) => [...points.values].filter((v) => !Number.isNaN(v));

describe('decimate', () => {
  it('keeps the global minimum, maximum, first and last value, whatever the curve', () => {
    fc.assert(
      fc.property(history, axis, fc.integer({ min: 1, max: 64 }), (points, on, maxPoints) => {
        const before = finite(points);
        const after = [...decimate(points, { axis: on, maxPoints }).values];
        if (before.length === 0) return assert.deepEqual(after, []);
        assert.equal(Math.min(...after), Math.min(...before));
        assert.equal(Math.max(...after), Math.max(...before));
        assert.equal(after[0], before[0]);
        assert.equal(after.at(-1), before.at(-1));
      }),
    );
  });

  it('answers with points of the curve only, in their order, each once, and no NaN', () => {
    fc.assert(
      fc.property(history, axis, fc.integer({ min: 1, max: 64 }), (points, on, maxPoints) => {
        const out = decimate(points, { axis: on, maxPoints });
        let at = 0;
        for (let i = 0; i < out.values.length; i++) {
          while (at < points.values.length && !sameAt(points, at, out, i)) at++;
          assert.ok(at < points.values.length, `point ${i} is not a later point of the curve`);
          at++;
        }
        assert.ok(out.values.length <= Math.max(4, maxPoints));
      }),
    );
  });

  it('accounts for every point of the range: kept, thinned or in a NaN interval', () => {
    fc.assert(
      fc.property(history, axis, (points, on) => {
        const out = decimate(points, { axis: on, maxPoints: 8 });
        assert.equal(out.total, points.values.length);
        const nan = out.nans.reduce((sum, interval) => sum + interval.count, 0);
        assert.equal(nan, points.values.length - finite(points).length);
      }),
    );
  });

  it('leaves a curve alone that has no more points than asked for', () => {
    fc.assert(
      fc.property(history, axis, (points, on) => {
        const out = decimate(points, { axis: on, maxPoints: Math.max(1, points.values.length) });
        assert.deepEqual([...out.values], finite(points));
      }),
    );
  });

  it('keeps one point beyond each end of a range, so that the line runs to the edge', () => {
    const steps = Float64Array.from({ length: 100 }, (_, i) => i);
    const out = decimate(
      { steps, timestamps: steps, values: steps },
      { axis: 'step', maxPoints: 1000, range: { from: 40, to: 42 } },
    );
    assert.deepEqual([...out.steps], [39, 40, 41, 42, 43]);
    assert.equal(out.total, 3);
  });

  it('reports a stretch of NaN with both ends on both axes', () => {
    const points: Points = {
      steps: Float64Array.of(1, 2, 3, 4),
      timestamps: Float64Array.of(10, 20, 30, 40),
      values: Float64Array.of(1, Number.NaN, Number.NaN, 2),
    };
    assert.deepEqual(decimate(points, { axis: 'step', maxPoints: 100 }).nans, [
      { fromStep: 2, toStep: 3, fromTime: 20, toTime: 30, count: 2 },
    ]);
  });
});

function sameAt(a: Points, i: number, b: Points, j: number): boolean {
  return a.steps[i] === b.steps[j] && a.timestamps[i] === b.timestamps[j] && Object.is(a.values[i], b.values[j]);
}
