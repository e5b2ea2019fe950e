import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ExperimentCatalog } from '../../../../src/adapters/mlflow/filestore/experimentCatalog.ts';
import { Patience } from '../../../../src/adapters/mlflow/filestore/patience.ts';
import { RunCatalog } from '../../../../src/adapters/mlflow/filestore/runCatalog.ts';
import { StoreWatch } from '../../../../src/adapters/mlflow/filestore/watch/watch.ts';
import type { StoreChange, StoreInterest } from '../../../../src/core/tracking/store.ts';
import { EXPERIMENT, experimentMeta, open, RUN, runMeta, runPath, smallStore, writeTree } from './kit.ts';

const OTHER = 'b'.repeat(32);

/** A watch on a small store. Baselines are taken when it begins, so that writes can follow at once. */
async function watched(t: TestContext, interest: StoreInterest) {
  const root = smallStore(t, {
    'metrics/loss': '1 1 1\n',
    'metrics/a/b': '1 1 1\n',
    'params/lr': '1',
    'tags/team': 'a',
  });
  const store = await open(t, root);
  const changes: StoreChange[] = [];
  const watch = store.watch(interest, (change) => changes.push(change));
  t.after(() => watch.dispose());
  /** The changes so far once there is one of this kind; fails after the second that a change may take, and some. */
  const until = async (kind: StoreChange['kind']): Promise<StoreChange[]> => {
    const deadline = performance.now() + 3000;
    while (!changes.some((change) => change.kind === kind)) {
      assert.ok(performance.now() < deadline, `no ${kind} among ${JSON.stringify(changes)}`);
      await pause(10);
    }
    return changes.splice(0);
  };
  return { root, store, changes, until, watch };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('an appended line tells the run and the metric, also of a nested key', async (t) => {
  const { root, until } = await watched(t, { runIds: [RUN] });
  for (const key of ['loss', 'a/b']) {
    appendFileSync(runPath(root, 'metrics', key), '2 0.5 2\n');
    assert.deepEqual(await until('metrics'), [{ kind: 'metrics', runIds: [RUN], keys: [key] }]);
  }
});

test('a new metric, also one in a new folder, is told', async (t) => {
  const { root, until } = await watched(t, { runIds: [RUN] });
  for (const key of ['acc', 'val/acc']) {
    writeTree(runPath(root, 'metrics'), { [key]: '1 1 1\n' });
    assert.deepEqual(await until('metrics'), [{ kind: 'metrics', runIds: [RUN], keys: [key] }]);
  }
});

test('only the metrics that are asked for are told', async (t) => {
  const { root, until, changes } = await watched(t, { runIds: [RUN], metricKeys: ['loss'] });
  appendFileSync(runPath(root, 'metrics', 'a', 'b'), '2 0.5 2\n');
  await pause(700);
  assert.deepEqual(changes, []);
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  assert.deepEqual(await until('metrics'), [{ kind: 'metrics', runIds: [RUN], keys: ['loss'] }]);
});

test('status, params and tags of a watched run are told, an edit in place and a removal among them', async (t) => {
  const { root, until } = await watched(t, { runIds: [RUN] });
  const edits = [
    () => writeFileSync(runPath(root, 'meta.yaml'), runMeta(RUN, { status: '3' })),
    () => writeFileSync(runPath(root, 'tags', 'team'), 'b'),
    () => writeFileSync(runPath(root, 'params', 'new'), '2'),
    () => unlinkSync(runPath(root, 'tags', 'team')),
    () => writeTree(runPath(root), { 'inputs/x/meta.yaml': 'source_type: DATASET\n' }),
  ];
  for (const edit of edits) {
    await pause(20);
    edit();
    assert.deepEqual(await until('run'), [{ kind: 'run', runIds: [RUN] }]);
  }
});

test('runs that come and go, and a status, are told to whoever follows the experiment', async (t) => {
  const { root, until, changes } = await watched(t, { experimentIds: [EXPERIMENT] });
  const runs = [{ kind: 'runs', experimentIds: [EXPERIMENT] }];
  mkdirSync(join(root, EXPERIMENT, OTHER, 'metrics'), { recursive: true });
  await pause(700);
  assert.deepEqual(changes, [], 'a folder without meta.yaml is no run yet');
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: runMeta(OTHER) });
  assert.deepEqual(await until('runs'), runs);
  writeFileSync(join(root, EXPERIMENT, OTHER, 'meta.yaml'), runMeta(OTHER, { status: '3' }));
  assert.deepEqual(await until('runs'), runs);
  rmSync(join(root, EXPERIMENT, OTHER), { recursive: true });
  assert.deepEqual(await until('runs'), runs);
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  await pause(700);
  assert.deepEqual(changes, [], 'a metric of a run that nobody looks at');
});

