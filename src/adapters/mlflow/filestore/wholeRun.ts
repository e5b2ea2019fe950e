import type { Metric, Run } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { readLinks } from './inputs.ts';
import type { ListedRun } from './runCatalog.ts';
import { TableReader } from './tableReader.ts';
import { type MetricTable, metricAt, type TextTable } from './tables.ts';

/** A run with everything in it, as its files say now, unless it is remembered and not checked yet. */
export function readRun(root: string, run: ListedRun, problems: StoreProblem[]): Run {
  const { folder, meta } = run;
  const reader = new TableReader(root, problems);
  const links = readLinks(root, folder.path, folder.experimentId);
  problems.push(...links.problems);
  return {
    runId: folder.runId,
    runName: folder.runName(),
    experimentId: folder.experimentId,
    userId: meta.userId ?? '',
    artifactUri: meta.artifactUri,
    status: meta.status,
    lifecycleStage: meta.lifecycleStage,
    startTime: meta.startTime,
    endTime: meta.endTime,
    metrics: metricMap(reader.metrics(run, folder.dueCheck)),
    params: textMap(reader.texts(run, 'params', folder.dueCheck)),
    tags: textMap(reader.texts(run, 'tags', folder.dueCheck)),
    datasets: links.datasets,
    loggedModels: links.loggedModels,
  };
}

function textMap(table: TextTable | undefined): Map<string, string> {
  return new Map(table?.listing.keys.map((key, i) => [key, table.texts[i] as string]));
}

function metricMap(table: MetricTable | undefined): Map<string, Metric> {
  const metrics = new Map<string, Metric>();
  table?.listing.keys.forEach((key, i) => {
    const metric = metricAt(table, i);
    if (metric !== undefined) metrics.set(key, metric);
  });
  return metrics;
}
