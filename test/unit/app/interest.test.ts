import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concerns, mergeInterests } from '../../../src/app/interest.ts';
import type { StoreChange, StoreInterest } from '../../../src/core/tracking/store.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd');
const ids = fc.option(fc.array(id, { maxLength: 3 }), { nil: undefined });
const interest: fc.Arbitrary<StoreInterest> = fc.record(
  { experimentIds: ids, runIds: ids, metricKeys: ids },
  { requiredKeys: [] },
);
const someIds = fc.array(id, { minLength: 1, maxLength: 3 });
const change: fc.Arbitrary<StoreChange> = fc.oneof(
  fc.constant<StoreChange>({ kind: 'experiments' }),
  fc.constant<StoreChange>({ kind: 'restored' }),
  someIds.map((experimentIds): StoreChange => ({ kind: 'runs', experimentIds })),
  someIds.map((runIds): StoreChange => ({ kind: 'run', runIds })),
  fc.tuple(someIds, ids).map(([runIds, keys]): StoreChange => ({ kind: 'metrics', runIds, keys })),
);

describe('interests of several views', () => {
  it('are merged so that no change that concerns one of them is missed', () => {
    fc.assert(
      fc.property(fc.array(interest, { maxLength: 4 }), change, (interests, news) => {
        const concerned = interests.some((one) => concerns(news, one));
        return !concerned || concerns(news, mergeInterests(interests));
      }),
    );
  });

  it('are merged to no more experiments and runs than somebody named', () => {
    fc.assert(
      fc.property(fc.array(interest, { maxLength: 4 }), (interests) => {
        const merged = mergeInterests(interests);
        const named = (of: 'experimentIds' | 'runIds') => new Set(interests.flatMap((one) => one[of] ?? []));
        return (
          (merged.experimentIds ?? []).every((one) => named('experimentIds').has(one)) &&
          (merged.runIds ?? []).every((one) => named('runIds').has(one))
        );
      }),
    );
  });

  it('ask for all metrics as soon as one of them does', () => {
    const some: StoreInterest = { runIds: ['a'], metricKeys: ['loss'] };
    assert.deepEqual(mergeInterests([some, { runIds: ['b'], metricKeys: ['acc'] }]), {
      runIds: ['a', 'b'],
      metricKeys: ['loss', 'acc'],
    });
    assert.deepEqual(mergeInterests([some, { runIds: ['b'] }]), { runIds: ['a', 'b'] });
  });

  it('of nobody is the list of experiments alone', () => {
    assert.deepEqual(mergeInterests([]), {});
    assert.deepEqual(mergeInterests([{}]), {});
  });

  it('in one metric is not told of another', () => {
    const loss: StoreInterest = { runIds: ['a'], metricKeys: ['loss'] };
    assert.equal(concerns({ kind: 'metrics', runIds: ['a'], keys: ['acc'] }, loss), false);
    assert.equal(concerns({ kind: 'metrics', runIds: ['a'], keys: ['acc', 'loss'] }, loss), true);
    assert.equal(concerns({ kind: 'metrics', runIds: ['a'] }, loss), true);
  });
});
