import { toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { lastGood } from '../../base/snapshot.ts';
import type { CompareSeries, CompareSeriesReply, CompareSeriesRequest } from '../../contracts/compare.ts';
import type { TrackingStore } from '../../core/tracking/store.ts';
import type { ShownRun } from './overview.ts';
import { historyRequest, toCompareSeries } from './series.ts';

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
  const series: CompareSeries[] = [];
  const failed: CompareSeriesReply['failed'][number][] = [];
  const answers = await Promise.all(wanted.map((run) => oneSeries(run, request, source)));
  for (const answer of answers) {
    if ('message' in answer) failed.push(answer);
    else series.push(...answer.series);
  }
  return { series, failed };
}

async function oneSeries(
  { runKey, ref, snapshot }: ShownRun,
  request: CompareSeriesRequest,
  { storeOf, log, signal }: SeriesSource,
): Promise<{ readonly series: CompareSeries[] } | CompareSeriesReply['failed'][number]> {
  const origin = { runKey, startTime: lastGood(snapshot)?.startTime };
  try {
    const store = await storeOf(ref.storeId);
    const series: CompareSeries[] = [];
    for await (const one of store.metricHistory(historyRequest(request, ref.runId, origin.startTime), signal)) {
      series.push(toCompareSeries(one, request, origin));
    }
    return { series };
  } catch (cause) {
    signal.throwIfAborted();
    const error = toAppError(cause);
    log.warn(`History of ${request.key} of run ${ref.runId}: ${error.message}`, error);
    return { runKey, message: error.message };
  }
}
