import { AppError } from '../../base/errors.ts';
import type { HistoryRequest, MetricSeries } from '../tracking/store.ts';
import { decimate, type Points } from './decimate.ts';

/** @throws AppError `invalidInput` for a request that no curve can answer */
export function checkHistoryRequest({ range, maxPoints }: HistoryRequest): void {
  if (maxPoints !== undefined && !(maxPoints >= 1)) {
    throw new AppError({ code: 'invalidInput', message: `A curve can't have ${maxPoints} points.` });
  }
  if (range !== undefined && (Number.isNaN(range.from) || Number.isNaN(range.to))) {
    throw new AppError({ code: 'invalidInput', message: 'A range of a curve needs two numbers.' });
  }
}

/**
 * A store's answer about one run, out of its points in order: decimated, or all of the range.
 *
 * @returns undefined where the range has none and all were asked for
 */
export function toMetricSeries(runId: string, points: Points, request: HistoryRequest): MetricSeries | undefined {
  const { key, range, maxPoints } = request;
  if (maxPoints !== undefined) {
    return { runId, key, ...decimate(points, { axis: range?.axis ?? 'step', maxPoints, range }) };
  }
  const inRange = range === undefined ? points : cut(points, range);
  return inRange.values.length === 0 ? undefined : { runId, key, ...inRange, total: inRange.values.length };
}

function cut({ steps, timestamps, values }: Points, range: NonNullable<HistoryRequest['range']>): Points {
  const xs = range.axis === 'step' ? steps : timestamps;
  const kept: number[] = [];
  for (const [i, x] of xs.entries()) if (x >= range.from && x <= range.to) kept.push(i);
  const pick = (all: Float64Array) => Float64Array.from(kept, (i) => all[i] as number);
  return { steps: pick(steps), timestamps: pick(timestamps), values: pick(values) };
}
