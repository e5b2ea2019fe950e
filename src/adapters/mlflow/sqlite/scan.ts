import { MetricColumnsBuilder, TextColumnsBuilder } from '../../../core/tracking/columnBuilder.ts';
import { RUN_NAME_TAG } from '../../../core/tracking/model.ts';
import type { RunBatch, RunScan } from '../../../core/tracking/store.ts';
import type { DatabaseAccess } from './access.ts';
import type { Connection } from './connection.ts';
import { type Keys, type RunRow, readMetricCells, readRunRows, readTextCells } from './runRows.ts';
import { runSelector } from './selection.ts';
import { lifecycleStage, metricValue, runStatus } from './values.ts';

const BATCH = 1000;
/** Cells that one slice should read: some 10 ms of work. */
const CELLS_PER_SLICE = 20_000;

/** Every selected run as columns, batch by batch; each slice of work ends its read transaction and yields. */
export async function* scanRuns(
  access: DatabaseAccess,
  scan: RunScan,
  signal?: AbortSignal,
): AsyncGenerator<RunBatch, void, undefined> {
  const select = runSelector(scan);
  const runIds = await access.read((connection) => select(connection), signal);
  const reader = new CellReader(access, signal);
  for (let from = 0; from < runIds.length; from += BATCH) {
    const ids = runIds.slice(from, from + BATCH);
    const rows = await access.read((connection) => readRunRows(connection, ids), signal);
    const progress = { done: from + ids.length, total: runIds.length };
    if (rows.length > 0) yield await readBatch(reader, rows, scan, progress);
  }
}

async function readBatch(
  reader: CellReader,
  rows: readonly RunRow[],
  { columns = {} }: RunScan,
  progress: RunBatch['progress'],
): Promise<RunBatch> {
  const ids = rows.map((row) => row[0]);
  const metrics = new MetricColumnsBuilder();
  await reader.each('metrics', ids, columns.metrics, readMetricCells, (row, key, value) =>
    metrics.add(key, row, metricValue(value)),
  );
  const params = new TextColumnsBuilder();
  await reader.each('params', ids, columns.params, readParams, (row, key, value) => params.add(key, row, value ?? ''));
  const tags = new TextColumnsBuilder();
  await reader.each('tags', ids, columns.tags, readTags, (row, key, value) => tags.add(key, row, value ?? ''));
  const names = rows.map((row) => row[1] ?? '');
  await reader.each('names', namelessIds(ids, names), [RUN_NAME_TAG], readTags, (row, _, value) => {
    if (names[row] === '') names[row] = value ?? '';
  });
  return {
    ...attributes(rows),
    runNames: names,
    metrics: metrics.build(),
    params: params.build(),
    tags: tags.build(),
    progress,
  };
}

/** Runs of MLflow before 1.30 have their name in a tag alone. Nothing to read where every run has one. */
function namelessIds(ids: readonly string[], names: readonly string[]): readonly string[] {
  return names.includes('') ? ids : [];
}

function attributes(rows: readonly RunRow[]) {
  return {
    length: rows.length,
    runIds: rows.map((row) => row[0]),
    experimentIds: rows.map((row) => row[2]),
    userIds: rows.map((row) => row[3] ?? ''),
    artifactUris: rows.map((row) => row[4] ?? ''),
    statuses: rows.map((row) => runStatus(row[5])),
    lifecycleStages: rows.map((row) => lifecycleStage(row[6])),
    startTimes: Float64Array.from(rows, (row) => row[7] ?? Number.NaN),
    endTimes: Float64Array.from(rows, (row) => row[8] ?? Number.NaN),
  };
}

const readParams = (connection: Connection, ids: readonly string[], keys: Keys) =>
  readTextCells(connection, 'params', ids, keys);
const readTags = (connection: Connection, ids: readonly string[], keys: Keys) =>
  readTextCells(connection, 'tags', ids, keys);

type Cell<V> = readonly [row: number, key: string, value: V];

/** Reads cells of many runs in slices of about the same number of cells, however many keys a run has. */
class CellReader {
  readonly #access: DatabaseAccess;
  readonly #signal: AbortSignal | undefined;
  /** Cells a run had so far, per kind. */
  readonly #perRun = new Map<string, number>();

  constructor(access: DatabaseAccess, signal: AbortSignal | undefined) {
    this.#access = access;
    this.#signal = signal;
  }

  async each<V>(
    kind: string,
    ids: readonly string[],
    wanted: readonly string[] | 'all' | undefined,
    read: (connection: Connection, ids: readonly string[], keys: Keys) => readonly Cell<V>[],
    add: (row: number, key: string, value: V) => void,
  ): Promise<void> {
    if (wanted !== undefined && wanted.length === 0) return;
    const keys = wanted === 'all' ? undefined : wanted;
    let from = 0;
    while (from < ids.length) {
      const slice = ids.slice(from, from + Math.max(1, Math.floor(CELLS_PER_SLICE / (this.#perRun.get(kind) ?? 100))));
      const cells = await this.#access.read((connection) => read(connection, slice, keys), this.#signal);
      for (const cell of cells) add(from + cell[0], cell[1], cell[2]);
      this.#perRun.set(kind, Math.max(1, cells.length / slice.length));
      from += slice.length;
    }
  }
}
