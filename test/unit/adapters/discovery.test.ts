import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findLocalStores } from '../../../src/adapters/discovery.ts';

const DATABASE = 'SQLite format 3\0 and so on';
const META = 'name: Default\n';

/** A folder with these files; a name that ends with `/` is an empty folder. */
function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tandem-find-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, text);
  }
  return root;
}

async function found(root: string, options: Parameters<typeof findLocalStores>[1] = {}): Promise<string[]> {
  const stores = await findLocalStores(root, options);
  for (const { location, relativePath } of stores) assert.equal(location, join(root, relativePath));
  return stores.map(({ kind, relativePath }) => `${kind} ${relativePath}`);
}

test('stores are found at the top and below, nearest first', async (t) => {
  const root = folderWith(t, {
    'mlruns/0/meta.yaml': META,
    'mlflow.db': DATABASE,
    'projects/vision/mlruns/17/meta.yaml': META,
    'projects/speech/mlflow.db': DATABASE,
    '.hidden/mlruns/0/meta.yaml': META,
  });
  const stores = await found(root);
  assert.equal(stores[0], 'sqlite mlflow.db');
  assert.deepEqual(stores.toSorted(), [
    'filestore .hidden/mlruns',
    'filestore mlruns',
    'filestore projects/vision/mlruns',
    'sqlite mlflow.db',
    'sqlite projects/speech/mlflow.db',
  ]);
  const depths = stores.map((store) => store.split('/').length);
  assert.ok(
    depths.every((depth, i) => depth >= (depths[i - 1] ?? 0) - 1),
    `${stores}`,
  );
});

test('the searched folder may itself be a store', async (t) => {
  const root = folderWith(t, { 'mlruns/0/meta.yaml': META });
  assert.deepEqual(await found(join(root, 'mlruns')), ['filestore .']);
});

test('an mlruns folder of artifacts alone is no store, nor is a registry', async (t) => {
  const root = folderWith(t, {
    [`mlruns/1/${'a'.repeat(32)}/artifacts/model/meta.yaml`]: META,
    'mlruns/models/meta.yaml': META,
    'other/mlruns/': '',
  });
  assert.deepEqual(await found(root), []);
});

test('a file called mlflow.db is a store only if it is a database', async (t) => {
  const root = folderWith(t, { 'a/mlflow.db': 'text', 'b/mlflow.db': '', 'c/mlflow.db/': '', 'd/mlflow.db': DATABASE });
  assert.deepEqual(await found(root), ['sqlite d/mlflow.db']);
});

test('heavy folders and environments are passed over, ignored ones are not', async (t) => {
  const store = 'mlruns/0/meta.yaml';
  const heavy = [
    'node_modules',
    '.git',
    '.venv',
    '__pycache__',
    'lib/site-packages',
    '.tox',
    '.cache',
    'lib/dist-packages',
  ];
  const root = folderWith(t, {
    ...Object.fromEntries(heavy.map((name) => [`${name}/x/${store}`, META])),
    'env/pyvenv.cfg': '',
    [`env/share/${store}`]: META,
    '.gitignore': 'outputs/\nmlruns/\n',
    [`outputs/${store}`]: META,
  });
  assert.deepEqual(await found(root), ['filestore outputs/mlruns']);
});

test('a store that was found is not looked into', async (t) => {
  const root = folderWith(t, {
    'mlruns/0/meta.yaml': META,
    [`mlruns/0/${'a'.repeat(32)}/artifacts/mlruns/0/meta.yaml`]: META,
  });
  assert.deepEqual(await found(root), ['filestore mlruns']);
});

test('links are followed, loops end, and a place is found once', { timeout: 10_000 }, async (t) => {
  const root = folderWith(t, { 'a/b/mlruns/0/meta.yaml': META });
  symlinkSync('..', join(root, 'a', 'up'));
  symlinkSync('self', join(root, 'a', 'self'));
  symlinkSync(join(root, 'a', 'b'), join(root, 'z'));
  assert.equal((await found(root)).length, 1);
});

test('the depth is bounded', async (t) => {
  const root = folderWith(t, { 'a/b/c/mlruns/0/meta.yaml': META });
  assert.deepEqual(await found(root, { maxDepth: 3 }), []);
  assert.deepEqual(await found(root, { maxDepth: 4 }), ['filestore a/b/c/mlruns']);
});

test('what isn’t there holds nothing, and a search can be cancelled', async (t) => {
  const root = folderWith(t, { 'mlruns/0/meta.yaml': META });
  assert.deepEqual(await found(join(root, 'absent')), []);
  await assert.rejects(findLocalStores(root, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('a wide tree is searched without keeping the thread busy', async (t) => {
  const files = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`d${i % 50}/e${i}/`, '']));
  const root = folderWith(t, { ...files, 'zz/mlruns/0/meta.yaml': META });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  assert.deepEqual(await found(root), ['filestore zz/mlruns']);
  clearInterval(timer);
  assert.ok(ticks > 2, `${ticks} ticks`);
});
