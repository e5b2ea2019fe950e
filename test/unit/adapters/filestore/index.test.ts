import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { decodeIndex } from '../../../../src/adapters/mlflow/filestore/index/indexFile.ts';
import { Patience } from '../../../../src/adapters/mlflow/filestore/patience.ts';
import type { Run } from '../../../../src/core/tracking/model.ts';
import type { StoreChange, TrackingStore } from '../../../../src/core/tracking/store.ts';
import {
  collect,
  EXPERIMENT,
  folderOf,
  open,
  RUN,
  recordedStore,
  runMeta,
  runPath,
  smallStore,
  writeTree,
} from './kit.ts';

const EVERYTHING = { view: 'all' } as const;

async function idsOf(store: TrackingStore): Promise<string[]> {
  return (await store.searchExperiments(EVERYTHING)).items.map(({ experimentId }) => experimentId);
}

async function contents(store: TrackingStore): Promise<{ runs: readonly Run[]; batches: unknown }> {
  const query = { ...EVERYTHING, experimentIds: await idsOf(store) };
  return { runs: (await store.searchRuns(query)).items, batches: await collect(store.scanRuns(query)) };
}

/** Everything in the store as a session sees that has this cache. */
async function session(root: string, t: TestContext, cache: string | undefined) {
  const store = await open(t, root, cache);
  try {
    return await contents(store);
  } finally {
    store.dispose();
  }
}

function indexFile(cache: string): string {
  const [name, ...more] = readdirSync(cache);
  assert.ok(name !== undefined && more.length === 0);
  return join(cache, name);
}

/** Stamps of files that changed within the last moments prove nothing: an index of them is no use yet. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 80));

test('a session with the index of another sees the same as one without', async (t) => {
  const root = recordedStore(t);
  const cache = folderOf(t);
  await settled();
  const expected = await session(root, t, undefined);
  assert.deepEqual(await session(root, t, cache), expected);
  assert.deepEqual(await session(root, t, cache), expected);
  const written = readFileSync(indexFile(cache));
  assert.deepEqual(await session(root, t, cache), expected);
  assert.deepEqual(readFileSync(indexFile(cache)), written, 'nothing changed, nothing is written');
});

test('edits between two sessions are seen, those that change no folder’s time among them', async (t) => {
  const root = smallStore(t, {
    'metrics/loss': '1 1 1\n',
    'metrics/old': '1 1 1\n',
    'params/lr': '0.1',
    'tags/team': 'one',
  });
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  const edits = [
    () => writeFileSync(runPath(root, 'tags', 'team'), 'two'),
    () => appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n'),
    () => writeFileSync(runPath(root, 'meta.yaml'), runMeta(RUN, { status: '3' })),
    () => rmSync(runPath(root, 'metrics', 'old')),
    () => writeTree(runPath(root), { 'params/deep/er': 'x', 'metrics/new': '1 2 3\n' }),
    () => writeTree(root, { [`${EXPERIMENT}/${'b'.repeat(32)}/meta.yaml`]: runMeta('b'.repeat(32)) }),
    () => rmSync(runPath(root), { recursive: true }),
  ];
  for (const edit of edits) {
    await settled();
    edit();
    assert.deepEqual(await session(root, t, cache), await session(root, t, undefined));
  }
});

test('one session sees edits between two calls', async (t) => {
  const root = smallStore(t, { 'tags/team': 'one' });
  await settled();
  const store = await open(t, root);
  await contents(store);
  for (const text of ['two', 'ten', 'six']) {
    writeFileSync(runPath(root, 'tags', 'team'), text);
    assert.equal((await store.getRun(RUN)).tags.get('team'), text);
    const filtered = await store.searchRuns({ experimentIds: [EXPERIMENT], filter: `tags.team = '${text}'` });
    assert.equal(filtered.items.length, 1);
  }
});

test('an index that is damaged, cut off, empty or of another version is made anew without a word', async (t) => {
  const root = recordedStore(t);
  const cache = folderOf(t);
  await settled();
  const expected = await session(root, t, cache);
  const whole = readFileSync(indexFile(cache));
  const damages: Buffer[] = [
    Buffer.alloc(0),
    whole.subarray(0, 20),
    whole.subarray(0, whole.length - 9),
    Buffer.concat([whole, Buffer.from('x')]),
    Buffer.concat([Buffer.from('TandemIndex/9999'), whole.subarray(16)]),
    Buffer.from(whole).fill(0, 40, 60),
    Buffer.from(whole).fill(7, whole.length - 100),
  ];
  for (const damage of damages) {
    writeFileSync(indexFile(cache), damage);
    assert.deepEqual(await session(root, t, cache), expected);
  }
  assert.deepEqual(await session(root, t, cache), expected);
});

test('any bytes are no index, and harm nobody', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, hasMagic) => {
      const head = hasMagic ? Buffer.from('TandemIndex/0001') : Buffer.alloc(0);
      assert.equal(decodeIndex(Buffer.concat([head, bytes]), '/root'), undefined);
    }),
  );
});

test('an index belongs to the real place of a store, by whatever way it is reached', async (t) => {
  const root = recordedStore(t);
  const link = join(folderOf(t), 'link');
  symlinkSync(root, link);
  const cache = folderOf(t);
  const expected = await session(root, t, cache);
  assert.deepEqual(await session(link, t, cache), expected);
  indexFile(cache);
});

test('experiments that a session didn’t look at stay in the index', async (t) => {
  const root = recordedStore(t);
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  const before = decodeIndex(readFileSync(indexFile(cache)), root);
  const store = await open(t, root, cache);
  let run: Run | undefined;
  for (const id of await idsOf(store)) run ??= (await store.searchRuns({ experimentIds: [id] })).items[0];
  assert.ok(run !== undefined);
  writeFileSync(join(root, run.experimentId, run.runId, 'tags', 'more'), 'x');
  await store.getRun(run.runId);
  store.dispose();
  const after = decodeIndex(readFileSync(indexFile(cache)), root);
  const count = (indexed: typeof before) => [...(indexed ?? [])].map(([path, runs]) => [path, runs.length]).sort();
  assert.deepEqual(count(after), count(before));
});

test('a cache folder that can’t be written is done without', async (t) => {
  const root = recordedStore(t);
  const file = join(folderOf(t), 'file');
  writeFileSync(file, '');
  assert.deepEqual(await session(root, t, join(file, 'cache')), await session(root, t, undefined));
});

test('refresh forgets what was read, and the index with it', async (t) => {
  const root = smallStore(t, { 'params/lr': '1' });
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  const store = await open(t, root, cache);
  await store.refresh();
  assert.equal((await store.getRun(RUN)).params.get('lr'), '1');
  mkdirSync(join(root, '2'));
  store.dispose();
  assert.deepEqual(await session(root, t, cache), await session(root, t, undefined));
});

test('a scan of runs that ended comes from the index; an edit in place is found afterwards, and told', async (t) => {
  const ended = runMeta(RUN, { status: '3', end_time: '5' });
  const root = smallStore(t, { 'meta.yaml': ended, 'tags/team': 'one', 'params/lr': '1' });
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  writeFileSync(runPath(root, 'tags', 'team'), 'two');
  const store = await open(t, root, cache);
  const told: StoreChange[] = [];
  const watch = store.watch({ experimentIds: [EXPERIMENT], runIds: [RUN] }, (change) => told.push(change));
  const scan = async () => (await collect(store.scanRuns({ experimentIds: [EXPERIMENT] })))[0]?.tags.dictionary;
  assert.deepEqual(await scan(), ['one']);
  while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(told, [
    { kind: 'runs', experimentIds: [EXPERIMENT] },
    { kind: 'run', runIds: [RUN] },
  ]);
  assert.deepEqual(await scan(), ['two']);
  watch.dispose();
});

test('a new name in a run that ended is in the first scan from the index', async (t) => {
  const ended = runMeta(RUN, { status: '3', end_time: '5' });
  const root = smallStore(t, { 'meta.yaml': ended, 'tags/team': 'one' });
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  writeTree(runPath(root), { 'tags/more': 'x' });
  const store = await open(t, root, cache);
  const [batch] = await collect(store.scanRuns({ experimentIds: [EXPERIMENT] }));
  assert.deepEqual(new Set(batch?.tags.keys), new Set(['team', 'more']));
});

/** As on a drive where every look takes long. */
const impatient = () => new Patience(0, 0);

