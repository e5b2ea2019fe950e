import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MetricColumnsBuilder, TextColumnsBuilder } from '../../../../src/core/tracking/columnBuilder.ts';
import { metricColumn, textColumn } from '../../../../src/core/tracking/columns.ts';

const table = fc.array(fc.dictionary(fc.string({ maxLength: 3 }), fc.double(), { maxKeys: 6 }), { maxLength: 30 });

describe('column builders', () => {
  it('give back every cell of every row, and no other', () => {
    fc.assert(
      fc.property(table, (runs) => {
        const metrics = new MetricColumnsBuilder();
        const texts = new TextColumnsBuilder();
        for (const [row, cells] of runs.entries()) {
          for (const [key, value] of Object.entries(cells)) {
            metrics.add(key, row, value);
            texts.add(key, row, String(value));
          }
        }
        const packed = metrics.build();
        const packedText = texts.build();
        for (const key of new Set(runs.flatMap((cells) => Object.keys(cells)))) {
          const column = metricColumn(packed, key);
          assert.ok(column);
          const expected = runs.flatMap((cells, row) => (Object.hasOwn(cells, key) ? [[row, cells[key]]] : []));
          assert.deepEqual(
            [...column.rows].map((row, i) => [row, column.values[i]]),
            expected,
          );
          assert.deepEqual(
            textColumn(packedText, key, runs.length),
            runs.map((cells) => (Object.hasOwn(cells, key) ? String(cells[key]) : undefined)),
          );
        }
        assert.equal(metricColumn(packed, 'no such key'), undefined);
      }),
    );
  });

  it('grow past their first capacity', () => {
    const builder = new MetricColumnsBuilder();
    for (let row = 0; row < 5000; row++) builder.add(row % 2 ? 'odd' : 'even', row, row);
    const column = metricColumn(builder.build(), 'odd');
    assert.equal(column?.rows.length, 2500);
    assert.equal(column?.values[2499], 4999);
  });
});
