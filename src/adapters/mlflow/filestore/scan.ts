import { MetricColumnsBuilder, TextColumnsBuilder } from '../../../core/tracking/columnBuilder.ts';
import type { RunBatch, RunScan, StoreProblem } from '../../../core/tracking/store.ts';
import type { Pacer } from './pacer.ts';
import type { ListedRun, RunCatalog } from './runCatalog.ts';
import { selectRuns } from './selection.ts';
import { TableReader } from './tableReader.ts';
import { type Check, metricAt, type TextTable } from './tables.ts';

/** Few runs first, so that a view has something to show while the rest is read. */
const FIRST_BATCH = 100;
const BATCH = 1000;

/** `freshness` says of each run how much of it is to be checked against its files. */
export async function* scanRuns(
  root: string,
  catalog: RunCatalog,
  query: RunScan,
  freshness: (run: ListedRun) => Check,
  pacer: Pacer,
): AsyncGenerator<RunBatch> {
  const { runs, problems } = await selectRuns(root, catalog, query, pacer);
  const columns = query.columns ?? {};
  let done = 0;
  do {
    const part = runs.slice(done, done + (done === 0 ? FIRST_BATCH : BATCH));
    const batch = new BatchBuilder(root, columns, done === 0 ? problems : []);
    for (const [row, run] of part.entries()) {
      if (pacer.due()) await pacer.rest();
      batch.add(row, run, freshness(run));
    }
    done += part.length;
    yield batch.build(part, { done, total: runs.length });
  } while (done < runs.length);
}

class BatchBuilder {
  readonly #columns: NonNullable<RunScan['columns']>;
  readonly #reader: TableReader;
  readonly #metrics = new MetricColumnsBuilder();
  readonly #params = new TextColumnsBuilder();
  readonly #tags = new TextColumnsBuilder();

  constructor(root: string, columns: NonNullable<RunScan['columns']>, problems: StoreProblem[]) {
    this.#columns = columns;
    this.#reader = new TableReader(root, problems);
  }

  add(row: number, run: ListedRun, check: Check): void {
    this.#addMetrics(row, run, check);
    this.#addTexts(row, run, check, 'params', this.#params);
    this.#addTexts(row, run, check, 'tags', this.#tags);
  }

  build(runs: readonly ListedRun[], progress: RunBatch['progress']): RunBatch {
    const { problems } = this.#reader;
    return {
      length: runs.length,
      runIds: runs.map(({ folder }) => folder.runId),
      runNames: runs.map(({ folder }) => folder.runName()),
      experimentIds: runs.map(({ folder }) => folder.experimentId),
      userIds: runs.map(({ meta }) => meta.userId ?? ''),
      artifactUris: runs.map(({ meta }) => meta.artifactUri),
      statuses: runs.map(({ meta }) => meta.status),
      lifecycleStages: runs.map(({ meta }) => meta.lifecycleStage),
      startTimes: Float64Array.from(runs, ({ meta }) => meta.startTime ?? Number.NaN),
      endTimes: Float64Array.from(runs, ({ meta }) => meta.endTime ?? Number.NaN),
      metrics: this.#metrics.build(),
      params: this.#params.build(),
      tags: this.#tags.build(),
      progress,
      ...(problems.length === 0 ? {} : { problems }),
    };
  }

  #addMetrics(row: number, run: ListedRun, check: Check): void {
    const wanted = this.#columns.metrics ?? 'all';
    if (wanted.length === 0) return;
    const table = this.#reader.metrics(run, check);
    if (table === undefined) return;
    for (const [i, key] of table.listing.keys.entries()) {
      if (wanted !== 'all' && !wanted.includes(key)) continue;
      const metric = metricAt(table, i);
      if (metric !== undefined) this.#metrics.add(key, row, metric.value);
    }
  }

  #addTexts(row: number, run: ListedRun, check: Check, kind: 'params' | 'tags', to: TextColumnsBuilder): void {
    const wanted = this.#columns[kind] ?? 'all';
    if (wanted.length === 0) return;
    const table: TextTable | undefined = this.#reader.texts(run, kind, check);
    if (table === undefined) return;
    for (const [i, key] of table.listing.keys.entries()) {
      if (wanted === 'all' || wanted.includes(key)) to.add(key, row, table.texts[i] as string);
    }
  }
}