test('on a slow drive the index answers at once, and who watches is told what was not true any more', async (t) => {
  const root = smallStore(t, { 'tags/team': 'one', 'metrics/loss': '1 1 1\n', 'params/lr': '1' });
  const cache = folderOf(t);
  await settled();
  await session(root, t, cache);
  writeFileSync(runPath(root, 'tags', 'team'), 'two');
  appendFileSync(runPath(root, 'metrics', 'loss'), '2 0.5 2\n');
  const store = await open(t, root, cache, impatient());
  const told: StoreChange[] = [];
  const watch = store.watch({ experimentIds: [EXPERIMENT] }, (change) => told.push(change));
  const filtered = async (text: string) => {
    const filter = `tags.team = '${text}' AND metrics.loss > 0`;
    return (await store.searchRuns({ experimentIds: [EXPERIMENT], filter })).items.map(({ tags }) => tags.get('team'));
  };
  assert.deepEqual(await filtered('one'), ['one']);
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(told, [{ kind: 'runs', experimentIds: [EXPERIMENT] }]);
  assert.deepEqual(await filtered('two'), ['two']);
  assert.deepEqual(await filtered('one'), []);
  watch.dispose();
});

test('on a slow drive a scan comes from the index, and the next one from the files', async (t) => {
  const root = recordedStore(t);
  const cache = folderOf(t);
  await settled();
  const before = await session(root, t, cache);
  const [run] = before.runs;
  assert.ok(run !== undefined);
  writeTree(root, { [`${run.experimentId}/${run.runId}/tags/new`]: 'x' });
  const store = await open(t, root, cache, impatient());
  const scan = async () => {
    const batches = await collect(store.scanRuns({ ...EVERYTHING, experimentIds: await idsOf(store) }));
    return batches.flatMap(({ tags }) => tags.keys).includes('new');
  };
  assert.equal(await scan(), false);
  await settled();
  assert.equal(await scan(), true);
});
