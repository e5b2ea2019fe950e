import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAbort } from '../../../../src/base/cancellation.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/logger.ts';
import type { CompareSeriesRequest } from '../../../../src/contracts/compare.ts';
import { runKey } from '../../../../src/core/tracking/model.ts';
import type { ShownRun } from '../../../../src/features/compare/overview.ts';
import { readSeries } from '../../../../src/features/compare/readSeries.ts';
import { MemoryStore } from '../../../fakes/memoryStore.ts';

async function make() {
  const good = new MemoryStore();
  const bad = new MemoryStore();
  for (const store of [good, bad]) store.put({ runId: 'r', metrics: { loss: 1 } });
  const stores = new Map([
    ['good', good],
    ['bad', bad],
  ]);
  const shown = await Promise.all(
    [...stores].map(async ([storeId, store]): Promise<ShownRun> => {
      const ref = { storeId, runId: 'r' };
      const snapshot = { state: 'ready', data: await store.getRun('r') } as const;
      return { ref, runKey: runKey(ref), colour: 0, snapshot, experiment: '', store: storeId };
    }),
  );
  const request: CompareSeriesRequest = {
    key: 'loss',
    runKeys: shown.map((run) => run.runKey),
    axis: 'step',
    maxPoints: 100,
  };
  const storeOf = async (storeId: string) => stores.get(storeId) ?? assert.fail();
  return { good, bad, shown, request, storeOf };
}

describe('the curves of a metric', () => {
  it('come from every run that has it, and name those that can not be read', async () => {
    const { bad, shown, request, storeOf } = await make();
    bad.failure = new AppError({ code: 'corrupt', message: 'Damaged.' });
    const source = { storeOf, log: silentLogger, signal: new AbortController().signal };
    const { series, failed } = await readSeries(shown, request, source);
    assert.deepEqual(
      series.map((one) => one.runKey),
      ['r@good'],
    );
    assert.deepEqual(failed, [{ runKey: 'r@bad', message: 'Damaged.' }]);
    assert.deepEqual(await readSeries(shown, { ...request, key: 'other' }, source), { series: [], failed: [] });
  });

  it('are not read on for a view that was closed', async () => {
    const { good, shown, request, storeOf } = await make();
    const closed = new AbortController();
    let open = () => {};
    good.gate = new Promise((resolve) => {
      open = resolve;
    });
    const answer = readSeries(shown, request, { storeOf, log: silentLogger, signal: closed.signal });
    closed.abort();
    open();
    await assert.rejects(answer, isAbort);
  });
});
