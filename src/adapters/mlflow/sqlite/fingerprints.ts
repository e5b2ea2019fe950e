import type { Connection } from './connection.ts';

/**
 * What a watch remembers, as texts to compare: cheap to read, and different after every change that somebody who watches
 * could see. Sums catch the updates in place that counts and the newest row miss.
 */

/** The list of experiments with their names, stages and tags. */
export function experimentsPrint(connection: Connection): string {
  const schema = connection.schema();
  const updated = schema.column('experiments', 'last_update_time', 'e', '0');
  const list = connection.rows(
    `SELECT CAST(e.experiment_id AS TEXT), e.name, e.lifecycle_stage, CAST(${updated} AS REAL) FROM experiments e`,
  );
  const tags = schema.has('experiment_tags', 'experiment_id', 'key', 'value')
    ? connection.rows('SELECT CAST(experiment_id AS TEXT), key, value FROM experiment_tags')
    : [];
  return JSON.stringify([list, tags]);
}

/** By experiment: which runs it has, and their states. */
export function runListPrints(connection: Connection, experimentIds: readonly string[]): Map<string, string> {
  const schema = connection.schema();
  const column = (name: string) => schema.column('runs', name, 'r', '0');
  const rows = connection.rows<[string, ...(number | null)[]]>(
    `SELECT j.value, count(*), max(r.rowid), total(r.rowid), total(r.start_time), total(${column('end_time')}),
      total(length(r.status) * unicode(substr(r.status, 2))), sum(r.lifecycle_stage = 'active'),
      total(length(${column('name')})), total(unicode(${column('name')})), total(unicode(substr(${column('name')}, -1)))
     FROM json_each(?) j CROSS JOIN runs r ON r.experiment_id = CAST(j.value AS INTEGER) GROUP BY j.value`,
    JSON.stringify(experimentIds),
  );
  const prints = new Map(experimentIds.map((id) => [id, '']));
  for (const [id, ...print] of rows) prints.set(id, JSON.stringify(print));
  return prints;
}

/** By run: attributes, params and tags. */
export function runPrints(connection: Connection, runIds: readonly string[]): Map<string, string> {
  const schema = connection.schema();
  const ids = JSON.stringify(runIds);
  const column = (name: string) => schema.column('runs', name, 'r');
  const prints = new Map(runIds.map((id) => [id, '']));
  const add = (rows: readonly (readonly [string, ...unknown[]])[]) => {
    for (const [id, ...print] of rows) prints.set(id, `${prints.get(id) ?? ''}${JSON.stringify(print)}`);
  };
  add(
    connection.rows<[string]>(
      `SELECT j.value, ${column('name')}, r.status, r.lifecycle_stage, CAST(r.start_time AS REAL),
        CAST(${column('end_time')} AS REAL) FROM json_each(?) j CROSS JOIN runs r ON r.run_uuid = j.value`,
      ids,
    ),
  );
  for (const table of ['params', 'tags']) {
    if (!schema.has(table, 'run_uuid', 'key', 'value')) continue;
    add(
      connection.rows<[string]>(
        `SELECT j.value, m.key, m.value FROM json_each(?) j CROSS JOIN ${table} m ON m.run_uuid = j.value`,
        ids,
      ),
    );
  }
  if (schema.has('inputs', 'source_id', 'destination_id')) {
    add(
      connection.rows<[string]>(
        `SELECT j.value, i.rowid FROM json_each(?) j CROSS JOIN inputs i
         ON (i.destination_type = 'RUN' AND i.destination_id = j.value)
         OR (i.source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND i.source_id = j.value)`,
        ids,
      ),
    );
  }
  return prints;
}

/** The newest row of the metrics; new points are always new rows. */
export function newestPoint(connection: Connection): number {
  if (!connection.schema().has('metrics', 'run_uuid', 'key')) return 0;
  return connection.row<[number | null]>('SELECT max(rowid) FROM metrics')?.[0] ?? 0;
}

/** Newest row of each curve that got points after the row `after`. */
export type NewPoints = readonly (readonly [runId: string, key: string, rowid: number])[];

export function pointsSince(connection: Connection, after: number): NewPoints {
  // Left to itself, the planner walks a whole index to get the rows in the order of the groups.
  const sql = 'SELECT run_uuid, key, max(rowid) FROM metrics NOT INDEXED WHERE rowid > ? GROUP BY run_uuid, key';
  return connection.rows<[string, string, number]>(sql, after);
}
