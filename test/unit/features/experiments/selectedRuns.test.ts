import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Selection } from '../../../../src/app/selection.ts';
import { SelectedRuns } from '../../../../src/features/experiments/selected/selectedRuns.ts';
import { MemoryStore } from '../../../fakes/memoryStore.ts';
import { makeTracking, settle, until } from '../../../fakes/tracking.ts';

const ref = (runId: string) => ({ storeId: 'a', runId });

function makeSelected() {
  const store = new MemoryStore();
  store.put({ runId: 'x' }, { runId: 'y' });
  const { runs } = makeTracking({ a: store });
  const selection = new Selection({ load: () => undefined, save: () => {} });
  return { store, selection, selected: new SelectedRuns(selection, runs) };
}

describe('the view of selected runs', () => {
  it('lists them in the order of the selection, with its colours', () => {
    const { selection, selected } = makeSelected();
    selection.add([ref('y'), ref('x')]);
    assert.deepEqual(
      selected.nodes.map((node) => [node.ref.runId, node.colour]),
      [
        ['y', 0],
        ['x', 1],
      ],
    );
  });

  it('reads and follows them only while it is on the screen', async () => {
    const { store, selection, selected } = makeSelected();
    selection.add([ref('x')]);
    await settle();
    assert.deepEqual(store.calls, []);
    selected.setVisible(true);
    const [node] = selected.nodes;
    await until(() => selected.snapshot(node ?? assert.fail()).state === 'ready' && store.watchers === 1);
    selected.setVisible(false);
    await settle();
    assert.equal(store.watchers, 0);
  });

  it('lets go of a run that is taken out', async () => {
    const { store, selection, selected } = makeSelected();
    selection.add([ref('x'), ref('y')]);
    selected.setVisible(true);
    await until(() => store.interests.at(-1)?.runIds?.length === 2);
    selection.remove([ref('x')]);
    await until(() => store.interests.at(-1)?.runIds?.length === 1);
    assert.equal(selected.nodes.length, 1);
  });

  it('draws again only the run that changed', async () => {
    const { store, selection, selected } = makeSelected();
    selection.add([ref('x'), ref('y')]);
    selected.setVisible(true);
    await until(
      () => store.watchers === 1 && selected.nodes.every((node) => selected.snapshot(node).state === 'ready'),
    );
    const drawn: (readonly string[] | undefined)[] = [];
    selected.onDidChange((nodes) => drawn.push(nodes?.map((node) => node.ref.runId)));
    store.put({ runId: 'y', status: 'FAILED' });
    await until(() => drawn.length > 0);
    assert.deepEqual(drawn, [['y']]);
  });

  it('says why a run is missing', async () => {
    const { selection, selected } = makeSelected();
    selection.add([ref('gone')]);
    selected.setVisible(true);
    const node = selected.nodes[0] ?? assert.fail();
    await until(() => selected.snapshot(node).state === 'failed');
    const snapshot = selected.snapshot(node);
    assert.ok(snapshot.state === 'failed' && snapshot.error.code === 'notFound');
  });
});
