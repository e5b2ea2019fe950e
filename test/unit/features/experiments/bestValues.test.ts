import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Metric } from '../../../../src/core/tracking/model.ts';
import { BestValues, bestOf } from '../../../../src/features/experiments/data/bestValues.ts';
import { MemoryStore } from '../../../fakes/memoryStore.ts';
import { makeTracking, settle, until } from '../../../fakes/tracking.ts';

const ref = { storeId: 'a', runId: 'x' };
const history = (...values: readonly number[]): Metric[] =>
  values.map((value, step) => ({ value, step, timestamp: 1000 + step }));
const reads = (store: MemoryStore) => store.calls.filter((call) => call === 'metricHistory').length;

function makeBest(metrics: Readonly<Record<string, readonly Metric[]>>) {
  const store = new MemoryStore();
  store.put({ runId: 'x', metrics });
  const best = new BestValues(makeTracking({ a: store }).connections);
  const last = (key: string) => metrics[key]?.at(-1) ?? assert.fail();
  return { store, best, last };
}

describe('best values', () => {
  it('are the lowest or highest of the whole history, by what the name says', async () => {
    const { best, last } = makeBest({ loss: history(3, 0.5, 2), acc: history(0.1, 0.9, 0.4) });
    for (const key of ['loss', 'acc']) best.get(ref, key, last(key));
    await until(
      () => best.get(ref, 'loss', last('loss')) !== undefined && best.get(ref, 'acc', last('acc')) !== undefined,
    );
    assert.deepEqual(best.get(ref, 'loss', last('loss')), { value: 0.5, step: 1 });
    assert.deepEqual(best.get(ref, 'acc', last('acc')), { value: 0.9, step: 1 });
  });

  it('are not looked up where the name says nothing', async () => {
    const { store, best, last } = makeBest({ epoch: history(1, 2) });
    assert.equal(best.get(ref, 'epoch', last('epoch')), undefined);
    await settle();
    assert.equal(reads(store), 0);
  });

  it('are read once, and a new latest value counts by itself', async () => {
    const { store, best, last } = makeBest({ loss: history(3, 1, 2) });
    best.get(ref, 'loss', last('loss'));
    await until(() => best.get(ref, 'loss', last('loss')) !== undefined);
    assert.equal(best.get(ref, 'loss', { value: 0.25, step: 7, timestamp: 2000 })?.value, 0.25);
    assert.equal(best.get(ref, 'loss', { value: 9, step: 8, timestamp: 2001 })?.value, 0.25);
    assert.equal(best.get(ref, 'loss', { value: Number.NaN, step: 9, timestamp: 2002 })?.value, 0.25);
    await settle();
    assert.equal(reads(store), 1);
  });

  it('find a spike in a long history', async () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 4321 ? -5 : Math.cos(i)));
    const { best, last } = makeBest({ loss: history(...values) });
    best.get(ref, 'loss', last('loss'));
    await until(() => best.get(ref, 'loss', last('loss')) !== undefined);
    assert.deepEqual(best.get(ref, 'loss', last('loss')), { value: -5, step: 4321 });
  });

  it('are read a few at a time, and not for whom nobody looks at any more', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `loss${i}`);
    const { store, best, last } = makeBest(Object.fromEntries(keys.map((key) => [key, history(1, 2)])));
    let open = () => {};
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (const key of keys) best.get(ref, key, last(key));
    await settle();
    assert.equal(reads(store), 2);
    best.leave(ref);
    open();
    await settle(20);
    assert.equal(reads(store), 2);
    for (const key of keys) best.get(ref, key, last(key));
    await until(() => keys.every((key) => best.get(ref, key, last(key)) !== undefined));
  });

  it('are missing, not wrong, where the history can not be read', async () => {
    const { store, best, last } = makeBest({ loss: history(3, 1) });
    store.failure = new Error('No.');
    let told = 0;
    best.onDidChange(() => told++);
    best.get(ref, 'loss', last('loss'));
    await until(() => told === 1);
    assert.equal(best.get(ref, 'loss', last('loss')), undefined);
  });

  it('are the first of equal ones, and never NaN', () => {
    const series = { runId: 'x', total: 4, timestamps: new Float64Array(4), steps: Float64Array.of(0, 1, 2, 3) };
    assert.deepEqual(bestOf({ ...series, key: 'loss', values: Float64Array.of(Number.NaN, 2, 1, 1) }), {
      value: 1,
      step: 2,
    });
    assert.equal(bestOf({ ...series, key: 'loss', values: new Float64Array(4).fill(Number.NaN) }), undefined);
  });
});
