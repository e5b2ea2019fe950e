import type { TextRange } from '../../../base/errors.ts';
import type { Comparison, NullOperator, OrderingOperator, SetOperator, TextOperator } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { type Identifier, stripQuotes, understandIdentifier } from './identifier.ts';
import { readList } from './list.ts';
import { readPath } from './path.ts';
import { excerpt, invalidFilter } from './problem.ts';
import { ORDERING_OPERATORS, TEXT_OPERATORS, type Vocabulary } from './vocabulary.ts';

/** Reads one `left operator value`. @throws AppError invalidFilter */
export function readComparison(cursor: Cursor, vocabulary: Vocabulary): Comparison {
  const path = readPath(cursor);
  if (path === undefined) throw noLeftSide(cursor);
  const { operator, at } = readOperator(cursor, path);
  const left = understandIdentifier(cursor.slice(path), path, vocabulary, vocabulary.attributes);
  switch (operator) {
    case 'IS NULL':
    case 'IS NOT NULL':
      return nullComparison(left, operator, { start: path.start, end: at.end }, vocabulary);
    case 'IN':
    case 'NOT IN':
      return setComparison(cursor, left, operator, path);
    default:
      return valueComparison(cursor, left, operator, at, path);
  }
}

/** Why what stands here begins no comparison. */
function noLeftSide(cursor: Cursor): Error {
  const token = cursor.peek();
  if (token === undefined) return invalidFilter('A comparison is missing here.', cursor.end, EXAMPLE);
  const text = excerpt(cursor.text, token);
  if (token.keyword === 'OR') {
    return invalidFilter(
      'OR is not part of MLflow’s search language.',
      token,
      'Comparisons can only be joined by AND.',
    );
  }
  if (token.keyword === 'NOT') return invalidFilter('NOT can’t stand before a comparison.', token, 'Use != instead.');
  if (token.keyword !== undefined) {
    return invalidFilter(`“${text}” can’t begin a comparison.`, token, 'If it is a name, put it in backticks.');
  }
  switch (token.type) {
    case 'unclosed':
      return unclosed(token, text);
    case 'integer':
    case 'float':
    case 'string':
      return invalidFilter(`A comparison can’t begin with the value ${text}.`, token, EXAMPLE);
    case 'comparator':
      return invalidFilter(`Something to compare is missing before ${text}.`, token, EXAMPLE);
    case 'comment':
      return invalidFilter('A comment can’t stand in a filter.', token);
    default:
      return token.type === 'punctuation' && text === '('
        ? invalidFilter('Comparisons can’t stand in parentheses.', token, 'Join them by AND.')
        : invalidFilter(`“${text}” is not expected here.`, token, EXAMPLE);
  }
}

function unclosed(at: TextRange, quote: string): Error {
  return invalidFilter(`The quote ${quote} is never closed.`, at, `Add ${quote} behind the text.`);
}

const EXAMPLE = "A comparison looks like metrics.loss < 0.5 or params.model = 'cnn'.";

interface Operator {
  /** As MLflow spells it, in capitals; a comparator may be one that MLflow doesn't have. */
  readonly operator: string;
  readonly at: TextRange;
}

function readOperator(cursor: Cursor, path: TextRange): Operator {
  const token = cursor.peek();
  const words = (count: number) => [...Array(count).keys()].map((ahead) => cursor.peek(ahead)?.keyword).join(' ');
  const take = (operator: string, count: number): Operator => {
    const at = { start: cursor.peek()?.start ?? 0, end: cursor.peek(count - 1)?.end ?? 0 };
    cursor.skip(count);
    return { operator, at };
  };
  if (token?.type === 'comparator') return take(cursor.slice(token), 1);
  if (words(2) === 'IS NULL') return take('IS NULL', 2);
  // MLflow knows NOT NULL with exactly one space.
  const not = cursor.peek(1);
  const nothing = cursor.peek(2);
  if (words(3) === 'IS NOT NULL' && /^NOT\sNULL$/i.test(cursor.text.slice(not?.start, nothing?.end))) {
    return take('IS NOT NULL', 3);
  }
  if (words(2) === 'NOT IN') return take('NOT IN', 2);
  if (['NOT LIKE', 'NOT ILIKE', 'NOT RLIKE'].includes(words(2))) return take(words(2), 2);
  if (['IN', 'LIKE', 'ILIKE', 'RLIKE'].includes(words(1))) return take(words(1), 1);
  const shown = excerpt(cursor.text, path);
  if (token === undefined) {
    throw invalidFilter(`An operator and a value are missing after “${shown}”.`, cursor.end, EXAMPLE);
  }
  if (token.type === 'unclosed') throw unclosed(token, cursor.slice(token));
  if (token.keyword === 'IS') {
    throw invalidFilter('IS must be followed by NULL or NOT NULL.', token, 'Compare with a value by =.');
  }
  throw invalidFilter(
    `An operator is missing between “${shown}” and “${excerpt(cursor.text, token)}”.`,
    token,
    token.type === 'other' || token.type === 'punctuation'
      ? 'A name with special characters must stand in backticks, such as metrics.`val-loss`.'
      : EXAMPLE,
  );
}

