import type { Comparison, Expression, OrderTerm } from './ast.ts';
import { readComparison } from './comparison.ts';
import { Cursor } from './cursor.ts';
import { parseOrderTerm } from './order.ts';
import { excerpt, invalidFilter } from './problem.ts';
import { EXPERIMENT_VOCABULARY, RUN_VOCABULARY, type Vocabulary } from './vocabulary.ts';

/**
 * A filter of `searchRuns`, in MLflow's search language: comparisons joined by AND. Always a conjunction; an empty text
 * is an empty one, which everything matches.
 *
 * @throws AppError invalidFilter, with the place in the text
 */
export function parseRunFilter(text: string): Expression {
  return parseFilter(text, RUN_VOCABULARY);
}

/** A filter of `searchExperiments`. @throws AppError invalidFilter, with the place in the text */
export function parseExperimentFilter(text: string): Expression {
  return parseFilter(text, EXPERIMENT_VOCABULARY);
}

/**
 * Order-by clauses of `searchRuns`: `metrics.loss DESC`, `start_time`.
 *
 * @throws AppError invalidFilter, with the place in its clause
 */
export function parseRunOrderBy(clauses: readonly string[]): OrderTerm[] {
  return clauses.map((clause) => parseOrderTerm(clause, RUN_VOCABULARY, (entity) => entity !== 'dataset'));
}

/** Order-by clauses of `searchExperiments`: attributes only. @throws AppError invalidFilter */
export function parseExperimentOrderBy(clauses: readonly string[]): OrderTerm[] {
  return clauses.map((clause) => parseOrderTerm(clause, EXPERIMENT_VOCABULARY, (entity) => entity === 'attribute'));
}

function parseFilter(text: string, vocabulary: Vocabulary): Expression {
  const operands: Comparison[] = [];
  if (text === '') return { type: 'and', operands };
  const cursor = new Cursor(text);
  if (cursor.peek() === undefined) {
    throw invalidFilter('The filter holds only white space.', { start: 0, end: text.length }, 'Leave it empty.');
  }
  let isJoined = true;
  while (cursor.peek() !== undefined) {
    // MLflow drops every AND, so that one at the ends, or two in a row, do no harm.
    if (cursor.isKeyword('AND')) {
      cursor.skip();
      isJoined = true;
      continue;
    }
    const last = operands.at(-1);
    const comparison = readComparison(cursor, vocabulary);
    if (!isJoined && last !== undefined && !standsAlone(last, comparison)) {
      throw invalidFilter(
        `AND is missing before “${excerpt(text, comparison.at)}”.`,
        comparison.at,
        'Comparisons are joined by AND.',
      );
    }
    operands.push(comparison);
    isJoined = false;
  }
  return { type: 'and', operands };
}

/** MLflow does without AND, unless SQL would read the next name as an alias of what stands before it. */
function standsAlone(before: Comparison, after: Comparison): boolean {
  return before.type === 'null' || after.type === 'number' || after.type === 'text';
}
