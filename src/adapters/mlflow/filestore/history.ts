import { AppError } from '../../../base/errors.ts';
import { checkHistoryRequest, toMetricSeries } from '../../../core/metrics/series.ts';
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
  checkHistoryRequest(request);
  for (const runId of request.runIds) {
    if (pacer.due()) await pacer.rest();
    const path = metricFile(catalog, runId, request.key);
    const points = path === undefined ? undefined : await curves.read(path, pacer);
    if (points === undefined || points.values.length === 0) continue;
    const series = toMetricSeries(runId, points, request);
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