function nullComparison(left: Identifier, operator: NullOperator, at: TextRange, vocabulary: Vocabulary): Comparison {
  if (vocabulary.nullable.includes(left.entity)) {
    return { type: 'null', entity: left.entity, key: left.key, operator, at };
  }
  throw invalidFilter(
    `${operator} can only be asked of ${vocabulary.nullable.map((entity) => `${entity}s`).join(' and ')}.`,
    at,
  );
}

function setComparison(cursor: Cursor, left: Identifier, operator: SetOperator, path: TextRange): Comparison {
  const open = cursor.peek();
  const range = cursor.isPunctuation('(') ? cursor.group('(', ')') : undefined;
  if (range === undefined) {
    const at = open ?? cursor.end;
    throw invalidFilter(`${operator} needs a list in parentheses.`, at, "Write it as IN ('a', 'b').");
  }
  const at = { start: path.start, end: range.end };
  if (!left.lists) {
    throw invalidFilter(
      `${cursor.slice(path)} can’t be compared with a list.`,
      at,
      left.type === 'number' ? 'Use >= and <= instead.' : 'Use = or LIKE instead.',
    );
  }
  const values = readList(cursor.text, range);
  return { type: 'set', entity: left.entity, key: left.key, operator, values, at };
}

function valueComparison(
  cursor: Cursor,
  left: Identifier,
  written: string,
  operatorAt: TextRange,
  path: TextRange,
): Comparison {
  if (left.type === 'number') {
    const operator = ORDERING_OPERATORS.find((known) => known === written);
    if (operator === undefined) throw wrongOperator(cursor, written, operatorAt, path, ORDERING_OPERATORS);
    return numberComparison(cursor, left, operator, path);
  }
  const operator = TEXT_OPERATORS.find((known) => known === written);
  if (operator === undefined) throw wrongOperator(cursor, written, operatorAt, path, TEXT_OPERATORS);
  return textComparison(cursor, left, operator, path);
}

function wrongOperator(
  cursor: Cursor,
  written: string,
  at: TextRange,
  path: TextRange,
  known: readonly string[],
): Error {
  const meant = new Map([
    ['==', '='],
    ['<>', '!='],
    ['=>', '>='],
    ['=<', '<='],
  ]).get(written);
  return invalidFilter(
    `${excerpt(cursor.text, path)} can’t be compared by ${excerpt(written, { start: 0, end: written.length })}.`,
    at,
    meant !== undefined && known.includes(meant) ? `Did you mean ${meant}?` : `Operators here: ${known.join(' ')}.`,
  );
}

function numberComparison(cursor: Cursor, left: Identifier, operator: OrderingOperator, path: TextRange): Comparison {
  const token = cursor.peek();
  if (token?.type !== 'integer' && token?.type !== 'float') {
    throw invalidValue(cursor, path, 'a number', 'Write it without quotes: 0.5, -1, 1e-3.');
  }
  cursor.skip();
  const at = { start: path.start, end: token.end };
  return { type: 'number', entity: left.entity, key: left.key, operator, value: Number(cursor.slice(token)), at };
}

function textComparison(cursor: Cursor, left: Identifier, operator: TextOperator, path: TextRange): Comparison {
  const token = cursor.peek();
  let range: TextRange | undefined = token;
  if (token?.type === 'string') cursor.skip();
  else range = readPath(cursor);
  const value = range === undefined ? undefined : stripQuotes(cursor.slice(range));
  if (range === undefined || value === undefined) {
    throw invalidValue(cursor, path, 'a text in quotes', "Put it in quotes: 'cnn'.", range);
  }
  const at = { start: path.start, end: range.end };
  return { type: 'text', entity: left.entity, key: left.key, operator, value, at };
}

function invalidValue(cursor: Cursor, path: TextRange, wanted: string, hint: string, found?: TextRange): Error {
  const token = found ?? cursor.peek();
  const left = excerpt(cursor.text, path);
  if (token === undefined) return invalidFilter(`A value is missing: ${left} is compared with ${wanted}.`, cursor.end);
  const type = cursor.peek()?.type;
  if (found === undefined && type === 'unclosed') return unclosed(token, cursor.slice(token));
  return invalidFilter(`${left} is compared with ${wanted}, not with ${excerpt(cursor.text, token)}.`, token, hint);
}
