import type { Connection, SqlValue } from './connection.ts';
import type { Schema } from './schema.ts';
import { integerSql, metricValueSql, type StoredInteger } from './values.ts';

/** Points read in one slice: some 10 ms of work. */
export const POINTS_PER_SLICE = 20_000;

/** Steps, both ends included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

export type PointRow = readonly [
  rowid: number,
  /** Only where many runs are read at once: a million texts cost more than the points. */
  runId: string | null,
  step: StoredInteger,
  timestamp: StoredInteger,
  value: number | null,
];

/** Reads the slice that follows a row, the first without one; shorter than `POINTS_PER_SLICE` means it was the last. */
export type SliceReader = (connection: Connection, afterRowid: number | undefined) => PointRow[];

export function hasPoints(schema: Schema): boolean {
  return schema.has('metrics', 'run_uuid', 'key', 'value', 'timestamp', 'step');
}

/** Stores of newer MLflow (3.12) have an index that leads straight to the points of one curve; older ones haven't. */
export function hasCurveIndex(schema: Schema): boolean {
  return schema.hasIndex('metrics', 'run_uuid', 'key', 'step');
}

/**
 * What to read for one run's metric in a range of steps, or everywhere without one: by step where an index gives that
 * order, else by row. Steps that are BLOBs (see `integerSql`) come too, whatever the range: SQL can't compare them.
 */
export function curveReaders(schema: Schema, runId: string, key: string, range: StepRange | undefined): SliceReader[] {
  const curve: Part = { sql: 'm.run_uuid = ? AND m.key = ?', parameters: [runId, key] };
  if (!hasCurveIndex(schema)) return [sliceReader(schema, [curve, inRange(range)], ['rowid'], 'NULL')];
  const byStep = (...parts: Part[]) => sliceReader(schema, [curve, ...parts], ['step', 'rowid'], 'NULL');
  if (range === undefined) return [byStep()];
  const numbers: Part = { sql: 'm.step >= ? AND m.step <= ?', parameters: [range.from, range.to] };
  return [byStep(numbers), byStep({ sql: `m.step >= x''`, parameters: [] })];
}

/** What to read for many runs: by time, out of the primary key (key, timestamp, step, run, …), which holds everything. */
export function keyReader(
  schema: Schema,
  runIds: readonly string[],
  key: string,
  range: StepRange | undefined,
): SliceReader {
  // The + keeps the planner from starting at the index of the runs.
  const runs: Part = {
    sql: 'm.key = ? AND +m.run_uuid IN (SELECT value FROM json_each(?))',
    parameters: [key, JSON.stringify(runIds)],
  };
  const nan = schema.has('metrics', 'is_nan') ? ['is_nan'] : [];
  return sliceReader(
    schema,
    [runs, inRange(range)],
    ['timestamp', 'step', 'run_uuid', 'value', ...nan, 'rowid'],
    'm.run_uuid',
  );
}

/** Part of a condition, with its parameters. */
interface Part {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

function inRange(range: StepRange | undefined): Part {
  if (range === undefined) return { sql: '1', parameters: [] };
  return { sql: `(m.step >= ? AND m.step <= ? OR typeof(m.step) = 'blob')`, parameters: [range.from, range.to] };
}

/** The place of the last row is looked up by its id, so that what a double or a text can't hold is compared exactly. */
function sliceReader(schema: Schema, parts: readonly Part[], order: readonly string[], runId: string): SliceReader {
  const columns = order.map((column) => `m.${column}`).join(', ');
  const after = `(${columns}) > (SELECT ${order.join(', ')} FROM metrics WHERE rowid = ?)`;
  const select = `SELECT m.rowid, ${runId}, ${integerSql('m.step')}, ${integerSql('m.timestamp')},
    ${metricValueSql('m', isNanSql(schema))} FROM metrics m WHERE ${parts.map((part) => part.sql).join(' AND ')}`;
  const rest = `ORDER BY ${columns} LIMIT ${POINTS_PER_SLICE}`;
  const parameters = parts.flatMap((part) => part.parameters);
  return (connection, rowid) =>
    rowid === undefined
      ? connection.rows<PointRow>(`${select} ${rest}`, ...parameters)
      : connection.rows<PointRow>(`${select} AND ${after} ${rest}`, ...parameters, rowid);
}

/** One step more on both sides of the range where there is a number: the way a zoomed line leaves the picture. */
export function widen(connection: Connection, runId: string, key: string, range: StepRange): StepRange {
  const isNan = isNanSql(connection.schema());
  const neighbour = (aggregate: 'min' | 'max', condition: string, bound: number) =>
    connection.row<[number | null]>(
      `SELECT CAST(${aggregate}(m.step) AS REAL) FROM metrics m
       WHERE m.run_uuid = ? AND m.key = ? AND ${condition} AND NOT ${isNan}`,
      runId,
      key,
      bound,
    )?.[0];
  return {
    from: neighbour('max', 'm.step < ?', range.from) ?? range.from,
    to: neighbour('min', `m.step > ? AND m.step < x''`, range.to) ?? range.to,
  };
}

/**
 * Without the curve index: is one pass over all points of the key cheaper than reading all points of each run? Judged by
 * how many runs have the key and how many keys these runs have; curves of one store are about equally long.
 */
export function prefersKeyPass(connection: Connection, runIds: readonly string[], key: string): boolean {
  const schema = connection.schema();
  if (hasCurveIndex(schema) || !schema.hasIndex('metrics', 'key', 'timestamp', 'step', 'run_uuid')) return false;
  if (!schema.has('latest_metrics', 'run_uuid', 'key')) return false;
  const withKey = connection.row<[number]>('SELECT count(*) FROM latest_metrics WHERE key = ?', key)?.[0] ?? 0;
  const curves = connection.row<[number]>(
    'SELECT count(*) FROM json_each(?) j CROSS JOIN latest_metrics m ON m.run_uuid = j.value',
    JSON.stringify(runIds),
  )?.[0];
  return withKey < (curves ?? 0);
}

function isNanSql(schema: Schema): string {
  return schema.column('metrics', 'is_nan', 'm', '0');
}
