import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTrackingStore } from '../../src/adapters/tracking.ts';
import type { StoreChange, StoreInterest, TrackingStore } from '../../src/core/tracking/store.ts';
import { NEWEST, pythonWith, writers } from './lib/python.ts';
import { BACKENDS, temporaryFolder } from './lib/stores.ts';
import { type Done, Training } from './lib/training.ts';

/*
 * A real MLflow writes while a watch is held: the change is reported within a second of MLflow's return, and what was
 * written can be read then.
 */

const WORKER = new URL('../../src/adapters/worker/main.ts', import.meta.url);
/** From MLflow's return to the report, ms. */
const BAR = 1_000;

// The first version is enough: the contract suite reads what the others write.
const [version = NEWEST] = writers();
const python = await pythonWith(version);

// At once, since they mostly wait.
describe(`While MLflow ${version} writes`, { concurrency: true }, () => {
  for (const backend of BACKENDS) {
    for (const [place, options] of [
      ['in the calling thread', {}],
      ['in a worker', { worker: WORKER }],
    ] as const) {
      const title = `a watch of a ${backend === 'file' ? 'file' : 'SQLite'} store ${place}`;
      if (python === undefined) it(title, { skip: 'no Python with MLflow' }, () => {});
      else describe(title, { concurrency: 1 }, () => live(python, backend, options));
    }
  }
});

function live(python: string, backend: 'file' | 'sqlite', options: { readonly worker?: URL }): void {
  const cleanup = new AsyncDisposableStack();
  let training: Training;
  let store: TrackingStore;
  let experimentId: string;
  let runId: string;
  let latest = 0;

  before(async () => {
    const folder = cleanup.use(await temporaryFolder()).path;
    const location = join(folder, backend === 'file' ? 'mlruns' : 'mlflow.db');
    const uri = backend === 'file' ? location : `sqlite:///${location}`;
    training = cleanup.use(await Training.start(python, uri, folder));
    experimentId = (await training.do('experiment', { name: 'live' })).experimentId ?? '';
    runId = (await training.do('run', { experimentId })).runId ?? '';
    await training.do('metric', { runId, key: 'loss', value: 1, step: 0 });
    store = await openTrackingStore(location, options);
    cleanup.defer(() => store.dispose());
  });
  after(async () => {
    await cleanup.disposeAsync();
    assert.ok(latest < BAR, `the slowest report took ${latest} ms`);
  });

  /** Writes under a watch; resolves when a change of one of these kinds was reported, in time. */
  async function reported(
    interest: StoreInterest,
    kinds: readonly StoreChange['kind'][],
    write: () => Promise<Done>,
  ): Promise<StoreChange> {
    const changes: { change: StoreChange; at: number }[] = [];
    const watch = store.watch(interest, (change) => changes.push({ change, at: Date.now() }));
    try {
      // Whoever holds a watch has had it for a while; what was there before is no change.
      await sleep(1_200);
      changes.length = 0;
      const { at } = await write();
      for (const deadline = at + 3 * BAR; Date.now() < deadline; await sleep(10)) {
        const found = changes.find(({ change }) => kinds.includes(change.kind));
        if (found === undefined) continue;
        latest = Math.max(latest, found.at - at);
        assert.ok(found.at - at < BAR, `reported after ${Math.round(found.at - at)} ms`);
        return found.change;
      }
      assert.fail(`no ${kinds.join(' or ')} was reported; ${JSON.stringify(changes)}`);
    } finally {
      watch.dispose();
    }
  }

  it('reports a metric, and has its point', async () => {
    for (const step of [1, 2]) {
      const change = await reported({ runIds: [runId], metricKeys: ['loss'] }, ['metrics'], () =>
        training.do('metric', { runId, key: 'loss', value: step / 10, step }),
      );
      assert.ok(change.kind === 'metrics' && change.runIds.includes(runId));
      for await (const series of store.metricHistory({ runIds: [runId], key: 'loss' })) {
        assert.deepEqual([...series.values], [1, 0.1, 0.2].slice(0, step + 1));
      }
      assert.equal((await store.getRun(runId)).metrics.get('loss')?.value, step / 10);
    }
  });

  it('reports a metric that is new', async () => {
    await reported({ runIds: [runId] }, ['metrics'], () =>
      training.do('metric', { runId, key: 'val/acc', value: 0.5, step: 0 }),
    );
    assert.equal((await store.getRun(runId)).metrics.get('val/acc')?.value, 0.5);
  });

  it('reports a param and a tag', async () => {
    await reported({ runIds: [runId] }, ['run'], () => training.do('param', { runId, key: 'lr', value: '0.1' }));
    await reported({ runIds: [runId] }, ['run'], () => training.do('tag', { runId, key: 'team', value: 'a' }));
    const run = await store.getRun(runId);
    assert.equal(run.params.get('lr'), '0.1');
    assert.equal(run.tags.get('team'), 'a');
  });

  it('reports that a run has ended', async () => {
    const interest = { runIds: [runId], experimentIds: [experimentId] };
    await reported(interest, ['run', 'runs'], () => training.do('finish', { runId }));
    assert.equal((await store.getRun(runId)).status, 'FINISHED');
  });

  it('reports a new run of a watched experiment, and that it was deleted', async () => {
    let created = '';
    const change = await reported({ experimentIds: [experimentId] }, ['runs'], async () => {
      const done = await training.do('run', { experimentId });
      created = done.runId ?? '';
      return done;
    });
    assert.ok(change.kind === 'runs' && change.experimentIds.includes(experimentId));
    const ids = async () => (await store.searchRuns({ experimentIds: [experimentId] })).items.map((run) => run.runId);
    assert.ok((await ids()).includes(created));
    await reported({ experimentIds: [experimentId] }, ['runs'], () => training.do('delete', { runId: created }));
    assert.ok(!(await ids()).includes(created));
  });

  it('reports a new experiment', async () => {
    await reported({ experimentIds: [experimentId] }, ['experiments'], () =>
      training.do('experiment', { name: 'another' }),
    );
    const { items } = await store.searchExperiments({});
    assert.ok(items.some((experiment) => experiment.name === 'another'));
  });

  it('says nothing after the watch was let go', async () => {
    const changes: StoreChange[] = [];
    store.watch({ runIds: [runId] }, (change) => changes.push(change)).dispose();
    await training.do('tag', { runId, key: 'team', value: 'b' });
    await sleep(BAR);
    assert.deepEqual(changes, []);
  });
}
