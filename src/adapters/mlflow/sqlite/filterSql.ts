import { AppError } from '../../../base/errors.ts';
import type {
  Comparison,
  Expression,
  NullComparison,
  NumberComparison,
  SetComparison,
  TextComparison,
} from '../../../core/tracking/filter/ast.ts';
import type { SqlValue } from './connection.ts';
import type { Schema } from './schema.ts';

/** A condition with the values of its `?`, in order. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

type ValueComparison = NumberComparison | TextComparison | SetComparison;

/** Column of `runs` for each attribute that can be filtered and ordered by (mlflow/entities/run_info.py). */
export const RUN_ATTRIBUTES: Readonly<Record<string, string>> = {
  run_id: 'run_uuid',
  run_name: 'name',
  user_id: 'user_id',
  status: 'status',
  start_time: 'start_time',
  end_time: 'end_time',
  artifact_uri: 'artifact_uri',
};

const EXPERIMENT_ATTRIBUTES: Readonly<Record<string, string>> = {
  experiment_id: 'experiment_id',
  name: 'name',
  creation_time: 'creation_time',
  last_update_time: 'last_update_time',
};

/**
 * What a run filter means in SQL, for a query that names the runs `r`. The meaning is SqlAlchemyStore's
 * (`_get_sqlalchemy_filter_clauses`): a run without the key never matches, NaN matches nothing but `!=`, `run_name` is the
 * tag `mlflow.runName`, a dataset comparison is true when any dataset of the run is.
 */
export function runFilterSql(expression: Expression, schema: Schema): SqlCondition {
  return conditionOf(expression, (comparison) => {
    switch (comparison.entity) {
      case 'attribute':
        return runAttribute(comparison, schema);
      case 'metric':
        return metric(comparison, schema);
      case 'param':
        return keyed(comparison, 'params', 'r.run_uuid', 'run_uuid', schema);
      case 'tag':
        return keyed(comparison, 'tags', 'r.run_uuid', 'run_uuid', schema);
      case 'dataset':
        return dataset(comparison, schema);
    }
  });
}

/** The same for experiments, which the query names `e` (`_get_search_experiments_filter_clauses`). */
export function experimentFilterSql(expression: Expression, schema: Schema): SqlCondition {
  return conditionOf(expression, (comparison) => {
    if (comparison.entity === 'tag') {
      return keyed(comparison, 'experiment_tags', 'e.experiment_id', 'experiment_id', schema);
    }
    const column = EXPERIMENT_ATTRIBUTES[comparison.key];
    if (comparison.entity !== 'attribute' || column === undefined || comparison.type === 'null') {
      throw unknownField(comparison);
    }
    const left = schema.column('experiments', column, 'e');
    if (comparison.key === 'experiment_id') return experimentId(comparison, left);
    return compare(left, comparison);
  });
}

function conditionOf(expression: Expression, comparison: (comparison: Comparison) => SqlCondition): SqlCondition {
  if (expression.type !== 'and') return comparison(expression);
  if (expression.operands.length === 0) return { sql: '1', parameters: [] };
  const parts = expression.operands.map((operand) => conditionOf(operand, comparison));
  return {
    sql: allOf(parts.map((part) => part.sql)),
    parameters: parts.flatMap((part) => part.parameters),
  };
}

/** As a balanced tree: SQLite takes expressions of a depth of 1,000, and a chain is as deep as it is long. */
function allOf(conditions: readonly string[]): string {
  if (conditions.length < 2) return `(${conditions[0] ?? '1'})`;
  const middle = conditions.length >> 1;
  return `(${allOf(conditions.slice(0, middle))} AND ${allOf(conditions.slice(middle))})`;
}

function runAttribute(comparison: Comparison, schema: Schema): SqlCondition {
  const column = RUN_ATTRIBUTES[comparison.key];
  if (column === undefined || comparison.type === 'null') throw unknownField(comparison);
  if (comparison.key === 'run_name') {
    return keyed({ ...comparison, key: 'mlflow.runName' }, 'tags', 'r.run_uuid', 'run_uuid', schema);
  }
  return compare(schema.column('runs', column, 'r'), comparison);
}

