import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PARENT_RUN_TAG, type Run } from '../../../../src/core/tracking/model.ts';
import { flatRuns, nestRuns, type RunForest } from '../../../../src/features/experiments/collect/forest.ts';
import { makeRun } from '../../../fakes/memoryStore.ts';

const child = (runId: string, parent: string) => makeRun({ runId, tags: { [PARENT_RUN_TAG]: parent } });
const ids = (runs: readonly Run[] | undefined) => (runs ?? []).map(({ runId }) => runId);
const none: ReadonlyMap<string, Run> = new Map();

describe('the forest of runs', () => {
  it('has children below their parents, both in the order of the list', () => {
    const forest = nestRuns(
      [child('c2', 'p'), makeRun({ runId: 'a' }), makeRun({ runId: 'p' }), child('c1', 'p')],
      none,
    );
    assert.deepEqual(ids(forest.roots), ['a', 'p']);
    assert.deepEqual(ids(forest.children.get('p')), ['c2', 'c1']);
    assert.equal(forest.parents.get('c1'), 'p');
  });

  it('puts a parent that was fetched for its children where the first of them would stand', () => {
    const extra = new Map([['p', makeRun({ runId: 'p' })]]);
    const forest = nestRuns(
      [makeRun({ runId: 'a' }), child('c1', 'p'), makeRun({ runId: 'b' }), child('c2', 'p')],
      extra,
    );
    assert.deepEqual(ids(forest.roots), ['a', 'p', 'b']);
    assert.deepEqual(ids(forest.children.get('p')), ['c1', 'c2']);
  });

  it('leaves a run whose parent is not there on top', () => {
    assert.deepEqual(ids(nestRuns([child('c', 'gone'), makeRun({ runId: 'a' })], none).roots), ['c', 'a']);
  });

  it('cuts circles, and a run that is its own parent stays on top', () => {
    const forest = nestRuns([child('a', 'b'), child('b', 'a'), child('c', 'c')], none);
    assert.deepEqual(ids(forest.roots).sort(), ['b', 'c']);
    assert.deepEqual(ids(forest.children.get('b')), ['a']);
  });

  it('is flat for a filtered list', () => {
    const forest = flatRuns([child('c', 'p'), makeRun({ runId: 'p' })], none);
    assert.deepEqual(ids(forest.roots), ['c', 'p']);
    assert.equal(forest.children.size, 0);
  });

  it('shows every run exactly once, whatever the tags say', () => {
    const tagged = fc.array(fc.option(fc.nat(9), { nil: undefined }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(tagged, fc.nat(10), (parents, cut) => {
        const all = parents.map((parent, i) =>
          parent === undefined ? makeRun({ runId: `${i}` }) : child(`${i}`, `${parent}`),
        );
        const extra = new Map(all.slice(cut).map((run) => [run.runId, run]));
        const forest = nestRuns(all.slice(0, cut), extra);
        assert.deepEqual(reachable(forest).sort(), ids(all).sort());
      }),
    );
  });
});

function reachable(forest: RunForest, runs: readonly Run[] = forest.roots): string[] {
  return runs.flatMap((run) => [run.runId, ...reachable(forest, forest.children.get(run.runId) ?? [])]);
}
