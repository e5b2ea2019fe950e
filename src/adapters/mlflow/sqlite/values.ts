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

/** A status that MLflow doesn't know, or none, reads as RUNNING: nothing says that the run ended. */
export function runStatus(stored: string | null): RunStatus {
  return RUN_STATUSES.find((status) => status === stored) ?? 'RUNNING';
}

export function lifecycleStage(stored: string | null): LifecycleStage {
  return LIFECYCLE_STAGES.find((stage) => stage === stored) ?? 'active';
}
