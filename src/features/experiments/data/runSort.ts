import { metricDirection } from '../../../core/metrics/direction.ts';
import { textColumn } from '../../../core/tracking/columns.ts';
import { parseRunOrderBy } from '../../../core/tracking/filter/parse.ts';
import type { RunBatch, RunScan } from '../../../core/tracking/store.ts';

/** What the runs of an experiment are ordered by. */
export interface RunSort {
  readonly by: 'startTime' | 'duration' | 'name' | 'status' | 'metric' | 'param';
  /** Of a metric or param. */
  readonly key?: string | undefined;
  readonly ascending: boolean;
}

export const DEFAULT_SORT: RunSort = { by: 'startTime', ascending: false };

export function isDefaultSort(sort: RunSort): boolean {
  return sort.by === DEFAULT_SORT.by && sort.ascending === DEFAULT_SORT.ascending;
}

export function sameSort(a: RunSort, b: RunSort): boolean {
  return a.by === b.by && a.key === b.key && a.ascending === b.ascending;
}

/** The direction one would want first: newest, longest, best. */
export function usualDirection(by: RunSort['by'], key: string | undefined): boolean {
  if (by === 'metric') return key !== undefined && metricDirection(key) === 'lower';
  return by === 'name' || by === 'status' || by === 'param';
}

/**
 * MLflow's order-by clauses for it; undefined where MLflow has none (duration) or orders in a way that nobody wants
 * (params as text: 128 before 16): such a list is ordered here, by `orderKeys`.
 */
export function orderClauses(sort: RunSort): readonly string[] | undefined {
  const direction = sort.ascending ? 'ASC' : 'DESC';
  switch (sort.by) {
    case 'startTime':
      return [`attributes.start_time ${direction}`];
    case 'name':
      return [`attributes.run_name ${direction}`];
    case 'status':
      return [`attributes.status ${direction}`, 'attributes.start_time DESC'];
    case 'metric':
      return metricClauses(sort.key ?? '', direction);
    case 'duration':
    case 'param':
      return undefined;
  }
}

/** MLflow's grammar has no escape: a key that it would read as another (quotes, space at the ends) can't be said in it. */
function metricClauses(key: string, direction: 'ASC' | 'DESC'): readonly string[] | undefined {
  const clauses = [`metrics."${key}" ${direction}`];
  try {
    return parseRunOrderBy(clauses)[0]?.key === key ? clauses : undefined;
  } catch {
    return undefined;
  }
}

/** The columns that `orderKeys` needs. */
export function orderColumns(sort: RunSort): NonNullable<RunScan['columns']> {
  const keys = sort.key === undefined ? [] : [sort.key];
  return { metrics: sort.by === 'metric' ? keys : [], params: sort.by === 'param' ? keys : [], tags: [] };
}

export type OrderKey = number | string | undefined;

/** One key per run of the batch, undefined where the run has none. @param now ms: a run that goes on has lasted until now */
export function orderKeys(sort: RunSort, batch: RunBatch, now: number): OrderKey[] {
  if (sort.by === 'param') return textColumn(batch.params, sort.key ?? '', batch.length);
  if (sort.by === 'metric') return metricKeys(sort.key ?? '', batch);
  return batch.runIds.map((_, row) => {
    const start = batch.startTimes[row] ?? Number.NaN;
    const end = batch.endTimes[row] ?? Number.NaN;
    const running = batch.statuses[row] === 'RUNNING';
    const duration = (Number.isNaN(end) && running ? now : end) - start;
    return Number.isNaN(duration) ? undefined : duration;
  });
}

function metricKeys(key: string, { metrics, length }: RunBatch): OrderKey[] {
  const keys = new Array<OrderKey>(length).fill(undefined);
  const column = metrics.keys.indexOf(key);
  if (column < 0) return keys;
  for (let cell = metrics.offsets[column] ?? 0; cell < (metrics.offsets[column + 1] ?? 0); cell++) {
    const value = metrics.values[cell];
    keys[metrics.rows[cell] ?? 0] = value === undefined || Number.isNaN(value) ? undefined : value;
  }
  return keys;
}

/** Numbers and texts that are numbers by size and first, other texts by their letters; what has no key comes last. */
export function compareOrderKeys(a: OrderKey, b: OrderKey, ascending: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const x = numberOf(a);
  const y = numberOf(b);
  const order =
    x !== undefined && y !== undefined
      ? x - y || 0
      : x === undefined && y === undefined
        ? String(a).localeCompare(String(b), 'en', { numeric: true })
        : x === undefined
          ? 1
          : -1;
  return ascending ? order : -order;
}

function numberOf(key: number | string): number | undefined {
  if (typeof key === 'number') return key;
  const value = key.trim() === '' ? Number.NaN : Number(key);
  return Number.isNaN(value) ? undefined : value;
}