function metric(comparison: Comparison, schema: Schema): SqlCondition {
  if (comparison.type === 'null') return keyed(comparison, 'latest_metrics', 'r.run_uuid', 'run_uuid', schema);
  if (!schema.has('latest_metrics', 'run_uuid', 'key', 'value')) return NOTHING;
  const value = compare('x.value', comparison);
  const isNan = schema.column('latest_metrics', 'is_nan', 'x', '0');
  const test = comparison.operator === '!=' ? `(${value.sql} OR ${isNan} = 1)` : `${value.sql} AND ${isNan} = 0`;
  return {
    sql: `EXISTS (SELECT 1 FROM latest_metrics x WHERE x.run_uuid = r.run_uuid AND x.key = ? AND ${test})`,
    parameters: [comparison.key, ...value.parameters],
  };
}

/** A comparison with the value that an entity has under a key, in a table of `owner`, key and value. */
function keyed(comparison: Comparison, table: string, entityId: string, owner: string, schema: Schema): SqlCondition {
  if (!schema.has(table, owner, 'key', 'value'))
    return comparison.type === 'null' ? nullTest(comparison, NOTHING) : NOTHING;
  const exists = `SELECT 1 FROM ${table} x WHERE x.${owner} = ${entityId} AND x.key = ?`;
  if (comparison.type === 'null') {
    return nullTest(comparison, { sql: `EXISTS (${exists})`, parameters: [comparison.key] });
  }
  const value = compare('x.value', comparison);
  return { sql: `EXISTS (${exists} AND ${value.sql})`, parameters: [comparison.key, ...value.parameters] };
}

function dataset(comparison: Comparison, schema: Schema): SqlCondition {
  const isContext = comparison.key === 'context';
  if (comparison.type === 'null' || !(isContext || comparison.key === 'name' || comparison.key === 'digest')) {
    throw unknownField(comparison);
  }
  if (!schema.has('datasets') || !schema.has('inputs')) return NOTHING;
  const value = compare(isContext ? 't.value' : `d.${comparison.key}`, comparison);
  const context = isContext
    ? `JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'`
    : '';
  return {
    sql: `EXISTS (SELECT 1 FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id ${context}
      WHERE i.destination_type = 'RUN' AND i.destination_id = r.run_uuid AND ${value.sql})`,
    parameters: value.parameters,
  };
}

/** Ids are integers in SQL and texts in the filter. */
function experimentId(comparison: ValueComparison, left: string): SqlCondition {
  const allowed = ['=', '!=', 'IN', 'NOT IN'];
  if (!allowed.includes(comparison.operator)) {
    throw new AppError({
      code: 'invalidFilter',
      message: `experiment_id can't be compared with ${comparison.operator}.`,
      hint: `Use one of ${allowed.join(', ')}.`,
      at: comparison.at,
    });
  }
  const texts = comparison.type === 'set' ? comparison.values : [String(comparison.value)];
  const ids = texts.map((text) => {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) {
      throw new AppError({
        code: 'invalidFilter',
        message: `${JSON.stringify(text)} is not an experiment id.`,
        at: comparison.at,
      });
    }
    return BigInt(text.trim());
  });
  const negated = comparison.operator === '!=' || comparison.operator === 'NOT IN';
  return { sql: `${left} ${negated ? 'NOT IN' : 'IN'} (${ids.map(() => '?').join(', ')})`, parameters: ids };
}

/** `left` compared as SQLAlchemy renders it for SQLite: ILIKE is LIKE of both sides in lower case. */
function compare(left: string, comparison: ValueComparison): SqlCondition {
  if (comparison.type === 'set') {
    return {
      sql: `${left} ${comparison.operator} (SELECT value FROM json_each(?))`,
      parameters: [JSON.stringify(comparison.values)],
    };
  }
  if (comparison.operator === 'ILIKE') {
    return { sql: `lower(${left}) LIKE lower(?)`, parameters: [comparison.value] };
  }
  return { sql: `${left} ${comparison.operator} ?`, parameters: [comparison.value] };
}

const NOTHING: SqlCondition = { sql: '0', parameters: [] };

function nullTest(comparison: NullComparison, exists: SqlCondition): SqlCondition {
  return comparison.operator === 'IS NULL' ? { sql: `NOT (${exists.sql})`, parameters: exists.parameters } : exists;
}

function unknownField(comparison: Comparison): AppError {
  return new AppError({
    code: 'invalidFilter',
    message: `${comparison.entity} ${JSON.stringify(comparison.key)} can't be compared with ${operatorOf(comparison)}.`,
    at: comparison.at,
  });
}

function operatorOf(comparison: Comparison): string {
  return comparison.operator;
}
