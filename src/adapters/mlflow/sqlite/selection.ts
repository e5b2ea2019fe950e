import { AppError } from '../../../base/errors.ts';
import { parseRunFilter, parseRunOrderBy } from '../../../core/tracking/filter/parse.ts';
import type { View } from '../../../core/tracking/model.ts';
import type { RunSelection } from '../../../core/tracking/store.ts';
import type { Connection } from './connection.ts';
import { runFilterSql } from './filterSql.ts';
import { runOrderSql } from './orderSql.ts';

/** A half-open window of the ordered answer. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

/** Ids of the selected runs in order: what SQL decides. What the runs are is read by id afterwards. */
export type RunSelector = (connection: Connection, window?: Window) => string[];

/**
 * Parses a selection once, for any number of reads.
 * @throws AppError `invalidFilter`, or `invalidInput` for an experiment id that is not a number.
 */
export function runSelector(selection: RunSelection): RunSelector {
  const filter = parseRunFilter(selection.filter ?? '');
  const order = parseRunOrderBy(selection.orderBy ?? []);
  const experiments = JSON.stringify(selection.experimentIds.map(checkExperimentId));
  return (connection, window) => {
    const schema = connection.schema();
    const condition = runFilterSql(filter, schema);
    const { joins, joinParameters, orderBy } = runOrderSql(order, schema);
    const sql = `SELECT r.run_uuid FROM runs r ${joins}
      WHERE r.experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
        AND r.lifecycle_stage IN (${stagesOf(selection.view)}) AND ${condition.sql}
      ORDER BY ${orderBy} LIMIT ? OFFSET ?`;
    const parameters = [...joinParameters, experiments, ...condition.parameters];
    return connection.rows<[string]>(sql, ...parameters, window?.limit ?? -1, window?.offset ?? 0).map((row) => row[0]);
  };
}

/** The lifecycle stages of a view, as SQL literals. */
export function stagesOf(view: View = 'active'): string {
  return view === 'all' ? `'active', 'deleted'` : `'${view}'`;
}

/** As text, so that ids beyond 2^53 stay exact. */
function checkExperimentId(id: string): string {
  if (/^\s*[+-]?\d+\s*$/.test(id)) return id.trim();
  throw new AppError({
    code: 'invalidInput',
    message: `${JSON.stringify(id)} is not an experiment id of a SQLite store.`,
  });
}
