import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { folderOf, insertRun, recordedDatabase } from './kit.ts';

const STORE = new URL('../../../../src/adapters/mlflow/sqlite/store.ts', import.meta.url);
/** Root may write everywhere; then somebody else has to read. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

test('a write-ahead log in a folder that is read-only is read from a copy, which goes with the store', {
  skip: process.platform === 'win32' ? 'folders have no read-only mode' : false,
}, async (t) => {
  const shared = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  t.after(() => {
    chmodSync(shared, 0o755);
    rmSync(shared, { recursive: true });
  });
  const folder = folderOf(t);
  const path = recordedDatabase(folder);
  const temporary = folderOf(t);
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  writer.exec('PRAGMA journal_mode = WAL');
  insertRun(writer, 'in the log');
  // No -shm file, as on a share that another machine writes: SQLite would have to make one.
  const files = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  for (const name of files) copyFileSync(`${folder}/${name}`, `${shared}/${name}`);
  writer.close();
  for (const name of files) chmodSync(`${shared}/${name}`, 0o444);
  chmodSync(shared, 0o555);
  chmodSync(temporary, 0o777);
  const before = readFileSync(`${shared}/mlflow.db`);

  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(STORE.href)});
    const store = await openSqliteStore(${JSON.stringify(`${shared}/mlflow.db`)}, {});
    const { items } = await store.searchRuns({ experimentIds: ['1'], pageSize: 1 });
    const { facts } = await store.describe();
    store.dispose();
    console.log(JSON.stringify([items[0].runId, facts['read from a copy']]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: temporary },
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  assert.deepEqual(JSON.parse(stdout), ['in the log', true]);
  assert.deepEqual(readdirSync(temporary), []);
  assert.deepEqual(readFileSync(`${shared}/mlflow.db`), before);
  assert.equal(existsSync(`${shared}/mlflow.db-shm`), false);
});
