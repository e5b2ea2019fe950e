import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../../../../webview/kit/chart/lines.ts';
import { Raster } from '../../../../../webview/kit/chart/raster.ts';
import { mapping, toPixel } from '../../../../../webview/kit/chart/scale.ts';
import { type Placement, Spans, traceDots, traceLine } from '../../../../../webview/kit/chart/spans.ts';

const WIDTH = 60;
const HEIGHT = 40;
const SAMPLES = 3;
const RED = [255, 0, 0, 1] as const;

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const lineOf = fc
  .array(fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), value), { minLength: 1, maxLength: 80 })
  .map((points): Line => {
    points.sort((a, b) => a[0] - b[0]);
    return {
      id: 'a',
      x: Float64Array.from(points, (point) => point[0]),
      y: Float64Array.from(points, (point) => point[1]),
      total: points.length,
    };
  });

function place(log = false): Placement {
  return {
    x: mapping({ from: 0, to: 10 }, 0, WIDTH * SAMPLES),
    y: log ? mapping({ from: 0.01, to: 200 }, HEIGHT, 0, true) : mapping({ from: -100, to: 100 }, HEIGHT, 0),
  };
}

function line(points: readonly (readonly [number, number])[]): Line {
  return {
    id: 'a',
    x: Float64Array.from(points, (point) => point[0]),
    y: Float64Array.from(points, (point) => point[1]),
    total: points.length,
  };
}

function alphaAt(raster: Raster, column: number, row: number): number {
  return raster.pixels[(row * raster.width + column) * 4 + 3] ?? 0;
}

test('the spans of every column cover the lowest and the highest value in it', () => {
  for (const log of [false, true]) {
    fc.assert(
      fc.property(lineOf, (curve) => {
        const spans = new Spans(WIDTH * SAMPLES);
        traceLine(curve, place(log), spans);
        curve.x.forEach((x, i) => {
          const y = toPixel(place(log).y, curve.y[i] ?? Number.NaN);
          const column = Math.floor(toPixel(place().x, x));
          if (!Number.isFinite(y) || column >= spans.width) return;
          assert.ok((spans.low[column] ?? Number.POSITIVE_INFINITY) <= y && y <= (spans.high[column] ?? 0));
        });
      }),
    );
  }
});

test('a piece between two points is covered without a hole', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -99, max: 99, noNaN: true }),
      fc.double({ min: -99, max: 99, noNaN: true }),
      (a, b) => {
        const spans = new Spans(WIDTH * SAMPLES);
        traceLine(
          line([
            [0, a],
            [9.99, b],
          ]),
          place(),
          spans,
        );
        for (let column = 1; column <= spans.last; column++) {
          const touches =
            (spans.low[column] ?? 0) <= (spans.high[column - 1] ?? 0) + 1e-9 &&
            (spans.high[column] ?? 0) >= (spans.low[column - 1] ?? 0) - 1e-9;
          assert.ok(touches, `columns ${column - 1} and ${column} don't touch`);
        }
      },
    ),
  );
});

test('every finite point inside the picture is painted', () => {
  fc.assert(
    fc.property(lineOf, (curve) => {
      const spans = new Spans(WIDTH * SAMPLES);
      const raster = new Raster(WIDTH, HEIGHT, SAMPLES);
      traceLine(curve, place(), spans);
      raster.draw(spans, { colour: RED, width: 2, dash: [] });
      curve.x.forEach((x, i) => {
        const y = toPixel(place().y, curve.y[i] ?? Number.NaN);
        const column = Math.floor(toPixel(place().x, x) / SAMPLES);
        if (!Number.isFinite(y) || column >= WIDTH) return;
        const row = Math.min(HEIGHT - 1, Math.floor(y));
        assert.ok(alphaAt(raster, column, row) > 0, `nothing at ${column}, ${row}`);
      });
    }),
  );
});

