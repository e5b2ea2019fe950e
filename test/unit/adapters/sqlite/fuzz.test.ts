import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openSqliteStore } from '../../../../src/adapters/mlflow/sqlite/store.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { collect, folderOf, recordedDatabase } from './kit.ts';

const EXPECTED = ['corrupt', 'unsupported', 'unreadable'];

/** Reads whatever a store has to say. */
async function readAll(path: string): Promise<void> {
  const store = await openSqliteStore(path, {});
  try {
    await store.searchExperiments({ view: 'all', filter: `tags.owner != 'x'` });
    const experimentIds = ['1', '2', '3'];
    const { items } = await store.searchRuns({ experimentIds, view: 'all', orderBy: ['metrics.loss', 'params.lr'] });
    await collect(store.scanRuns({ experimentIds, filter: `dataset.name LIKE '%m%' AND metrics.loss > 0` }));
    await collect(store.scanRuns({ experimentIds }));
    const runIds = items.map((run) => run.runId);
    await collect(store.metricHistory({ runIds, key: 'loss' }));
    await collect(store.metricHistory({ runIds, key: 'loss', maxPoints: 10, range: { axis: 'step', from: 0, to: 3 } }));
    await store.describe();
  } finally {
    store.dispose();
  }
}

test('a database with any bytes changed, or cut anywhere, is answered or refused, and nothing else happens', async (t) => {
  const original = readFileSync(recordedDatabase(folderOf(t)));
  const path = join(folderOf(t), 'mlflow.db');
  const place = fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 0, max: original.length - 1 }));
  const change = fc.record({ at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }) });
  const cut = fc.option(fc.integer({ min: 0, max: original.length }), { freq: 4 });
  let answered = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), cut, async (changes, length) => {
      const bytes = Buffer.from(original);
      for (const { at, bytes: put } of changes) bytes.set(put.subarray(0, bytes.length - at), at);
      writeFileSync(path, bytes.subarray(0, length ?? bytes.length));
      try {
        await readAll(path);
        answered++;
      } catch (error) {
        assert.ok(error instanceof AppError && EXPECTED.includes(error.code), String((error as Error).stack));
        refused++;
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(answered > 0 && refused > 0, `${answered} answered, ${refused} refused`);
});
