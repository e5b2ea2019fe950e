import type { Run, View } from '../../../core/tracking/model.ts';
import type { RunSelection, StoreProblem, TrackingStore } from '../../../core/tracking/store.ts';
import { searchText, type TextSearch, type UnderstoodFilter } from './runFilter.ts';
import { compareOrderKeys, type OrderKey, orderClauses, orderColumns, orderKeys, type RunSort } from './runSort.ts';

/** Which runs of one experiment, and in which order. */
export interface RunListQuery {
  readonly experimentId: string;
  readonly filter: UnderstoodFilter;
  readonly sort: RunSort;
  readonly view: View;
  readonly pageSize: number;
}

export interface RunPage {
  readonly runs: readonly Run[];
  /** Whether a further page follows; it may turn out empty. */
  readonly more: boolean;
  readonly problems: readonly StoreProblem[];
}

/** The runs of a list, page by page, as long as somebody asks for the next. */
export async function* runPages(
  store: TrackingStore,
  query: RunListQuery,
  signal: AbortSignal,
): AsyncGenerator<RunPage, void, void> {
  const search = query.filter.kind === 'text' ? searchText(query.filter.text) : undefined;
  const filters = search?.filters ?? (query.filter.kind === 'expression' ? [query.filter.expression] : [undefined]);
  const orderBy = orderClauses(query.sort);
  const pages =
    orderBy === undefined
      ? pagesOrderedHere(store, query, filters, signal)
      : pagesOrderedByStore(store, query, filters, orderBy, signal);
  const seen = new Set<string>();
  for await (const page of pages) {
    // Paging counts rows: a run that starts meanwhile pushes another one onto the next page, where it comes again.
    yield { ...page, runs: page.runs.filter((run) => isWanted(run, search) && isNew(run, seen)) };
  }
}

function isWanted(run: Run, search: TextSearch | undefined): boolean {
  return search === undefined || search.matches(run);
}

function isNew(run: Run, seen: Set<string>): boolean {
  if (seen.has(run.runId)) return false;
  seen.add(run.runId);
  return true;
}

async function* pagesOrderedByStore(
  store: TrackingStore,
  query: RunListQuery,
  filters: readonly (string | undefined)[],
  orderBy: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<RunPage, void, void> {
  for (const [index, filter] of filters.entries()) {
    let pageToken: string | undefined;
    do {
      const page = await store.searchRuns(
        { ...selection(query, filter), orderBy, pageSize: query.pageSize, pageToken },
        signal,
      );
      pageToken = page.nextPageToken;
      const more = pageToken !== undefined || index < filters.length - 1;
      yield { runs: page.items, more, problems: page.problems ?? [] };
    } while (pageToken !== undefined);
  }
}

/** Looks at one column of all matching runs, orders them, and reads whole runs a page at a time. */
async function* pagesOrderedHere(
  store: TrackingStore,
  query: RunListQuery,
  filters: readonly (string | undefined)[],
  signal: AbortSignal,
): AsyncGenerator<RunPage, void, void> {
  const { sort, pageSize } = query;
  const keys = new Map<string, OrderKey>();
  const problems: StoreProblem[] = [];
  const now = Date.now();
  for (const filter of filters) {
    for await (const batch of store.scanRuns({ ...selection(query, filter), columns: orderColumns(sort) }, signal)) {
      const batchKeys = orderKeys(sort, batch, now);
      for (const [row, runId] of batch.runIds.entries()) keys.set(runId, batchKeys[row]);
      problems.push(...(batch.problems ?? []));
    }
  }
  // The scan answers newest first, and sorting is stable: equal keys stay so.
  const ids = [...keys.keys()].sort((a, b) => compareOrderKeys(keys.get(a), keys.get(b), sort.ascending));
  for (let from = 0; from === 0 || from < ids.length; from += pageSize) {
    const wanted = ids.slice(from, from + pageSize);
    const runs = wanted.length === 0 ? [] : await runsById(store, query, wanted, signal);
    yield { runs, more: from + pageSize < ids.length, problems: from === 0 ? problems : [] };
  }
}

async function runsById(
  store: TrackingStore,
  query: RunListQuery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Run[]> {
  // No run id holds a quote: MLflow makes them of hexadecimal digits.
  const filter = `attributes.run_id IN (${ids.map((id) => `'${id}'`).join(', ')})`;
  const page = await store.searchRuns({ ...selection(query, filter), pageSize: ids.length }, signal);
  const byId = new Map(page.items.map((run) => [run.runId, run]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function selection({ experimentId, view }: RunListQuery, filter: string | undefined): RunSelection {
  return { experimentIds: [experimentId], view, ...(filter !== undefined && { filter }) };
}
