import type { TextRange } from '../../../base/errors.ts';

/**
 * Tokens of the search language. MLflow reads it with a general SQL lexer (sqlparse), so its corners are SQL's: quoted
 * names, `-` that belongs to a number, words that are keywords unless a dot stands beside them. White space makes no
 * token; a token's place says what was beside it.
 */
export interface Token extends TextRange {
  readonly type: TokenType;
  /** A word that SQL reads as a keyword here, in capitals. A word after a dot is a name, whatever it spells. */
  readonly keyword?: string;
}

export type TokenType =
  | 'word'
  /** `` `a` ``, `´a´`, `[a]`, `@a`, `#a`. */
  | 'name'
  /** Double quotes: a name or a value. */
  | 'quoted'
  /** Single quotes. */
  | 'string'
  | 'integer'
  | 'float'
  /** A run of `<>=~!`. */
  | 'comparator'
  /** One of `. ( ) [ ] , * :: -> ->>`; the text says which. */
  | 'punctuation'
  | 'comment'
  /** A quote that never ends. */
  | 'unclosed'
  /** Anything that has no meaning here. */
  | 'other';

/** Words that a filter may hold as keywords, and the one entity that is an SQL keyword where no dot makes it a name. */
const KEYWORDS = new Set([
  'AND',
  'OR',
  'NOT',
  'IN',
  'IS',
  'NULL',
  'LIKE',
  'ILIKE',
  'RLIKE',
  'BETWEEN',
  'ASC',
  'DESC',
  'PARAMETER',
]);
/** These stay keywords even beside a dot. */
const STUBBORN = new Set(['CASE', 'IN', 'VALUES', 'USING', 'FROM', 'AS']);

const LONGEST_KEYWORD = 9;

