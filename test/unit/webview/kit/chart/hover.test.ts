import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt, windowAround } from '../../../../../webview/kit/chart/hover.ts';
import type { Line } from '../../../../../webview/kit/chart/lines.ts';
import { mapping } from '../../../../../webview/kit/chart/scale.ts';
import { summarise, unplaced } from '../../../../../webview/kit/chart/summary.ts';

const x = mapping({ from: 0, to: 100 }, 0, 1000);
const y = mapping({ from: 0, to: 10 }, 500, 0);

function line(id: string, points: readonly (readonly [number, number])[]): Line {
  return {
    id,
    x: Float64Array.from(points, (point) => point[0]),
    y: Float64Array.from(points, (point) => point[1]),
    total: points.length,
  };
}

test('all curves near the place are listed, highest first, NaN last', () => {
  const hover = hoverAt(
    [line('low', [[50, 1]]), line('nan', [[50, Number.NaN]]), line('high', [[50, 9]]), line('far', [[90, 5]])],
    x,
    y,
    { x: 500, y: 60 },
  );
  assert.deepEqual(
    hover?.rows.map((row) => row.id),
    ['high', 'low', 'nan'],
  );
  assert.equal(hover?.nearest, 'high');
  assert.equal(hover?.x, 50);
});

test('between two far points the curve is still listed, by its height there', () => {
  const hover = hoverAt(
    [
      line('a', [
        [0, 0],
        [100, 10],
      ]),
      line('b', [
        [0, 9],
        [100, 9],
      ]),
    ],
    x,
    y,
    { x: 480, y: 255 },
  );
  assert.equal(hover?.nearest, 'a');
  assert.equal(hover?.rows.length, 2);
});

test('a place chosen with keys has no nearest curve and takes the nearest point', () => {
  const hover = hoverAt(
    [
      line('a', [
        [10, 1],
        [20, 2],
      ]),
      line('b', [[22, 3]]),
    ],
    x,
    y,
    { x: 218 },
  );
  assert.equal(hover?.nearest, undefined);
  assert.equal(hover?.x, 22);
  assert.equal(hoverAt([line('a', [])], x, y, { x: 1 }), undefined);
});

test('a point visibly beside the crosshair says so', () => {
  const hover = hoverAt([line('a', [[50, 1]]), line('b', [[53, 5]])], x, y, { x: 500, y: 450 });
  assert.deepEqual(
    hover?.rows.map((row) => [row.id, row.beside]),
    [
      ['b', true],
      ['a', false],
    ],
  );
});

test('a long list is shown around its centre with the number left out on both sides', () => {
  const rows = Array.from({ length: 20 }, (_, i) => i);
  assert.deepEqual(windowAround(rows, 10, 4), { rows: [8, 9, 10, 11], before: 8, after: 8 });
  assert.deepEqual(windowAround(rows, 0, 4), { rows: [0, 1, 2, 3], before: 0, after: 16 });
  assert.deepEqual(windowAround(rows, 19, 4), { rows: [16, 17, 18, 19], before: 16, after: 0 });
  assert.deepEqual(windowAround([1], 0, 4), { rows: [1], before: 0, after: 0 });
});

test('a line is summed up for those who listen', () => {
  assert.deepEqual(
    summarise(
      line('a', [
        [0, 3],
        [1, Number.NaN],
        [2, 1],
      ]),
    ),
    {
      id: 'a',
      last: '1',
      min: '1',
      max: '3',
      points: '3',
      nan: true,
    },
  );
});

test('lines with values that have no place on the axes are counted', () => {
  const lines = [
    line('a', [
      [0, Number.NaN],
      [1, 1],
    ]),
    line('b', [
      [0, Number.POSITIVE_INFINITY],
      [1, -1],
    ]),
  ];
  assert.deepEqual(unplaced(lines, true), { nanLines: 1, infiniteLines: 1, notPositiveLines: 1 });
  assert.deepEqual(unplaced(lines, false), { nanLines: 1, infiniteLines: 1, notPositiveLines: 0 });
});
