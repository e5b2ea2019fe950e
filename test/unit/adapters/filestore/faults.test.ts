import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AppError, type ErrorCode } from '../../../../src/base/errors.ts';
import { textColumn } from '../../../../src/core/tracking/columns.ts';
import type { StoreProblem } from '../../../../src/core/tracking/store.ts';
import { collect, EXPERIMENT, experimentMeta, open, RUN, runMeta, runPath, smallStore, writeTree } from './kit.ts';

const OTHER = 'b'.repeat(32);

/** The runs and problems of a small store after `damage`, seen a minute later. */
async function seenLater(t: TestContext, files: Readonly<Record<string, string>>, damage: (root: string) => void) {
  const root = smallStore(t, files);
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: runMeta(OTHER) });
  damage(root);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
  const store = await open(t, root);
  const page = await store.searchRuns({ experimentIds: [EXPERIMENT] });
  return { store, root, runIds: page.items.map((run) => run.runId), runs: page.items, problems: page.problems ?? [] };
}

function assertProblem(problems: readonly StoreProblem[], code: ErrorCode, place: string): void {
  assert.ok(
    problems.some((problem) => problem.code === code && problem.place === place && problem.experimentId === EXPERIMENT),
    `${code} at ${place} among ${JSON.stringify(problems)}`,
  );
}

const META_FAULTS: Readonly<Record<string, string>> = {
  'is empty': '',
  'is cut off in a key': runMeta(RUN).slice(0, 60),
  'is cut off in a value': runMeta(RUN).slice(0, runMeta(RUN).indexOf('run_name')),
  'is no YAML': '{[}',
  'is binary': '\0\x01\x02\xff',
  'is a list': '- a\n- b\n',
  'belongs to another run': runMeta(OTHER),
  'belongs to another experiment': runMeta(RUN, { experiment_id: "'2'" }),
  'leads out of the store': runMeta('../../../etc'),
  'has an unknown status': runMeta(RUN, { status: '17' }),
};

for (const [fault, text] of Object.entries(META_FAULTS)) {
  test(`a run whose meta.yaml ${fault} is left out and named, the others go on`, async (t) => {
    const { runIds, problems, store } = await seenLater(t, { 'meta.yaml': text }, () => {});
    assert.deepEqual(runIds, [OTHER]);
    assertProblem(problems, 'corrupt', `${EXPERIMENT}/${RUN}/meta.yaml`);
    await assert.rejects(store.getRun(RUN), (error) => {
      assert.ok(error instanceof AppError && error.code === 'corrupt');
      assert.match(error.hint ?? '', new RegExp(`${RUN}.meta\\.yaml`));
      return true;
    });
  });
}

test('a meta.yaml that is being written counts as not there yet, and keeps what was known', async (t) => {
  const root = smallStore(t);
  const store = await open(t, root);
  const find = () => store.searchRuns({ experimentIds: [EXPERIMENT] });
  assert.equal((await find()).items.length, 1);
  writeFileSync(runPath(root, 'meta.yaml'), '');
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: 'artifact_uri: /st' });
  const meanwhile = await find();
  assert.deepEqual(
    meanwhile.items.map((run) => run.runId),
    [RUN],
  );
  assert.equal(meanwhile.problems, undefined);
  writeFileSync(runPath(root, 'meta.yaml'), runMeta(RUN, { status: '3', end_time: '5' }));
  writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: runMeta(OTHER) });
  const after = await find();
  assert.deepEqual(
    after.items.map((run) => [run.runId, run.status, run.endTime]),
    [
      [RUN, 'FINISHED', 5],
      [OTHER, 'RUNNING', undefined],
    ],
  );
});

test('getRun waits for a run that is being made', async (t) => {
  const root = smallStore(t);
  const store = await open(t, root);
  mkdirSync(join(root, EXPERIMENT, OTHER));
  setTimeout(() => writeTree(root, { [`${EXPERIMENT}/${OTHER}/meta.yaml`]: runMeta(OTHER) }), 50);
  assert.equal((await store.getRun(OTHER)).runId, OTHER);
});

test('a run folder without meta.yaml is named, one with artifacts alone is none', async (t) => {
  const { runIds, problems } = await seenLater(t, {}, (root) => {
    rmSync(runPath(root, 'meta.yaml'));
    writeTree(root, { [`${EXPERIMENT}/${'c'.repeat(32)}/artifacts/model.txt`]: 'x', [`${EXPERIMENT}/notes/x.md`]: '' });
  });
  assert.deepEqual(runIds, [OTHER]);
  assertProblem(problems, 'corrupt', `${EXPERIMENT}/${RUN}`);
  assert.equal(problems.length, 1);
});

