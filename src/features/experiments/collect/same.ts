import type { Metric, Run } from '../../../core/tracking/model.ts';
import type { RunForest } from './forest.ts';

/** Whether two reads of a run tell the same, so that its row need not be drawn again. */
export function sameRun(a: Run, b: Run): boolean {
  if (a === b) return true;
  return (
    a.runName === b.runName &&
    a.status === b.status &&
    a.lifecycleStage === b.lifecycleStage &&
    a.startTime === b.startTime &&
    a.endTime === b.endTime &&
    a.userId === b.userId &&
    sameTexts(a.params, b.params) &&
    sameTexts(a.tags, b.tags) &&
    sameMaps(a.metrics, b.metrics, sameMetric)
  );
}

export function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return sameMaps(a, b, (x, y) => x === y);
}

export function sameMetric(a: Metric, b: Metric): boolean {
  return Object.is(a.value, b.value) && a.step === b.step && a.timestamp === b.timestamp;
}

/** Whether the same runs stand in the same places. */
export function sameOrder(a: RunForest | undefined, b: RunForest | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (!sameIds(a.roots, b.roots) || a.children.size !== b.children.size) return false;
  return [...a.children].every(([id, runs]) => sameIds(runs, b.children.get(id) ?? []));
}

function sameIds(a: readonly Run[], b: readonly Run[]): boolean {
  return a.length === b.length && a.every((run, i) => run.runId === b[i]?.runId);
}

function sameMaps<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>, same: (x: V, y: V) => boolean): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !same(value, other)) return false;
  }
  return true;
}
