import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  artifactsElsewhere,
  listLocalArtifacts,
  readLocalArtifact,
  resolveArtifactRoot,
} from '../../../src/adapters/mlflow/localArtifacts.ts';
import { AppError, type ErrorCode } from '../../../src/base/errors.ts';

const RUN = 'a'.repeat(32);

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-artifacts-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function made(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const refused = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}

test('an artifact root is found as it was recorded: a path, a file URI, relative to the store', async (t) => {
  const folder = folderOf(t);
  const storeFolder = made(folder, 'my store');
  const place = { storeFolder, experimentId: '1', runId: RUN };
  const root = made(folder, 'else where', RUN, 'artifacts');
  for (const uri of [
    root,
    pathToFileURL(root).href,
    `file:${root}`,
    `file://localhost${root}`.replaceAll(' ', '%20'),
  ]) {
    assert.equal(await resolveArtifactRoot(uri, place), root, uri);
  }
  const relative = made(storeFolder, 'mlruns', '1', RUN, 'artifacts');
  assert.equal(await resolveArtifactRoot(`./mlruns/1/${RUN}/artifacts`, place), relative);
});

test('a store that was moved finds its artifacts by their place', async (t) => {
  const gone = `/home/somebody/project/mlruns/1/${RUN}/artifacts`;
  const places = [
    ['store', '1', RUN, 'artifacts'],
    ['store', '.trash', '1', RUN, 'artifacts'],
    ['store', 'mlruns', '1', RUN, 'artifacts'],
    ['store', 'mlartifacts', '1', RUN, 'artifacts'],
    ['mlartifacts', '1', RUN, 'artifacts'],
  ];
  for (const parts of places) {
    const folder = folderOf(t);
    const place = { storeFolder: made(folder, 'store'), experimentId: '1', runId: RUN };
    assert.equal(await resolveArtifactRoot(gone, place), undefined);
    const root = made(folder, ...parts);
    for (const uri of [gone, `file://${gone}`, 'C:\\data\\mlruns\\1\\x', `file:///C:/data/1/${RUN}/artifacts`]) {
      assert.equal(await resolveArtifactRoot(uri, place), root, uri);
    }
  }
});

test('a moved artifact location of an experiment is found by the end of its path, and only if it names the run', async (t) => {
  const folder = folderOf(t);
  const place = { storeFolder: made(folder, 'store'), experimentId: '1', runId: RUN };
  made(folder, 'artifacts');
  const uri = `/old/place/outputs/vision/${RUN}/artifacts`;
  assert.equal(await resolveArtifactRoot(uri, place), undefined);
  const root = made(folder, 'outputs', 'vision', RUN, 'artifacts');
  assert.equal(await resolveArtifactRoot(uri, place), root);
});

test('artifacts behind a server are found in its mlartifacts folder', async (t) => {
  const folder = folderOf(t);
  const place = { storeFolder: folder, experimentId: '1', runId: RUN };
  const root = made(folder, 'mlartifacts', 'deep', RUN, 'artifacts');
  for (const uri of [`mlflow-artifacts:/deep/${RUN}/artifacts`, `mlflow-artifacts://host:5000/deep/${RUN}/artifacts`]) {
    assert.equal(await resolveArtifactRoot(uri, place), root);
  }
  assert.equal(await resolveArtifactRoot('mlflow-artifacts:/../../etc', place), undefined);
});

test('what is kept elsewhere is said to be, and network shares are never touched', async (t) => {
  const place = { storeFolder: folderOf(t), experimentId: '1', runId: RUN };
  for (const uri of ['s3://bucket/1', 'gs://b/x', 'dbfs:/x', 'https://host/x']) {
    assert.equal(await resolveArtifactRoot(uri, place), undefined);
    assert.equal(artifactsElsewhere(uri)?.code, 'unsupported');
  }
  for (const uri of ['file://host/share/x', '//host/share', '\\\\host\\share', '', 'a\0b']) {
    assert.equal(await resolveArtifactRoot(uri, place), undefined, uri);
    assert.equal(artifactsElsewhere(uri), undefined);
  }
});

