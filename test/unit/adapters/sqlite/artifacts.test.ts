import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { insertRun, open, openRecorded } from './kit.ts';

test('artifacts of a run are listed and read where they lie beside the database', async (t) => {
  const { path } = await openRecorded(t, (db) => {
    insertRun(db, 'mine');
    insertRun(db, 'other');
  });
  const folder = join(dirname(path), 'mlruns', '1', 'mine', 'artifacts');
  mkdirSync(join(folder, 'model'), { recursive: true });
  writeFileSync(join(folder, 'note.txt'), 'hello');
  const store = await open(t, path);
  const entries = await store.listArtifacts('mine');
  assert.deepEqual(
    entries.map((entry) => [entry.path, entry.isDir, entry.size]),
    [
      ['model', true, undefined],
      ['note.txt', false, 5],
    ],
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.readArtifact('mine', 'note.txt')) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), 'hello');
  assert.deepEqual(await store.listArtifacts('other'), []);
  await assert.rejects(store.readArtifact('other', 'note.txt'), { code: 'notFound' });
});
