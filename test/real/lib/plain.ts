import type { Experiment, Metric, Run } from '../../../src/core/tracking/model.ts';
import { type AnsweredExperiment, type AnsweredPoint, type AnsweredRun, numberOf } from './answer.ts';

/** Both sides' entities as plain objects that can be compared whole: no maps, null for what is missing, sorted lists. */

export function ourExperiment(experiment: Experiment): unknown {
  const { creationTime = null, lastUpdateTime = null, tags, ...rest } = experiment;
  return { ...rest, creationTime, lastUpdateTime, tags: sortedObject(tags) };
}

export function theirExperiment(experiment: AnsweredExperiment): unknown {
  const tags = sortedObject(Object.entries(experiment['tags'] as Record<string, string>));
  return { ...experiment, tags };
}

export function ourRun(run: Run): unknown {
  const { startTime = null, endTime = null, metrics, params, tags, datasets, loggedModels, ...rest } = run;
  return {
    ...rest,
    startTime,
    endTime,
    metrics: sortedObject(metrics),
    params: sortedObject(params),
    tags: sortedObject(tags),
    datasets: sortedList(
      datasets.map(({ schema = null, profile = null, tags: own, ...dataset }) => ({
        ...dataset,
        schema,
        profile,
        tags: sortedObject(own),
      })),
    ),
    loggedModels: sortedList(loggedModels.map(defined)),
  };
}

export function theirRun(run: AnsweredRun): unknown {
  const metrics = Object.entries(run.metrics).map(([key, point]) => [key, theirPoint(point)] as const);
  return {
    ...run,
    metrics: sortedObject(metrics),
    params: sortedObject(Object.entries(run.params)),
    tags: sortedObject(Object.entries(run.tags)),
    datasets: sortedList(run.datasets.map(withSortedTags)),
    loggedModels: sortedList(run.loggedModels),
  };
}

export function theirPoint(point: AnsweredPoint): Metric {
  return { value: numberOf(point.value), step: point.step, timestamp: point.timestamp };
}

/** By step, timestamp and value: the order that the port promises. NaN last. */
export function comparePoints(a: Metric, b: Metric): number {
  return a.step - b.step || a.timestamp - b.timestamp || compareValues(a.value, b.value);
}

function compareValues(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

function sortedObject<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedList(items: readonly unknown[]): unknown[] {
  return items
    .map((item) => sortedObject(Object.entries(item as object)))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function withSortedTags(item: unknown): unknown {
  const { tags, ...rest } = item as { tags: Record<string, string> };
  return { ...rest, tags: sortedObject(Object.entries(tags)) };
}

function defined(item: object): unknown {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