const SPACE = /\s/;
const WORD = /[\p{L}\p{N}_]+/uy;
const LOOSE_WORD = /[\p{L}\p{N}_][\p{L}\p{N}_$#]*/uy;
const LETTER = /[A-Za-zÀ-Üà-ü]/;
const LETTER_OR_UNDERSCORE = /[_A-Za-zÀ-Üà-ü]/;
const WORD_CHAR = /[\p{L}\p{N}_]/u;
const BEFORE_DOT = /\s*\.(?!\d)/y;
const SIGIL_NAME = /(?:@|##?)[A-Za-zÀ-Üà-ü][\p{L}\p{N}_]+/uy;
const BRACKET_NAME = /\[[^\][]+\]/y;
const HEXADECIMAL = /-?0[xX][\dA-Fa-f]+/y;
const EXPONENT = /-?\d+(?:\.\d+)?[eE]-?\d+/y;
const DECIMAL = /-?(?:\d+\.\d*|\.\d+)/y;
const INTEGER = /-?\d+/y;
const COMPARATOR = /[<>=~!]+/y;
const LINE_COMMENT = /(?:--|# )[^\r\n]*/y;
const JOINER = /::|->>?/y;

/** Reads the whole text; never fails. Linear in the length of the text. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const scanner = new Scanner(text);
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) tokens.push(token);
  return tokens;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token | undefined {
    const text = this.#text;
    while (this.#at < text.length && SPACE.test(text[this.#at] ?? '')) this.#at++;
    const start = this.#at;
    if (start >= text.length) return undefined;
    const token =
      this.#comment(start) ??
      this.#joiner(start) ??
      this.#quoted(start) ??
      this.#sigilName(start) ??
      this.#number(start) ??
      this.#word(start) ??
      this.#symbol(start);
    this.#at = token.end;
    return token;
  }

  #match(pattern: RegExp, start: number): number | undefined {
    pattern.lastIndex = start;
    return pattern.test(this.#text) ? pattern.lastIndex : undefined;
  }

  #comment(start: number): Token | undefined {
    const line = this.#match(LINE_COMMENT, start);
    if (line !== undefined) return { type: 'comment', start, end: line };
    if (!this.#text.startsWith('/*', start)) return undefined;
    const close = this.#text.indexOf('*/', start + 2);
    // Without an end it is no comment, and everything after it would be wrong in any case.
    return { type: 'comment', start, end: close < 0 ? this.#text.length : close + 2 };
  }

  #joiner(start: number): Token | undefined {
    const end = this.#match(JOINER, start);
    return end === undefined ? undefined : { type: 'punctuation', start, end };
  }

  #quoted(start: number): Token | undefined {
    switch (this.#text[start]) {
      case "'":
        return this.#quotedBy("'", 'string', start);
      case '"':
        return this.#quotedBy('"', 'quoted', start);
      case '`':
      case '´':
        return this.#quotedBy(this.#text[start] ?? '`', 'name', start);
      case '[': {
        const before = this.#text[start - 1];
        if (before !== undefined && (before === ']' || before === ')' || WORD_CHAR.test(before))) return undefined;
        const end = this.#match(BRACKET_NAME, start);
        return end === undefined ? undefined : { type: 'name', start, end };
      }
      default:
        return undefined;
    }
  }

  /**
   * A doubled quote, and for strings a backslash before one, doesn't end the text, unless no other quote follows: a
   * value that ends in a backslash is one.
   */
  #quotedBy(quote: string, type: 'string' | 'quoted' | 'name', start: number): Token {
    const text = this.#text;
    let lastQuote = -1;
    for (let i = start + 1; i < text.length; i++) {
      if (text[i] === quote) {
        if (text[i + 1] !== quote) return { type, start, end: i + 1 };
        lastQuote = i;
        i++;
      } else if (type !== 'name' && text[i] === '\\' && text[i + 1] === quote) {
        i++;
        lastQuote = i;
      }
    }
    return lastQuote < 0 ? { type: 'unclosed', start, end: start + 1 } : { type, start, end: lastQuote + 1 };
  }

  #sigilName(start: number): Token | undefined {
    const end = this.#match(SIGIL_NAME, start);
    return end === undefined ? undefined : { type: 'name', start, end };
  }

  #number(start: number): Token | undefined {
    const first = this.#text[start] ?? '';
    if (first !== '-' && first !== '.' && (first < '0' || first > '9')) return undefined;
    const hexadecimal = this.#match(HEXADECIMAL, start);
    if (hexadecimal !== undefined) return { type: 'other', start, end: hexadecimal };
    const exponent = this.#match(EXPONENT, start);
    if (exponent !== undefined) return { type: 'float', start, end: exponent };
    const decimal = this.#unlessLetter(this.#match(DECIMAL, start));
    if (decimal !== undefined) return { type: 'float', start, end: decimal };
    const integer = this.#unlessLetter(this.#match(INTEGER, start));
    return integer === undefined ? undefined : { type: 'integer', start, end: integer };
  }

  /** A number gives its last digit to a word that follows at once, and is none when it has only that one. */
  #unlessLetter(end: number | undefined): number | undefined {
    if (end === undefined || !LETTER_OR_UNDERSCORE.test(this.#text[end] ?? '')) return end;
    const shorter = this.#text.slice(Math.max(this.#at, end - 3), end - 1);
    return /\d\.?$/.test(shorter) && this.#text[end - 1] !== '.' ? end - 1 : undefined;
  }

  #word(start: number): Token | undefined {
    const text = this.#text;
    const afterDot = text[start - 1] === '.';
    const strict = afterDot && LETTER.test(text[start] ?? '');
    const end = this.#match(strict ? WORD : LOOSE_WORD, start);
    if (end === undefined) return undefined;
    if (end - start > LONGEST_KEYWORD) return { type: 'word', start, end };
    const upper = text.slice(start, end).toUpperCase();
    if (STUBBORN.has(upper)) return { type: 'word', start, end, keyword: upper };
    const isName = afterDot || text[end] === '(' || !KEYWORDS.has(upper) || this.#match(BEFORE_DOT, end) !== undefined;
    return isName ? { type: 'word', start, end } : { type: 'word', start, end, keyword: upper };
  }

  #symbol(start: number): Token {
    const comparator = this.#match(COMPARATOR, start);
    if (comparator !== undefined) return { type: 'comparator', start, end: comparator };
    const isPunctuation = '.()[],*'.includes(this.#text[start] ?? '');
    const length = (this.#text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
    return { type: isPunctuation ? 'punctuation' : 'other', start, end: start + length };
  }
}
