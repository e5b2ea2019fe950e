import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';
import { integerSql, metricValueSql, type StoredInteger } from './values.ts';

/** Attributes of a run; times are doubles, since 64-bit integers may not fit a number. Ids are texts for the same reason. */
export type RunRow = readonly [
  runId: string,
  name: string | null,
  experimentId: string,
  userId: string | null,
  artifactUri: string | null,
  status: string | null,
  lifecycleStage: string | null,
  startTime: number | null,
  endTime: number | null,
];

/** `row` is the place of the run in the list of ids that was asked for. */
export type MetricRow = readonly [
  row: number,
  key: string,
  value: number | null,
  step: StoredInteger,
  timestamp: StoredInteger,
];
export type MetricCell = readonly [row: number, key: string, value: number | null];
export type TextCell = readonly [row: number, key: string, value: string | null];

/** Keys to read; undefined: all. */
export type Keys = readonly string[] | undefined;

/**
 * Reads by run id, many runs at a time. The ids go in as one JSON text and come back as their place in it, so rows carry a
 * small integer instead of a text, and in the order of the ids.
 */
const IDS = 'json_each(?) j';

/** Rows of the runs that are still there, in the order of the ids. */
export function readRunRows(connection: Connection, runIds: readonly string[]): RunRow[] {
  const schema = connection.schema();
  const column = (name: string) => schema.column('runs', name, 'r');
  return connection.rows<RunRow>(
    `SELECT r.run_uuid, ${column('name')}, CAST(r.experiment_id AS TEXT), ${column('user_id')}, ${column('artifact_uri')},
      r.status, r.lifecycle_stage, CAST(r.start_time AS REAL), CAST(${column('end_time')} AS REAL)
     FROM ${IDS} CROSS JOIN runs r ON r.run_uuid = j.value`,
    JSON.stringify(runIds),
  );
}

/** Latest metrics with their step and time, for runs that are shown whole. */
export function readMetricRows(connection: Connection, runIds: readonly string[]): MetricRow[] {
  const schema = connection.schema();
  if (!hasCells(schema, 'latest_metrics')) return [];
  return connection.rows<MetricRow>(
    `SELECT j.key, m.key, ${valueSql(schema)}, ${integerSql(schema.column('latest_metrics', 'step', 'm', '0'))},
      ${integerSql(schema.column('latest_metrics', 'timestamp', 'm', '0'))}
     FROM ${IDS} CROSS JOIN latest_metrics m ON m.run_uuid = j.value`,
    JSON.stringify(runIds),
  );
}

/** Latest metric values alone, for columns. */
export function readMetricCells(connection: Connection, runIds: readonly string[], keys: Keys): MetricCell[] {
  const schema = connection.schema();
  if (!hasCells(schema, 'latest_metrics')) return [];
  return connection.rows<MetricCell>(
    `SELECT j.key, m.key, ${valueSql(schema)} FROM ${IDS} CROSS JOIN latest_metrics m ON ${match(keys)}`,
    ...parameters(runIds, keys),
  );
}

export function readTextCells(
  connection: Connection,
  table: 'params' | 'tags',
  runIds: readonly string[],
  keys: Keys,
): TextCell[] {
  if (!hasCells(connection.schema(), table)) return [];
  return connection.rows<TextCell>(
    `SELECT j.key, m.key, m.value FROM ${IDS} CROSS JOIN ${table} m ON ${match(keys)}`,
    ...parameters(runIds, keys),
  );
}

function hasCells(schema: Schema, table: string): boolean {
  return schema.has(table, 'run_uuid', 'key', 'value');
}

function valueSql(schema: Schema): string {
  return metricValueSql('m', schema.column('latest_metrics', 'is_nan', 'm', '0'));
}

function match(keys: Keys): string {
  return `m.run_uuid = j.value${keys === undefined ? '' : ' AND m.key IN (SELECT value FROM json_each(?))'}`;
}

function parameters(runIds: readonly string[], keys: Keys): string[] {
  return keys === undefined ? [JSON.stringify(runIds)] : [JSON.stringify(runIds), JSON.stringify(keys)];
}