test('metric lines that can’t be read are left out and counted, and an empty metric is none', async (t) => {
  const files = {
    'metrics/loss': '1 0.5 1\nnonsense\n2 x 2\n3 0.25 3\n',
    'metrics/empty': '',
    'metrics/bad': '\0\0\n',
  };
  const { runs, problems, store } = await seenLater(t, files, () => {});
  const run = runs.find(({ runId }) => runId === RUN);
  assert.deepEqual([...(run?.metrics ?? [])], [['loss', { value: 0.25, step: 3, timestamp: 3 }]]);
  assertProblem(problems, 'corrupt', `${EXPERIMENT}/${RUN}/metrics/loss`);
  assertProblem(problems, 'corrupt', `${EXPERIMENT}/${RUN}/metrics/bad`);
  const [series] = await collect(store.metricHistory({ runIds: [RUN], key: 'loss' }));
  assert.deepEqual([...(series?.values ?? [])], [0.5, 0.25]);
  assert.deepEqual(await collect(store.metricHistory({ runIds: [RUN], key: 'empty' })), []);
});

test('a file that may not be read is named, the rest of its run goes on', async (t) => {
  if (process.getuid?.() === 0) {
    t.skip('everything may be read by root');
    return;
  }
  const { runs, problems } = await seenLater(
    t,
    { 'params/lr': '1', 'params/secret': 'x', 'metrics/loss': '1 1 1\n' },
    (root) => chmodSync(runPath(root, 'params', 'secret'), 0),
  );
  assert.deepEqual([...(runs.find(({ runId }) => runId === RUN)?.params ?? [])], [['lr', '1']]);
  assertProblem(problems, 'unreadable', `${EXPERIMENT}/${RUN}/params/secret`);
});

