import type { OrderTerm } from './ast.ts';
import { Cursor } from './cursor.ts';
import { understandIdentifier } from './identifier.ts';
import { readPath } from './path.ts';
import { excerpt, invalidFilter } from './problem.ts';
import { shellWords } from './shell-words.ts';
import type { Entity, Vocabulary } from './vocabulary.ts';

const HINT = 'A clause looks like metrics.loss DESC.';

/**
 * One order-by clause. MLflow lets SQL find the name and a shell's rules (shlex) part it from its direction, so that the
 * quotes of a name are gone before it is understood, when a direction follows.
 *
 * @throws AppError invalidFilter, with the place in the clause
 */
export function parseOrderTerm(
  clause: string,
  vocabulary: Vocabulary,
  isOrderable: (entity: Entity) => boolean,
): OrderTerm {
  const whole = { start: 0, end: clause.length };
  const shown = excerpt(clause, whole);
  if (clause.trim() === '') throw invalidFilter('An order-by clause is empty.', whole, HINT);
  requireOneName(clause);
  const words = shellWords(clause.replaceAll('`', '"'));
  if (words === undefined) throw invalidFilter(`A quote is never closed in “${shown}”.`, whole);
  const [name = '', direction] = words;
  const directionAt = { start: clause.trimEnd().search(/\S+$/), end: clause.length };
  if (words.length > 2) throw invalidFilter(`“${shown}” is more than a name and a direction.`, whole, HINT);
  if (direction !== undefined && !/^(asc|desc)$/i.test(direction)) {
    throw invalidFilter(`“${shown}” must end in ASC or DESC, or in the name.`, directionAt, HINT);
  }
  const written = direction === undefined ? clause : name.trim();
  const { entity, key } = understandIdentifier(written, whole, vocabulary, vocabulary.orderAttributes);
  if (!isOrderable(entity)) {
    throw invalidFilter(`${vocabulary.of} can’t be ordered by a ${entity}: “${shown}”.`, whole);
  }
  return { entity, key, ascending: direction === undefined || direction.toLowerCase() === 'asc' };
}

/** Nothing may stand around the name and its direction, not even space. */
function requireOneName(clause: string): void {
  const cursor = new Cursor(clause);
  const path = readPath(cursor);
  if (path === undefined) {
    const at = cursor.peek() ?? { start: 0, end: clause.length };
    throw invalidFilter(`“${excerpt(clause, at)}” is not a name to order by.`, at, HINT);
  }
  while (cursor.isKeyword('ASC') || cursor.isKeyword('DESC')) cursor.skip();
  const rest = cursor.peek();
  if (rest !== undefined) throw invalidFilter(`“${excerpt(clause, rest)}” is not expected here.`, rest, HINT);
  if (clause.trim() !== clause) {
    throw invalidFilter(
      'Space around an order-by clause is not allowed.',
      { start: 0, end: clause.length },
      'Remove it.',
    );
  }
}
