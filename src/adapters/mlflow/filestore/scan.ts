import { MetricColumnsBuilder, TextColumnsBuilder } from '../../../core/tracking/columnBuilder.ts';
import type { RunBatch, RunScan, StoreProblem } from '../../../core/tracking/store.ts';
import type { Pacer } from './pacer.ts';
import type { ListedRun, RunCatalog } from './runCatalog.ts';
import { selectRuns } from './selection.ts';
import { TableReader } from './tableReader.ts';
import { type Check, metricAt } from './tables.ts';

/** Few runs first, so that a view has something to show while the rest is read. */
const FIRST_BATCH = 100;
const BATCH = 1000;

/** Every selected run as columns. A batch is read in slices. */
export async function* scanRuns(
  root: string,
  catalog: RunCatalog,
  query: RunScan,
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
      const check = run.folder.scanCheck;
      if (check !== 'files') catalog.unchecked.add(run.folder);
      batch.add(row, run, check);
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
    if (wanted !== 'all' && wanted.length <= FEW) {
      for (const key of new Set(wanted)) {
        const metric = this.#reader.metric(run, key);
        if (metric !== undefined) this.#metrics.add(key, row, metric.value);
      }
      return;
    }
    const table = this.#reader.metrics(run, check);
    for (const [i, key] of (table?.listing.keys ?? []).entries()) {
      const metric = table === undefined || !isWanted(wanted, key) ? undefined : metricAt(table, i);
      if (metric !== undefined) this.#metrics.add(key, row, metric.value);
    }
  }

  #addTexts(row: number, run: ListedRun, check: Check, kind: 'params' | 'tags', to: TextColumnsBuilder): void {
    const wanted = this.#columns[kind] ?? 'all';
    if (wanted !== 'all' && wanted.length <= FEW) {
      for (const key of new Set(wanted)) {
        const text = this.#reader.text(run, kind, key);
        if (text !== undefined) to.add(key, row, text);
      }
      return;
    }
    const table = this.#reader.texts(run, kind, check);
    for (const [i, key] of (table?.listing.keys ?? []).entries()) {
      if (isWanted(wanted, key)) to.add(key, row, table?.texts[i] as string);
    }
  }
}

/** So many columns are read file by file, without a look at the others. */
const FEW = 8;

function isWanted(wanted: readonly string[] | 'all', key: string): boolean {
  return wanted === 'all' || wanted.includes(key);
}