test('the children of a folder come folders first, with sizes', async (t) => {
  const root = folderOf(t);
  write(join(root, 'b.txt'), 'four');
  write(join(root, 'a', 'inner', 'x.bin'), 'x');
  write(join(root, 'z', '😀.txt'), '');
  const plain = async (path?: string) =>
    (await listLocalArtifacts(root, path)).map(({ path: name, isDir, size }) => [name, isDir, size]);
  assert.deepEqual(await plain(), [
    ['a', true, undefined],
    ['z', true, undefined],
    ['b.txt', false, 4],
  ]);
  assert.deepEqual(await plain('a'), [['a/inner', true, undefined]]);
  assert.deepEqual(await plain('a//inner/'), [['a/inner/x.bin', false, 1]]);
  assert.deepEqual(await plain('z'), [['z/😀.txt', false, 0]]);
  assert.deepEqual(await plain('b.txt'), []);
  assert.deepEqual(await plain('absent'), []);
  assert.deepEqual(await listLocalArtifacts(join(root, 'absent')), []);
});

test('a large folder is listed as a whole, and a cancelled list ends', async (t) => {
  const root = folderOf(t);
  for (let i = 0; i < 300; i++) write(join(root, `${i}`), '');
  assert.equal((await listLocalArtifacts(root)).length, 300);
  await assert.rejects(listLocalArtifacts(root, '', AbortSignal.abort()), { name: 'AbortError' });
});

test('a file is read whole, in pieces that belong to the reader', async (t) => {
  const root = folderOf(t);
  const text = 'é'.repeat(400_000);
  write(join(root, 'deep', 'big.txt'), text);
  assert.equal(await textOf(await readLocalArtifact(root, 'deep/big.txt')), text);
  for await (const chunk of await readLocalArtifact(root, 'deep/big.txt')) {
    assert.equal(chunk.byteLength, chunk.buffer.byteLength);
    break;
  }
});

test('nothing leads out of the root: no dots, no absolute path, no link', async (t) => {
  const folder = folderOf(t);
  const root = made(folder, 'artifacts');
  write(join(folder, 'secret.txt'), 'secret');
  write(join(root, 'in', 'file.txt'), 'inside');
  symlinkSync(join(folder, 'secret.txt'), join(root, 'out.txt'));
  symlinkSync(folder, join(root, 'outside'));
  symlinkSync('../artifacts2', join(root, 'sibling'));
  made(folder, 'artifacts2');
  symlinkSync('in', join(root, 'link'));
  symlinkSync('loop', join(root, 'loop'));
  assert.deepEqual(
    (await listLocalArtifacts(root)).map((entry) => entry.path),
    ['in', 'link'],
  );
  for (const path of [
    '..',
    '../secret.txt',
    'in/../../secret.txt',
    '/etc/passwd',
    'outside',
    'outside/secret.txt',
    'out.txt',
    'sibling',
    'a\0b',
  ]) {
    await assert.rejects(listLocalArtifacts(root, path), refused('invalidInput'), path);
    await assert.rejects(readLocalArtifact(root, path), refused('invalidInput'), path);
  }
  assert.equal(await textOf(await readLocalArtifact(root, 'link/file.txt')), 'inside');
});

test('what is no file is refused: absent, a folder, a pipe', { timeout: 5000 }, async (t) => {
  const root = folderOf(t);
  made(root, 'folder');
  await assert.rejects(readLocalArtifact(root, 'absent'), refused('notFound'));
  await assert.rejects(readLocalArtifact(root, 'folder'), refused('invalidInput'));
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await assert.rejects(readLocalArtifact(root, 'pipe'), refused('invalidInput'));
  assert.deepEqual(
    (await listLocalArtifacts(root)).map((entry) => entry.path),
    ['folder'],
  );
});
