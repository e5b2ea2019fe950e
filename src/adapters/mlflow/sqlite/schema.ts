import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../base/errors.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';

/**
 * The tables and columns that are there. Stores of any MLflow since 2.0 are read by what they have, never by their schema
 * version: missing tables read as empty, missing columns as NULL, unknown ones are left alone.
 */
export class Schema {
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #indices: readonly Index[];

  constructor(columns: ReadonlyMap<string, ReadonlySet<string>>, indices: readonly Index[]) {
    this.#columns = columns;
    this.#indices = indices;
  }

  get tables(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** True if the table is there, with all these columns. */
  has(table: string, ...columns: readonly string[]): boolean {
    const present = this.#columns.get(table);
    return present !== undefined && columns.every((column) => present.has(column));
  }

  /** `alias.column` where the table has the column, else `fallback`: an SQL expression. */
  column(table: string, column: string, alias: string, fallback = 'NULL'): string {
    return this.has(table, column) ? `${alias}."${column}"` : fallback;
  }

  /** True if an index of the table begins with these columns, in this order. */
  hasIndex(table: string, ...columns: readonly string[]): boolean {
    return this.#indices.some(
      (index) => index.table === table && columns.every((column, i) => index.columns[i] === column),
    );
  }
}

interface Index {
  readonly table: string;
  readonly columns: readonly string[];
}

/** What a table must have to be read; one that lacks it reads as empty, and is named. */
const READ: Readonly<Record<string, readonly string[]>> = {
  metrics: ['run_uuid', 'key', 'value', 'timestamp', 'step'],
  latest_metrics: ['run_uuid', 'key', 'value'],
  params: ['run_uuid', 'key', 'value'],
  tags: ['run_uuid', 'key', 'value'],
  experiment_tags: ['experiment_id', 'key', 'value'],
};

/** Tables that another version of MLflow made in a way that isn't known here. */
export function schemaProblems(schema: Schema): StoreProblem[] {
  return Object.entries(READ).flatMap(([table, columns]) => {
    if (!schema.has(table) || schema.has(table, ...columns)) return [];
    const missing = columns.filter((column) => !schema.has(table, column));
    const message = `It has no column ${missing.join(', ')}, and is left out. A newer version of MLflow may have made it.`;
    return [{ code: 'unsupported', place: table, message }];
  });
}

/** Without these a SQLite file is not a tracking store. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  experiments: ['experiment_id', 'name', 'lifecycle_stage'],
  runs: ['run_uuid', 'experiment_id', 'status', 'start_time', 'lifecycle_stage'],
};

/** @throws AppError `unsupported` where MLflow's tables are missing. */
export function readSchema(db: DatabaseSync, path: string): Schema {
  const columns = new Map<string, Set<string>>();
  // No views: MLflow makes none, and a hostile one can be a query without an end, which nothing could interrupt.
  const tables = db
    .prepare(
      `SELECT t.name AS t, c.name AS c FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`,
    )
    .all();
  for (const { t, c } of tables) {
    const present = columns.get(String(t)) ?? new Set<string>();
    columns.set(String(t), present.add(String(c)));
  }
  const schema = new Schema(columns, readIndices(db));
  const missing = Object.entries(REQUIRED).filter(([table, needed]) => !schema.has(table, ...needed));
  if (missing.length > 0) {
    const present = missing.find(([table]) => schema.has(table));
    if (present !== undefined) throw unknownForm(path, present[0]);
    const names = missing.map(([table]) => table).join(' and ');
    throw new AppError({
      code: 'unsupported',
      message: `${path} is a SQLite database without MLflow's tables (${names}).`,
      hint: 'Choose the file that MLflow writes, mlflow.db unless told otherwise. A store that is being created has its tables in a moment: refresh.',
    });
  }
  return schema;
}

function unknownForm(path: string, table: string): AppError {
  return new AppError({
    code: 'unsupported',
    message: `${path} has a table ${table}, but not as any known version of MLflow makes it.`,
    hint: 'A newer MLflow may have written it: look for an update of Tandem. Or choose the file that MLflow writes.',
  });
}

function readIndices(db: DatabaseSync): Index[] {
  const found = new Map<string, { table: string; columns: string[] }>();
  const rows = db
    .prepare(
      `SELECT i.tbl_name AS t, i.name AS i, c.name AS c FROM sqlite_master i JOIN pragma_index_info(i.name) c
       WHERE i.type = 'index' ORDER BY i.name, c.seqno`,
    )
    .all();
  for (const { t, i, c } of rows) {
    const index = found.get(String(i)) ?? { table: String(t), columns: [] };
    index.columns.push(String(c));
    found.set(String(i), index);
  }
  return [...found.values()];
}