test('experiments that come, go and change are told to everybody', async (t) => {
  const { root, until } = await watched(t, {});
  writeTree(root, { '2/meta.yaml': experimentMeta('2', 'second') });
  assert.deepEqual(await until('experiments'), [{ kind: 'experiments' }]);
  writeTree(root, { '2/tags/owner': 'ann' });
  assert.deepEqual(await until('experiments'), [{ kind: 'experiments' }]);
  mkdirSync(join(root, '.trash'));
  renameSync(join(root, '2'), join(root, '.trash', '2'));
  assert.deepEqual(await until('experiments'), [{ kind: 'experiments' }]);
});

test('a run that is watched before it is there is told when it comes', async (t) => {
  const { root, until } = await watched(t, { runIds: [OTHER] });
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: runMeta(OTHER) });
  assert.deepEqual(await until('run'), [{ kind: 'run', runIds: [OTHER] }]);
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/metrics/loss`]: '1 1 1\n' });
  assert.deepEqual(await until('metrics'), [{ kind: 'metrics', runIds: [OTHER], keys: ['loss'] }]);
});

test('once file events are trusted, a run that is made slowly is still told within a second, and its end', async (t) => {
  const { root, store, until } = await watched(t, { experimentIds: [EXPERIMENT], runIds: [RUN] });
  for (let i = 0; i < 5; i++) {
    appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
    await until('metrics');
  }
  mkdirSync(join(root, EXPERIMENT, OTHER));
  await pause(300);
  const start = performance.now();
  writeFileSync(join(root, EXPERIMENT, OTHER, 'meta.yaml'), runMeta(OTHER));
  await until('runs');
  await store.searchRuns({ experimentIds: [EXPERIMENT] });
  await pause(600);
  const ended = performance.now();
  writeFileSync(join(root, EXPERIMENT, OTHER, 'meta.yaml'), runMeta(OTHER, { status: '3', end_time: '5' }));
  await until('runs');
  assert.ok(performance.now() - ended < 1000 && ended - start < 2000);
});

test('a store that goes is told once, and told when it is back', async (t) => {
  const { root, until, changes } = await watched(t, { runIds: [RUN] });
  renameSync(root, `${root}.away`);
  const [lost] = await until('lost');
  assert.equal(lost?.kind === 'lost' && lost.error.code, 'notFound');
  await pause(1200);
  assert.deepEqual(changes, []);
  renameSync(`${root}.away`, root);
  await until('restored');
  await pause(600);
  changes.length = 0;
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  assert.deepEqual(await until('metrics'), [{ kind: 'metrics', runIds: [RUN], keys: ['loss'] }]);
});

test('nothing is told after a watch ended, and nothing is done', async (t) => {
  const { root, changes, watch } = await watched(t, { runIds: [RUN], experimentIds: [EXPERIMENT] });
  watch.dispose();
  watch.dispose();
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  await pause(700);
  assert.deepEqual(changes, []);
});

test('what takes long to look at is looked at rarely, and the news of a run still come at once', async (t) => {
  const root = smallStore(t, { 'metrics/loss': '1 1 1\n' });
  let looks = 0;
  /** As of 100,000 experiments. */
  class Slow extends ExperimentCatalog {
    override folders(...args: Parameters<ExperimentCatalog['folders']>) {
      looks++;
      const end = performance.now() + 150;
      while (performance.now() < end);
      return super.folders(...args);
    }
  }
  const memory = { restore() {}, listed() {}, changed() {} };
  const runs = new RunCatalog(root, new ExperimentCatalog(root), memory, new Patience());
  const changes: StoreChange[] = [];
  const interest = { runIds: [RUN] };
  const watch = new StoreWatch(root, { experiments: new Slow(root), runs }, interest, (change) => changes.push(change));
  t.after(() => watch.dispose());
  await pause(2500);
  assert.ok(looks <= 5, `${looks} looks`);
  looks = 0;
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  await pause(1000);
  assert.deepEqual(changes, [{ kind: 'metrics', runIds: [RUN], keys: ['loss'] }]);
  assert.equal(looks, 0);
});