test('the edges are zero again after drawing, so that a second line is not smeared', () => {
  fc.assert(
    fc.property(lineOf, lineOf, (first, second) => {
      const together = new Raster(WIDTH, HEIGHT, SAMPLES);
      const alone = new Raster(WIDTH, HEIGHT, SAMPLES);
      const spans = new Spans(WIDTH * SAMPLES);
      traceLine(first, place(), spans);
      together.draw(spans, { colour: RED, width: 3, dash: [] });
      together.clear();
      spans.clear();
      traceLine(second, place(), spans);
      together.draw(spans, { colour: RED, width: 3, dash: [] });
      alone.draw(spans, { colour: RED, width: 3, dash: [] });
      assert.deepEqual(together.pixels, alone.pixels);
    }),
  );
});

test('a level line of width two paints two whole rows', () => {
  const raster = new Raster(WIDTH, HEIGHT, SAMPLES);
  const spans = new Spans(WIDTH * SAMPLES);
  traceLine(
    line([
      [0, 0],
      [10, 0],
    ]),
    place(),
    spans,
  );
  raster.draw(spans, { colour: RED, width: 2, dash: [] });
  assert.deepEqual(
    [18, 19, 20, 21].map((row) => alphaAt(raster, 30, row)),
    [0, 255, 255, 0],
  );
});

test('NaN, infinities and, on a log scale, values that are not positive interrupt the line', () => {
  for (const [gap, log] of [
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
    [-1, true],
  ] as const) {
    const spans = new Spans(WIDTH * SAMPLES);
    traceLine(
      line([
        [0, 1],
        [2, 1],
        [5, gap],
        [8, 1],
        [10, 1],
      ]),
      place(log),
      spans,
    );
    const middle = Math.floor((WIDTH * SAMPLES) / 2);
    assert.equal(spans.high[middle], Number.NEGATIVE_INFINITY);
    assert.ok((spans.high[10] ?? 0) > 0);
  }
});

test('dashes leave gaps and the rest as it is', () => {
  const raster = new Raster(WIDTH, HEIGHT, SAMPLES);
  const spans = new Spans(WIDTH * SAMPLES);
  traceLine(
    line([
      [0, 0],
      [10, 0],
    ]),
    place(),
    spans,
  );
  raster.draw(spans, { colour: RED, width: 2, dash: [4, 2] });
  assert.deepEqual(
    [0, 3, 4, 5, 6].map((column) => alphaAt(raster, column, 20)),
    [255, 255, 0, 0, 255],
  );
});

test('a point without neighbours gets a dot, and so do all points that stand far apart', () => {
  const dots = (points: readonly (readonly [number, number])[], spacing: number) => {
    const spans = new Spans(WIDTH * SAMPLES);
    traceDots(line(points), place(), spans, spacing);
    return [...spans.high].filter(Number.isFinite).length;
  };
  assert.equal(dots([[5, 0]], 1_000), 1);
  assert.equal(
    dots(
      [
        [1, 0],
        [1.1, Number.NaN],
        [1.2, 0],
        [1.3, 0],
        [1.4, 0],
      ],
      1_000,
    ),
    1,
  );
  assert.equal(
    dots(
      [
        [1, 0],
        [5, 1],
        [9, 2],
      ],
      30,
    ),
    3,
  );
  assert.equal(
    dots(
      [
        [1, 0],
        [1.1, 1],
        [1.2, 2],
      ],
      30,
    ),
    0,
  );
});

test('translucent colours are laid over what is there', () => {
  const raster = new Raster(4, 4, 1);
  const spans = new Spans(4);
  for (let column = 0; column < 4; column++) {
    spans.include(column, 0);
    spans.include(column, 4);
  }
  raster.draw(spans, { colour: [200, 0, 0, 1], width: 1, dash: [] });
  raster.draw(spans, { colour: [0, 100, 0, 0.5], width: 1, dash: [] });
  assert.deepEqual([...raster.pixels.slice(0, 4)], [100, 50, 0, 255]);
});
