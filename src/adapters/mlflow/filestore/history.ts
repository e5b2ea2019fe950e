import { AppError } from '../../../base/errors.ts';
import { decimate, type Points } from '../../../core/metrics/decimate.ts';
import type { HistoryRequest, MetricSeries } from '../../../core/tracking/store.ts';
import type { CurveCache } from './curves.ts';
import type { Pacer } from './pacer.ts';
import type { RunCatalog } from './runCatalog.ts';

/** One series per run that has the metric, each as soon as its file is read. Runs that are not there yield nothing. */
export async function* metricHistory(
  catalog: RunCatalog,
  curves: CurveCache,
  request: HistoryRequest,
  pacer: Pacer,
): AsyncGenerator<MetricSeries> {
  checkRequest(request);
  for (const runId of request.runIds) {
    if (pacer.due()) await pacer.rest();
    const path = metricFile(catalog, runId, request.key);
    const points = path === undefined ? undefined : await curves.read(path, pacer);
    if (points === undefined || points.values.length === 0) continue;
    const series = toSeries(runId, points, request);
    if (series !== undefined) yield series;
  }
}

function metricFile(catalog: RunCatalog, runId: string, key: string): string | undefined {
  try {
    return catalog.find(runId).folder.metricFile(key);
  } catch (error) {
    if (error instanceof AppError && error.code !== 'notFound') throw error;
    return undefined;
  }
}

function checkRequest({ range, maxPoints }: HistoryRequest): void {
  if (maxPoints !== undefined && !(maxPoints >= 1)) {
    throw new AppError({ code: 'invalidInput', message: `A curve can't have ${maxPoints} points.` });
  }
  if (range !== undefined && (Number.isNaN(range.from) || Number.isNaN(range.to))) {
    throw new AppError({ code: 'invalidInput', message: 'A range of a curve needs two numbers.' });
  }
}

function toSeries(runId: string, points: Points, request: HistoryRequest): MetricSeries | undefined {
  const { key, range, maxPoints } = request;
  if (maxPoints !== undefined) {
    return { runId, key, ...decimate(points, { axis: range?.axis ?? 'step', maxPoints, range }) };
  }
  const inRange = range === undefined ? points : cut(points, range);
  return inRange.values.length === 0 ? undefined : { runId, key, ...inRange, total: inRange.values.length };
}

function cut(points: Points, range: NonNullable<HistoryRequest['range']>): Points {
  const { steps, timestamps, values } = points;
  const xs = range.axis === 'step' ? steps : timestamps;
  const kept: number[] = [];
  for (const [i, x] of xs.entries()) if (x >= range.from && x <= range.to) kept.push(i);
  const pick = (all: Float64Array) => Float64Array.from(kept, (i) => all[i] as number);
  return { steps: pick(steps), timestamps: pick(timestamps), values: pick(values) };
}
