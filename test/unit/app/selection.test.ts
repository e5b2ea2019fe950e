import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SelectedRun, Selection } from '../../../src/app/selection.ts';
import { COLOUR_COUNT } from '../../../src/core/compare/colours.ts';

const ref = (runId: string, storeId = 'a') => ({ storeId, runId });

function makeSelection(stored?: unknown) {
  let saved: unknown = stored;
  const storage = { load: () => saved, save: (runs: readonly SelectedRun[]) => (saved = structuredClone(runs)) };
  return { selection: new Selection(storage), storage, saved: () => saved };
}

const ids = (selection: Selection) => selection.runs.map(({ ref: { runId } }) => runId);

describe('the selection', () => {
  it('keeps the order in which runs were chosen, each once', () => {
    const { selection } = makeSelection();
    selection.add([ref('x'), ref('y')]);
    selection.add([ref('z'), ref('x')]);
    assert.deepEqual(ids(selection), ['x', 'y', 'z']);
  });

  it('tells runs of copied stores apart', () => {
    const { selection } = makeSelection();
    selection.add([ref('x', 'a'), ref('x', 'b')]);
    assert.equal(selection.runs.length, 2);
    selection.remove([ref('x', 'b')]);
    assert.ok(selection.get(ref('x', 'a')));
    assert.equal(selection.get(ref('x', 'b')), undefined);
  });

  it('gives a colour for as long as a run is selected, and gives it to the next', () => {
    const { selection } = makeSelection();
    selection.add([ref('x'), ref('y'), ref('z')]);
    selection.remove([ref('y')]);
    assert.equal(selection.get(ref('z'))?.colour, 2);
    selection.add([ref('w')]);
    assert.equal(selection.get(ref('w'))?.colour, 1);
  });

  it('repeats a colour only when all are taken', () => {
    const { selection } = makeSelection();
    selection.add(Array.from({ length: COLOUR_COUNT + 1 }, (_, i) => ref(`run ${i}`)));
    const colours = selection.runs.map(({ colour }) => colour);
    assert.equal(new Set(colours.slice(0, COLOUR_COUNT)).size, COLOUR_COUNT);
    assert.equal(colours.at(-1), 0);
  });

  it('comes back after a restart as it was', () => {
    const first = makeSelection();
    first.selection.add([ref('x'), ref('y')]);
    first.selection.remove([ref('x')]);
    assert.deepEqual(makeSelection(first.saved()).selection.runs, first.selection.runs);
  });

  it('takes nothing of what was kept that is not a selected run', () => {
    const stored = [{ ref: ref('x'), colour: 3 }, null, 7, { ref: {}, colour: 1 }, { ref: ref('y'), colour: -1 }];
    assert.deepEqual(ids(makeSelection(stored).selection), ['x']);
    assert.deepEqual(ids(makeSelection('nonsense').selection), []);
  });

  it('can be undone after it was cleared, colours and all', () => {
    const { selection } = makeSelection();
    selection.add([ref('x'), ref('y')]);
    const before = selection.runs;
    selection.clear();
    selection.restore(before);
    assert.deepEqual(selection.runs, before);
  });

  it('tells of a change only where there is one', () => {
    const { selection } = makeSelection();
    let changes = 0;
    selection.onDidChange(() => changes++);
    selection.add([ref('x')]);
    selection.add([ref('x')]);
    selection.remove([ref('nobody')]);
    assert.equal(changes, 1);
  });
});
