import { AppError } from '../../../base/errors.ts';
import type { OrderTerm } from '../../../core/tracking/filter/ast.ts';
import type { SqlValue } from './connection.ts';
import { RUN_ATTRIBUTES } from './filterSql.ts';
import type { Schema } from './schema.ts';

export interface SqlOrder {
  readonly joins: string;
  readonly joinParameters: readonly SqlValue[];
  readonly orderBy: string;
}

/** SQLite joins 64 tables at the most. */
const MOST_JOINS = 60;

const TABLES = { metric: 'latest_metrics', param: 'params', tag: 'tags' } as const;

/**
 * Joins and terms that put the runs `r` in SqlAlchemyStore's order (`_get_orderby_clauses`): values first, then NaN, then
 * runs without the key, whatever the direction; ties by start time descending unless it is a term, then by run id.
 */
export function runOrderSql(terms: readonly OrderTerm[], schema: Schema): SqlOrder {
  const joins: string[] = [];
  const joinParameters: SqlValue[] = [];
  const clauses: string[] = [];
  const seen = new Set<string>();
  for (const [i, term] of terms.entries()) {
    const field = `${term.entity}.${term.key}`;
    if (seen.has(field)) throw invalid(`${field} stands twice in the order.`);
    seen.add(field);
    const { value, isNan } = sortValue(term, `o${i}`, schema);
    if (term.entity !== 'attribute' && value !== 'NULL') {
      const table = TABLES[term.entity as keyof typeof TABLES];
      joins.push(`LEFT JOIN ${table} o${i} ON o${i}.run_uuid = r.run_uuid AND o${i}.key = ?`);
      joinParameters.push(term.key);
      if (joins.length > MOST_JOINS) throw invalid(`Runs can't be ordered by more than ${MOST_JOINS} keys.`);
    }
    clauses.push(`CASE WHEN ${isNan} = 1 THEN 1 WHEN ${value} IS NULL THEN 2 ELSE 0 END`);
    clauses.push(term.ascending ? value : `${value} DESC`);
  }
  if (!seen.has('attribute.start_time')) clauses.push('r.start_time DESC');
  clauses.push('r.run_uuid');
  return { joins: joins.join(' '), joinParameters, orderBy: clauses.join(', ') };
}

function sortValue(term: OrderTerm, alias: string, schema: Schema): { value: string; isNan: string } {
  if (term.entity === 'attribute') {
    const column = RUN_ATTRIBUTES[term.key];
    if (column === undefined) throw invalid(`Runs can't be ordered by attribute ${JSON.stringify(term.key)}.`);
    return { value: schema.column('runs', column, 'r'), isNan: '0' };
  }
  if (term.entity === 'dataset') throw invalid(`Runs can't be ordered by a dataset.`);
  const table = TABLES[term.entity];
  if (!schema.has(table, 'run_uuid', 'key', 'value')) return { value: 'NULL', isNan: '0' };
  return {
    value: `${alias}.value`,
    isNan: term.entity === 'metric' ? schema.column(table, 'is_nan', alias, '0') : '0',
  };
}

function invalid(message: string): AppError {
  return new AppError({ code: 'invalidFilter', message });
}
