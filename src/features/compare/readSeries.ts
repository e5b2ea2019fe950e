import { toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { lastGood } from '../../base/snapshot.ts';
import type { CompareSeries, CompareSeriesReply, CompareSeriesRequest } from '../../contracts/compare.ts';
import type { TrackingStore } from '../../core/tracking/store.ts';
import type { ShownRun } from './overview.ts';
import { historyRequest, type SeriesOrigin, toCompareSeries } from './series.ts';

export interface SeriesSource {
  readonly storeOf: (storeId: string) => Promise<TrackingStore>;
  readonly log: Logger;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The curves of one metric. A run that can't be read is named, and keeps none of the others from being answered. */
export async function readSeries(
  shown: readonly ShownRun[],
  request: CompareSeriesRequest,
  source: SeriesSource,
): Promise<CompareSeriesReply> {
  const asked = new Set(request.runKeys);
  const wanted = shown.filter(
    ({ runKey, snapshot }) => asked.has(runKey) && lastGood(snapshot)?.metrics.has(request.key),
  );
  const replies = await Promise.all(groupsOf(wanted, request).map((group) => readGroup(group, request, source)));
  return { series: replies.flatMap(({ series }) => series), failed: replies.flatMap(({ failed }) => failed) };
}

/** Runs whose curves one question to their store answers. A range of relative time lies elsewhere for each run. */
function groupsOf(runs: readonly ShownRun[], { axis, range }: CompareSeriesRequest): readonly (readonly ShownRun[])[] {
  if (axis === 'relative' && range !== undefined) return runs.map((run) => [run]);
  return [...Map.groupBy(runs, ({ ref }) => ref.storeId).values()];
}

async function readGroup(
  runs: readonly ShownRun[],
  request: CompareSeriesRequest,
  { storeOf, log, signal }: SeriesSource,
): Promise<CompareSeriesReply> {
  const waiting = new Map(runs.map((run) => [run.ref.runId, run]));
  const series: CompareSeries[] = [];
  try {
    const store = await storeOf((runs[0] as ShownRun).ref.storeId);
    for await (const one of store.metricHistory(historyRequest(request, runs.map(toOrigin)), signal)) {
      const run = waiting.get(one.runId);
      if (run === undefined) continue;
      waiting.delete(one.runId);
      series.push(toCompareSeries(one, request, toOrigin(run)));
    }
    return { series, failed: [] };
  } catch (cause) {
    signal.throwIfAborted();
    const error = toAppError(cause);
    log.warn(`History of ${request.key} of ${waiting.size} runs: ${error.message}`, error);
    return { series, failed: [...waiting.values()].map(({ runKey }) => ({ runKey, message: error.message })) };
  }
}

function toOrigin({ runKey, ref, snapshot }: ShownRun): SeriesOrigin {
  return { runKey, runId: ref.runId, startTime: lastGood(snapshot)?.startTime };
}
