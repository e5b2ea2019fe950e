import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { openSqliteStore } from '../../../../src/adapters/mlflow/sqlite/store.ts';
import { AppError, type ErrorCode } from '../../../../src/base/errors.ts';
import type { TrackingStore } from '../../../../src/core/tracking/store.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/sqlite');
const NEWEST = 'mlflow-3.17.2';
/** Names of the recordings: one for each MLflow whose store was recorded. */
export const RECORDINGS = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.slice(0, -'.sql'.length));

/** A folder of its own for a test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database that the real MLflow wrote, restored from its dump. */
export function recordedDatabase(folder: string, recording: string = NEWEST): string {
  const path = join(folder, 'mlflow.db');
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(readFileSync(join(FIXTURES, `${recording}.sql`), 'utf8'));
  db.close();
  return path;
}

/** The recorded database, changed by `edit` before it is opened. */
export async function openRecorded(
  t: TestContext,
  edit: (db: DatabaseSync) => void = () => {},
  recording: string = NEWEST,
): Promise<{ store: TrackingStore; path: string }> {
  const path = recordedDatabase(folderOf(t), recording);
  write(path, edit);
  return { store: await open(t, path), path };
}

export async function open(t: TestContext, path: string): Promise<TrackingStore> {
  const store = await openSqliteStore(path, {});
  t.after(() => store.dispose());
  return store;
}

/** What another process would write: on a connection of its own. */
export function write(path: string, edit: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: false });
  try {
    edit(db);
  } finally {
    db.close();
  }
}

export function readAnswers<T>(recording: string): T {
  return JSON.parse(readFileSync(join(FIXTURES, `${recording}.answers.json`), 'utf8')) as T;
}

/** Adds a run with nothing but its attributes. */
export function insertRun(db: DatabaseSync, runId: string, experimentId = 1, startTime = 1_770_000_000_000): void {
  db.prepare(
    `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, artifact_uri, experiment_id, source_type)
     VALUES (?, ?, 'RUNNING', ?, 'active', '', ?, 'LOCAL')`,
  ).run(runId, `name of ${runId}`, startTime, experimentId);
}

/** Logs a metric value as MLflow does: a point, and the latest value. */
export function logMetric(db: DatabaseSync, runId: string, key: string, value: number, step = 0): void {
  for (const table of ['metrics', 'latest_metrics']) {
    db.prepare(
      `INSERT OR REPLACE INTO ${table} (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)`,
    ).run(key, value, 1_770_000_000_000 + step, runId, step);
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Matches an AppError of this code that says what to do next. */
export const failure = (code: ErrorCode) => (error: unknown) => {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, code, error.message);
  assert.ok(error.hint, 'a hint');
  return true;
};

export const runsOf = async (store: TrackingStore, experimentIds = ['1', '2']) =>
  (await store.searchRuns({ experimentIds })).items.map((run) => run.runId);
