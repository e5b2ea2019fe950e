import type { TextRange } from '../../../base/errors.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { invalidFilter } from './problem.ts';

/**
 * Reads a dotted name, `metrics.a.b`, as far as SQL calls it one: parts may be quoted, hold an index (`a[0]`) or look
 * like a call (`max(loss)`), and the parts may have space between them. What the text means is `identifier.ts`'s part.
 * Undefined, having read nothing, where no name begins.
 *
 * @throws AppError invalidFilter where a part is a word that SQL keeps for itself
 */
export function readPath(cursor: Cursor): TextRange | undefined {
  const first = cursor.peek();
  if (first === undefined || !isName(first)) return undefined;
  cursor.skip();
  let end = first.end;
  for (;;) {
    const joiner = cursor.peek();
    if (joiner === undefined || !isJoiner(cursor)) break;
    cursor.skip();
    end = readPart(cursor, cursor.slice(joiner) === '::') ?? joiner.end;
  }
  while (cursor.isPunctuation('[') && cursor.peek()?.start === end) {
    const index = cursor.group('[', ']');
    if (index === undefined) break;
    end = index.end;
  }
  return { start: first.start, end };
}

function isJoiner(cursor: Cursor): boolean {
  return ['.', '->', '->>', '::'].some((mark) => cursor.isPunctuation(mark));
}

/** The end of the part behind a joiner; undefined, having read nothing, where there is none. */
function readPart(cursor: Cursor, isCast: boolean): number | undefined {
  const token = cursor.peek();
  if (token === undefined) return undefined;
  if (token.keyword !== undefined && cursor.text[token.start - 1] === '.') {
    const word = cursor.slice(token);
    throw invalidFilter(`“${word}” can’t be a name without quotes.`, token, `Write it in backticks: \`${word}\`.`);
  }
  const isPart =
    isName(token) ||
    token.type === 'string' ||
    cursor.isPunctuation('*') ||
    (isCast && (token.type === 'integer' || token.type === 'float'));
  if (!isPart) return undefined;
  cursor.skip();
  if (token.type === 'word' && cursor.isPunctuation('(')) return cursor.group('(', ')')?.end ?? token.end;
  return token.end;
}

function isName(token: Token): boolean {
  return (token.type === 'word' && token.keyword === undefined) || token.type === 'name' || token.type === 'quoted';
}
