import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';
import { metricValueSql } from './values.ts';

/** Points read in one slice: some 10 ms of work. */
export const POINTS_PER_SLICE = 20_000;

/** Steps, both ends included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}
export const ALL_STEPS: StepRange = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

export type PointRow = readonly [rowid: number, step: number, timestamp: number, value: number | null];

/** After which row the next slice begins. */
export interface PointCursor {
  readonly step: number;
  readonly rowid: number;
}

export function hasPoints(schema: Schema): boolean {
  return schema.has('metrics', 'run_uuid', 'key', 'value', 'timestamp', 'step');
}

/** Stores of newer MLflow (3.12) have an index that leads straight to the points of one curve; older ones haven't. */
export function hasCurveIndex(schema: Schema): boolean {
  return schema.hasIndex('metrics', 'run_uuid', 'key', 'step');
}

/**
 * The next slice of one run's points: by step where an index gives that order, else by row. Shorter than
 * `POINTS_PER_SLICE` means it was the last.
 */
export function readPointSlice(
  connection: Connection,
  runId: string,
  key: string,
  range: StepRange,
  after: PointCursor | undefined,
): PointRow[] {
  const schema = connection.schema();
  const rowid = after?.rowid ?? -(2 ** 53);
  const curve = `SELECT m.rowid, CAST(m.step AS REAL), CAST(m.timestamp AS REAL), ${metricValueSql('m', isNanSql(schema))}
    FROM metrics m WHERE m.run_uuid = ? AND m.key = ? AND m.step >= ? AND m.step <= ?`;
  if (hasCurveIndex(schema)) {
    const from = after?.step ?? range.from;
    const sql = `${curve} AND (m.step > ? OR m.rowid > ?) ORDER BY m.step, m.rowid LIMIT ?`;
    return connection.rows(sql, runId, key, from, range.to, after?.step ?? -Infinity, rowid, POINTS_PER_SLICE);
  }
  const sql = `${curve} AND m.rowid > ? ORDER BY m.rowid LIMIT ?`;
  return connection.rows(sql, runId, key, range.from, range.to, rowid, POINTS_PER_SLICE);
}

/** One step more on both sides of the range where there is a number: the way a zoomed line leaves the picture. */
export function widen(connection: Connection, runId: string, key: string, range: StepRange): StepRange {
  const isNan = isNanSql(connection.schema());
  const neighbour = (aggregate: 'min' | 'max', operator: '<' | '>', bound: number) =>
    connection.row<[number | null]>(
      `SELECT CAST(${aggregate}(m.step) AS REAL) FROM metrics m
       WHERE m.run_uuid = ? AND m.key = ? AND m.step ${operator} ? AND NOT ${isNan}`,
      runId,
      key,
      bound,
    )?.[0];
  return {
    from: neighbour('max', '<', range.from) ?? range.from,
    to: neighbour('min', '>', range.to) ?? range.to,
  };
}

export type KeyPointRow = readonly [
  runId: string,
  step: number,
  timestamp: number,
  value: number | null,
  stored: number,
  isNan: number,
];

/**
 * The next slice of the points of many runs, by time, out of the primary key (key, timestamp, step, run, value, is_nan),
 * which holds everything.
 */
export function readKeySlice(
  connection: Connection,
  runIds: readonly string[],
  key: string,
  range: StepRange,
  after: KeyPointRow | undefined,
): KeyPointRow[] {
  const isNan = isNanSql(connection.schema());
  const next = after === undefined ? '' : `AND (m.timestamp, m.step, m.run_uuid, m.value, ${isNan}) > (?, ?, ?, ?, ?)`;
  const cursor = after === undefined ? [] : [after[2], after[1], after[0], after[4], after[5]];
  return connection.rows(
    // The + keeps the planner from starting at the index of the runs.
    `SELECT m.run_uuid, CAST(m.step AS REAL), CAST(m.timestamp AS REAL), ${metricValueSql('m', isNan)},
      CAST(m.value AS REAL), ${isNan}
     FROM metrics m
     WHERE m.key = ? ${next} AND m.step >= ? AND m.step <= ? AND +m.run_uuid IN (SELECT value FROM json_each(?))
     ORDER BY m.timestamp, m.step, m.run_uuid, m.value, ${isNan} LIMIT ?`,
    key,
    ...cursor,
    range.from,
    range.to,
    JSON.stringify(runIds),
    POINTS_PER_SLICE,
  );
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
