import type { CompareSeries, CompareSeriesRequest } from '../../contracts/compare.ts';
import { HISTORY_AXIS } from '../../contracts/compare.ts';
import type { HistoryRequest, MetricSeries, NanInterval } from '../../core/tracking/store.ts';

/** What a run's series needs besides its points: where relative time starts (ms). */
export interface SeriesOrigin {
  readonly runKey: string;
  readonly runId: string;
  readonly startTime: number | undefined;
}

/** The history to read for the runs of a request: of several only where the same stretch of time is meant for all. */
export function historyRequest(request: CompareSeriesRequest, runs: readonly SeriesOrigin[]): HistoryRequest {
  const startTime = runs[0]?.startTime;
  const axis = HISTORY_AXIS[request.axis];
  // Without its start a run's part of a relative range isn't known: all of it is read.
  const range = request.axis === 'relative' && startTime === undefined ? undefined : request.range;
  const { from, to } = range ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const [zero, unit] = request.axis === 'relative' ? [startTime ?? 0, 1000] : [0, 1];
  return {
    runIds: runs.map(({ runId }) => runId),
    key: request.key,
    range: { axis, from: zero + from * unit, to: zero + to * unit },
    maxPoints: request.maxPoints,
  };
}

/** A store's answer in units of the view's axis, ascending in x. */
export function toCompareSeries(
  series: MetricSeries,
  request: CompareSeriesRequest,
  origin: SeriesOrigin,
): CompareSeries {
  // Relative time of a run that doesn't say when it started begins at its first value.
  const zero = origin.startTime ?? series.timestamps[0] ?? 0;
  const toX = (step: number, time: number): number =>
    request.axis === 'step' ? step : request.axis === 'time' ? time : (time - zero) / 1000;
  const x = Float64Array.from(series.steps, (step, i) => toX(step, series.timestamps[i] as number));
  const order = ascending(x) ? undefined : sortedOrder(x);
  return {
    runKey: origin.runKey,
    x: order === undefined ? x : order.map((i) => x[i] as number),
    y: order === undefined ? series.values : order.map((i) => series.values[i] as number),
    nans: nanPairs(series.nans ?? [], toX),
    total: series.total,
  };
}

function nanPairs(nans: readonly NanInterval[], toX: (step: number, time: number) => number): Float64Array {
  return Float64Array.from(nans.flatMap((nan) => [toX(nan.fromStep, nan.fromTime), toX(nan.toStep, nan.toTime)]));
}

function ascending(x: Float64Array): boolean {
  for (let i = 1; i < x.length; i++) if ((x[i] as number) < (x[i - 1] as number)) return false;
  return true;
}

/** Clocks go back and steps are logged out of order: by time the points of a run need sorting (stable). */
function sortedOrder(x: Float64Array): Float64Array {
  return Float64Array.from(x, (_, i) => i).sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
}
