import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countPoints,
  extentX,
  extentY,
  type Line,
  mergeRefined,
  nearestIndex,
  toLine,
  valueAt,
} from '../../../../../webview/kit/chart/lines.ts';

function line(x: readonly number[], y: readonly number[] = x): Line {
  return { id: 'a', x: Float64Array.from(x), y: Float64Array.from(y), total: x.length };
}

const ascending = fc
  .array(fc.integer({ min: -50, max: 50 }), { maxLength: 30 })
  .map((xs) => Float64Array.from(xs).sort());

test('a NaN stretch between two points interrupts the curve there', () => {
  const samples = { x: Float64Array.of(0, 1, 5), y: Float64Array.of(1, 2, 3), nans: Float64Array.of(2, 4), total: 6 };
  const made = toLine('a', samples);
  assert.deepEqual([...made.x], [0, 1, 2, 4, 5]);
  assert.deepEqual([...made.y], [1, 2, Number.NaN, Number.NaN, 3]);
  assert.ok(Number.isNaN(valueAt(made, 3)));
  assert.equal(countPoints([made], undefined), 3);
});

test('curves with any NaN stretches stay ascending and keep all their points', () => {
  const stretch = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(ascending, fc.array(stretch, { maxLength: 6 }), (x, stretches) => {
      let last = Number.NEGATIVE_INFINITY;
      const nans = stretches
        .toSorted((a, b) => a[0] - b[0])
        .flatMap(([from, length]) => {
          const start = Math.max(from, last);
          last = start + length;
          return [start, last];
        });
      const made = toLine('a', { x, y: x.map(() => 1), nans: Float64Array.from(nans), total: x.length });
      assert.ok(made.x.every((value, i) => i === 0 || value >= (made.x[i - 1] ?? 0)));
      assert.deepEqual(
        [...made.x].filter((_, i) => made.y[i] === 1),
        [...x],
      );
    }),
  );
});

test('the nearest point is as near as any', () => {
  fc.assert(
    fc.property(ascending, fc.double({ min: -60, max: 60, noNaN: true }), (x, at) => {
      const i = nearestIndex(x, at);
      if (x.length === 0) assert.equal(i, -1);
      else assert.equal(Math.abs((x[i] ?? 0) - at), Math.min(...x.map((value) => Math.abs(value - at))));
    }),
  );
});

test('a refined stretch replaces the coarse points inside it and leaves those beside it', () => {
  const merged = mergeRefined(line([0, 10, 20, 30, 40]), line([19, 20, 21, 22, 30]), { from: 20, to: 30 });
  assert.deepEqual([...merged.x], [0, 10, 19, 20, 21, 22, 30, 40]);
  assert.deepEqual([...mergeRefined(line([0, 1]), undefined, { from: 0, to: 1 }).x], [0, 1]);
});

test('refined curves stay ascending', () => {
  fc.assert(
    fc.property(ascending, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }), (x, from, width) => {
      const range = { from, to: from + width };
      const coarse = line([...x].filter((_, i) => i % 3 === 0));
      const fine = line([...x].filter((value) => value >= range.from && value <= range.to));
      const merged = mergeRefined(coarse, fine, range);
      assert.ok(merged.x.every((value, i) => i === 0 || value >= (merged.x[i - 1] ?? 0)));
    }),
  );
});

test('the y range of a stretch counts what enters and leaves it', () => {
  const curve = line([0, 10, 20], [0, 100, 0]);
  assert.deepEqual(extentY([curve], { from: 2, to: 4 }, false), { from: 20, to: 40 });
  assert.deepEqual(extentY([curve], undefined, true), { from: 100, to: 100 });
  assert.equal(extentY([line([1], [Number.NaN])], undefined, false), undefined);
  assert.deepEqual(extentX([line([3, 4]), line([]), line([-1])]), { from: -1, to: 4 });
});
