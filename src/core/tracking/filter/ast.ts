import type { TextRange } from '../../../base/errors.ts';

/**
 * What a filter says, independent of the store that answers it. MLflow's own grammar is a conjunction of comparisons
 * (mlflow/utils/search_utils.py); later grammars add more kinds of `Expression` and the evaluators more cases.
 */
export type Expression = Conjunction | Comparison;

export interface Conjunction {
  readonly type: 'and';
  /** Empty: everything matches. */
  readonly operands: readonly Expression[];
}

export type OrderingOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE';
export type SetOperator = 'IN' | 'NOT IN';
export type NullOperator = 'IS NULL' | 'IS NOT NULL';

export type Comparison = NumberComparison | TextComparison | SetComparison | NullComparison;

interface ComparisonBase {
  /** The left side: which entity, which key. Attribute keys are canonical: run_id, run_name, start_time, … */
  readonly entity: 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';
  readonly key: string;
  /** Place of the whole comparison in the text. */
  readonly at: TextRange;
}
export interface NumberComparison extends ComparisonBase {
  readonly type: 'number';
  readonly operator: OrderingOperator;
  readonly value: number;
}
export interface TextComparison extends ComparisonBase {
  readonly type: 'text';
  readonly operator: TextOperator;
  readonly value: string;
}
export interface SetComparison extends ComparisonBase {
  readonly type: 'set';
  readonly operator: SetOperator;
  readonly values: readonly string[];
}
export interface NullComparison extends ComparisonBase {
  readonly type: 'null';
  readonly operator: NullOperator;
}

/** One order-by clause. */
export interface OrderTerm {
  readonly entity: 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';
  readonly key: string;
  readonly ascending: boolean;
}
