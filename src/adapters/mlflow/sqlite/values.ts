import { LIFECYCLE_STAGES, type LifecycleStage, RUN_STATUSES, type RunStatus } from '../../../core/tracking/model.ts';

/** MLflow stores infinities as the largest double (`SqlAlchemyStore.sanitize_metric_value`). */
const LARGEST = Number.MAX_VALUE;

/** A stored metric value, NULL where it is NaN, as the number it stands for. */
export function metricValue(stored: number | null): number {
  if (stored === null) return Number.NaN;
  if (stored === LARGEST) return Number.POSITIVE_INFINITY;
  return stored === -LARGEST ? Number.NEGATIVE_INFINITY : stored;
}

/** SQL for a metric's value with NaN as NULL; always a double, whatever the column holds. */
export function metricValueSql(alias: string, isNan: string): string {
  return `CASE WHEN ${isNan} THEN NULL ELSE CAST(${alias}.value AS REAL) END`;
}

/** An integer column as it comes out of `integerSql`. */
export type StoredInteger = number | Uint8Array<ArrayBuffer>;

/**
 * SQL for a step or a time, as a double: 64-bit integers may not fit a number of ours. What training code logs as a NumPy
 * integer lands in SQLite as a BLOB of its bytes, through Python's sqlite3; it comes out as it is, for `integer` to read.
 */
export function integerSql(expression: string): string {
  return `CASE WHEN typeof(${expression}) = 'blob' THEN ${expression} ELSE CAST(${expression} AS REAL) END`;
}

/** The number that a step or a time stands for; 0 for bytes that aren't an integer's. */
export function integer(stored: StoredInteger): number {
  if (typeof stored === 'number') return stored;
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  if (stored.byteLength === 8) return Number(view.getBigInt64(0, true));
  if (stored.byteLength === 4) return view.getInt32(0, true);
  if (stored.byteLength === 2) return view.getInt16(0, true);
  return stored.byteLength === 1 ? view.getInt8(0) : 0;
}

/** A status that MLflow doesn't know, or none, reads as RUNNING: nothing says that the run ended. */
export function runStatus(stored: string | null): RunStatus {
  return RUN_STATUSES.find((status) => status === stored) ?? 'RUNNING';
}

export function lifecycleStage(stored: string | null): LifecycleStage {
  return LIFECYCLE_STAGES.find((stage) => stage === stored) ?? 'active';
}
