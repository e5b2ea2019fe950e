import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CompareRow, CompareTable } from '../../../../src/contracts/compare.ts';
import { cellLooks, inSight, movedPlace, tableItems } from '../../../../webview/compare/tableLayout.ts';

function row(cells: CompareRow['cells'], differs = true): CompareRow {
  return { key: 'k', cells, differs };
}

const TABLE: CompareTable = {
  runKeys: ['a', 'b'],
  sections: [
    { kind: 'param', rows: [row(['1', '2']), row(['1', '1'], false)], hidden: 0 },
    { kind: 'metric', rows: [], hidden: 3 },
    { kind: 'tag', rows: [], hidden: 0 },
  ],
};

test('sections and their rows become lines; folded ones keep their heading, empty ones have none', () => {
  const types = (collapsed: ('param' | 'metric')[]) => tableItems(TABLE, collapsed).map((item) => item.type);
  assert.deepEqual(types([]), ['section', 'row', 'row', 'section']);
  assert.deepEqual(types(['param']), ['section', 'section']);
});

test('cells unlike what most runs have are marked, absent ones among them', () => {
  const unusual = (cells: CompareRow['cells'], differs = true) =>
    cellLooks(row(cells, differs)).map((look) => look.unusual);
  assert.deepEqual(unusual(['a', 'a', 'b', undefined]), [false, false, true, true]);
  assert.deepEqual(unusual([null, undefined, 'b']), [false, false, true]);
  assert.deepEqual(unusual(['a', 'b', 'c']), [false, false, false]);
  assert.deepEqual(unusual(['a', 'a', 'b', 'b']), [false, false, false, false]);
  assert.deepEqual(unusual(['a', 'a'], false), [false, false]);
});

test('cells are written as values are everywhere', () => {
  assert.deepEqual(
    cellLooks(row([0.123456789, 'NaN', undefined])).map((look) => look.text),
    ['0.123457', 'NaN', '–'],
  );
});

test('what is in sight is always drawn, and little more', () => {
  const any = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(any, fc.integer({ min: 0, max: 3_000 }), any, (scrolled, room, count) => {
      const { start, end } = inSight(scrolled, room, 24, count, 5);
      assert.ok(start >= 0 && end <= count && start <= end);
      assert.ok(end - start <= Math.ceil(room / 24) + 12);
      for (const pixel of [scrolled, scrolled + room - 1]) {
        const i = Math.floor(pixel / 24);
        if (room > 0 && i < count) assert.ok(i >= start && i < end);
      }
    }),
  );
});

test('keys never lead out of the grid', () => {
  const size = { lines: 7, columns: 4, page: 3 };
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
  fc.assert(
    fc.property(fc.nat(6), fc.nat(3), fc.constantFrom(...keys), fc.boolean(), (line, column, key, ctrl) => {
      const moved = movedPlace({ line, column }, key, ctrl, size);
      assert.ok(moved !== undefined && moved.line >= 0 && moved.line < 7 && moved.column >= 0 && moved.column < 4);
    }),
  );
  assert.deepEqual(movedPlace({ line: 2, column: 1 }, 'End', true, size), { line: 6, column: 3 });
  assert.equal(movedPlace({ line: 2, column: 1 }, 'x', false, size), undefined);
});
