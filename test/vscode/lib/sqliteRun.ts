import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface SqliteRun {
  readonly runId: string;
  /** Logs a value in one transaction, as MLflow does; resolves with `performance.now()` of before. */
  log(key: string, value: number, step: number): number;
  close(): void;
}

/** A run that is RUNNING in a database that MLflow made (mlflow/store/tracking/dbmodels/models.py). */
export function startSqliteRun(folder: string, experimentName: string, runId: string, name: string): SqliteRun {
  const db = new DatabaseSync(join(folder, 'mlflow.db'));
  db.exec('PRAGMA busy_timeout = 5000');
  const experiment = db.prepare('SELECT experiment_id FROM experiments WHERE name = ?').get(experimentName);
  db.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
       source_version, lifecycle_stage, artifact_uri, experiment_id)
     VALUES (?, ?, 'LOCAL', '', '', 'someone', 'RUNNING', ?, '', 'active', '', ?)`,
  ).run(runId, name, Date.now(), experiment?.['experiment_id'] ?? null);
  const history = db.prepare(
    'INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)',
  );
  const latest = db.prepare(
    `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, ?)
     ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step`,
  );
  return {
    runId,
    log(key, value, step) {
      const now = Date.now();
      const before = performance.now();
      db.exec('BEGIN IMMEDIATE');
      history.run(key, value, now, runId, step);
      latest.run(key, value, now, step, runId);
      db.exec('COMMIT');
      return before;
    },
    close: () => db.close(),
  };
}
