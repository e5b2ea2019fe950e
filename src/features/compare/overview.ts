import { lastGood, type Snapshot } from '../../base/snapshot.ts';
import type { CompareOverview, CompareRun, CompareSource } from '../../contracts/compare.ts';
import { type LivenessLimits, lastValueTime, liveness } from '../../core/tracking/liveness.ts';
import type { Run, RunRef } from '../../core/tracking/model.ts';
import { byName } from './table.ts';

/** One run of the panel, with what the panel knows around it. */
export interface ShownRun {
  readonly ref: RunRef;
  readonly runKey: string;
  readonly colour: number;
  readonly snapshot: Snapshot<Run>;
  readonly experiment: string;
  readonly store: string;
}

/** @param now ms since the epoch */
export function collectOverview(
  source: CompareSource,
  runs: readonly ShownRun[],
  now: number,
  limits: LivenessLimits,
): CompareOverview {
  const counts = new Map<string, number>();
  for (const { snapshot } of runs) {
    for (const key of lastGood(snapshot)?.metrics.keys() ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    source,
    runs: runs.map((shown) => collectRun(shown, now, limits)),
    metrics: [...counts].map(([key, count]) => ({ key, runs: count })).sort((a, b) => byName(a.key, b.key)),
    loading: runs.some(({ snapshot }) => snapshot.state === 'loading' && snapshot.last === undefined),
  };
}

function collectRun(shown: ShownRun, now: number, limits: LivenessLimits): CompareRun {
  const { ref, runKey, colour, snapshot, experiment, store } = shown;
  const run = lastGood(snapshot);
  const problem = snapshot.state === 'failed' ? snapshot.error.message : undefined;
  const base = { runKey, runId: ref.runId, experiment, store, colour, problem };
  if (run === undefined) return { ...base, name: ref.runId.slice(0, 8) };
  return {
    ...base,
    name: run.runName || ref.runId.slice(0, 8),
    status: run.status,
    liveness: liveness(run, lastValueTime(run), now, limits).state,
    startTime: run.startTime,
    endTime: run.endTime,
  };
}