test('loops and ends of links, and pipes, are named and followed by nobody', { timeout: 10_000 }, async (t) => {
  const { runIds, runs, problems } = await seenLater(t, { 'params/lr': '1' }, (root) => {
    symlinkSync('loop', join(root, EXPERIMENT, 'loop'));
    symlinkSync('..', join(root, EXPERIMENT, 'up'));
    symlinkSync(runPath(root), runPath(root, 'params', 'again'));
    symlinkSync('self', runPath(root, 'params', 'self'));
    symlinkSync(join(root, EXPERIMENT), join(root, EXPERIMENT, 'down'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [runPath(root, 'metrics', 'pipe')]);
  });
  assert.deepEqual(new Set(runIds), new Set([RUN, OTHER]));
  assert.deepEqual([...(runs.find(({ runId }) => runId === RUN)?.params ?? [])], [['lr', '1']]);
  assertProblem(problems, 'unreadable', `${EXPERIMENT}/loop`);
  assertProblem(problems, 'unreadable', `${EXPERIMENT}/${RUN}/params/self`);
});

test('names and values with HTML, ANSI, right-to-left marks and 100,000 characters pass unchanged', async (t) => {
  const texts = [
    '<img src=x onerror=alert(1)>',
    '\u001b[31mred\u001b[0m',
    '\u202Egnp.exe',
    'x'.repeat(100_000),
    '😀 é\n\r\n\t',
    '\ufeffbom',
  ];
  const keys = ['<b>key', 'ansi\u001b[1m', '\u202Ertl', 'deep/er/key', '😀 é', "it's"];
  const files = Object.fromEntries(keys.map((key, i) => [`params/${key}`, texts[i] as string]));
  const tags = Object.fromEntries(keys.map((key, i) => [`tags/${key}`, texts[i] as string]));
  const name = `run_name: "${'<b>\\u202E\\e[31m'.repeat(3)}${'y'.repeat(100_000)}"\n`;
  const root = smallStore(t, { ...files, ...tags, 'meta.yaml': runMeta(RUN).replace(/run_name: .*\n/, name) });
  const store = await open(t, root);
  const run = await store.getRun(RUN);
  assert.equal(run.runName, `${'<b>\u202E\u001b[31m'.repeat(3)}${'y'.repeat(100_000)}`);
  const expected = new Map(keys.map((key, i) => [key, texts[i]]));
  assert.deepEqual(new Map([...run.params].sort()), new Map([...expected].sort()));
  assert.deepEqual(new Map([...run.tags].sort()), new Map([...expected].sort()));
  const [batch] = await collect(store.scanRuns({ experimentIds: [EXPERIMENT] }));
  assert.ok(batch !== undefined);
  for (const [key, text] of expected) assert.deepEqual(textColumn(batch.params, key, 1), [text]);
});

test('a key in a filter never leads out of the run', async (t) => {
  const root = smallStore(t, { 'params/lr': '1' });
  const store = await open(t, root);
  for (const key of ['../meta.yaml', '..', '', './lr', 'lr/../lr', '/etc/hostname', 'metrics/../../params/lr']) {
    const { items } = await store
      .searchRuns({ experimentIds: [EXPERIMENT], filter: `params.\`${key}\` LIKE '%'` })
      .catch((error) => {
        assert.ok(error instanceof AppError && error.code === 'invalidFilter');
        return { items: [] };
      });
    assert.deepEqual(items, [], key);
  }
  for (const id of ['..', '../..', '.', '', 'models', 'a/b', EXPERIMENT]) {
    await assert.rejects(store.getRun(id), (error) => error instanceof AppError && error.code === 'notFound', id);
  }
  assert.deepEqual((await store.searchRuns({ experimentIds: ['..', '.', '../..', 'models', ''] })).items, []);
});

test('an experiment whose meta.yaml is lost or damaged is named, its runs and the others go on', async (t) => {
  const root = smallStore(t);
  writeTree(root, { '2/meta.yaml': 'name: [', '3/meta.yaml': experimentMeta('4'), '5/x/artifacts/': '' });
  writeTree(root, {
    [`6/${RUN}/meta.yaml`]: runMeta(RUN, { experiment_id: "'6'" }),
    '7/meta.yaml': experimentMeta('7'),
  });
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
  const store = await open(t, root);
  const { items, problems = [] } = await store.searchExperiments({});
  assert.deepEqual(new Set(items.map(({ experimentId }) => experimentId)), new Set(['1', '7']));
  const places = problems.map(({ place, code }) => `${code} ${place}`).sort();
  assert.deepEqual(places, ['corrupt 2/meta.yaml', 'corrupt 3/meta.yaml', 'corrupt 6']);
  assert.equal((await store.searchRuns({ experimentIds: ['6'] })).items.length, 1);
});

test('a store that is removed while open says so, and is read again when it is back', async (t) => {
  const root = smallStore(t);
  const store = await open(t, root);
  assert.equal((await store.searchExperiments({})).items.length, 1);
  renameSync(root, `${root}.away`);
  const gone = (error: unknown) => error instanceof AppError && error.code === 'notFound';
  await assert.rejects(store.searchExperiments({}), gone);
  await assert.rejects(store.searchRuns({ experimentIds: [EXPERIMENT] }), gone);
  await assert.rejects(collect(store.scanRuns({ experimentIds: [EXPERIMENT] })), gone);
  await assert.rejects(store.getRun(RUN), gone);
  renameSync(`${root}.away`, root);
  assert.equal((await store.getRun(RUN)).runId, RUN);
});

test('a folder that isn’t there, or is a file, is refused when it is opened', async (t) => {
  const root = smallStore(t);
  for (const path of [join(root, 'nowhere'), join(root, EXPERIMENT, 'meta.yaml')]) {
    await assert.rejects(open(t, path), (error) => error instanceof AppError && error.code === 'notFound');
  }
});

test('the layout of MLflow 1 is read: numbers for ids, no names, two fields a line', async (t) => {
  const root = smallStore(t, {
    'meta.yaml': `artifact_uri: /store/0/${RUN}/artifacts\nend_time: 9\nentry_point_name: ''\nexperiment_id: 1\nname: ''\nrun_uuid: ${RUN}\nsource_name: train.py\nsource_type: 4\nsource_version: null\nstart_time: 3\nstatus: 3\ntags: []\nuser_id: ann\n`,
    'metrics/loss': '1 0.5\n2 0.25\n3 0.75\n',
    'tags/mlflow.runName': 'by its tag',
  });
  writeFileSync(
    join(root, EXPERIMENT, 'meta.yaml'),
    'artifact_location: /x\nexperiment_id: 1\nlifecycle_stage: active\nname: old\n',
  );
  const store = await open(t, root);
  const [experiment] = (await store.searchExperiments({})).items;
  assert.equal(experiment?.experimentId, '1');
  assert.equal(experiment?.creationTime, undefined);
  const run = await store.getRun(RUN);
  assert.deepEqual([run.runName, run.status, run.lifecycleStage, run.endTime], ['by its tag', 'FINISHED', 'active', 9]);
  assert.deepEqual(run.metrics.get('loss'), { value: 0.75, step: 0, timestamp: 3 });
  const named = await store.searchRuns({ experimentIds: ['1'], filter: "run_name = 'by its tag'" });
  assert.equal(named.items.length, 1);
});

test('an aborted call ends with an AbortError', async (t) => {
  const store = await open(t, smallStore(t));
  const signal = AbortSignal.abort();
  const aborted = { name: 'AbortError' };
  await assert.rejects(store.searchRuns({ experimentIds: [EXPERIMENT] }, signal), aborted);
  await assert.rejects(store.searchExperiments({}, signal), aborted);
  await assert.rejects(store.getRun(RUN, signal), aborted);
  await assert.rejects(collect(store.scanRuns({ experimentIds: [EXPERIMENT] }, signal)), aborted);
  await assert.rejects(collect(store.metricHistory({ runIds: [RUN], key: 'x' }, signal)), aborted);
});
