import type { Dialect } from './facts.ts';

/** Orders texts by code point, as Python and SQLite do; JavaScript's `<` orders by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane, where their code points are. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/**
 * LIKE and ILIKE: `%` stands for any text, `_` for one character, and nothing escapes them.
 *
 * In SQLite (`case_sensitive_like` is on) ILIKE folds ASCII only. Over files MLflow makes a regular expression of the
 * pattern, in which neither wildcard matches a line feed, and a line feed at the end needs no match.
 */
export function compileLike(pattern: string, ignoreCase: boolean, dialect: Dialect): (text: string) => boolean {
  const fold = ignoreCase ? (dialect === 'sql' ? foldAscii : foldUnicode) : Array.from<string>;
  const wanted = fold(pattern);
  if (dialect === 'sql') return (text) => matches(fold(text), wanted, false);
  return (text) => {
    const characters = fold(text);
    return (
      matches(characters, wanted, true) ||
      (characters.at(-1) === '\n' && matches(characters.slice(0, -1), wanted, true))
    );
  };
}

/** Wildcards by going back to the last `%` only: an earlier one never has to take more. */
function matches(text: readonly string[], pattern: readonly string[], isFile: boolean): boolean {
  let t = 0;
  let p = 0;
  let lastPercent = -1;
  let restart = 0;
  while (t < text.length) {
    const want = pattern[p];
    if (want === '%') {
      lastPercent = p++;
      restart = t;
    } else if (want !== undefined && (want === '_' ? !isFile || text[t] !== '\n' : want === text[t])) {
      p++;
      t++;
    } else {
      if (lastPercent < 0 || (isFile && text[restart] === '\n')) return false;
      p = lastPercent + 1;
      t = ++restart;
    }
  }
  while (pattern[p] === '%') p++;
  return p === pattern.length;
}

function foldAscii(text: string): string[] {
  return Array.from(text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
}

/** Character by character, as Python's re.IGNORECASE folds. */
function foldUnicode(text: string): string[] {
  return Array.from(text, (character) => {
    const other = SAME_LETTER.get(character);
    if (other !== undefined) return other;
    const lower = character.toLowerCase();
    return lower.length === character.length ? lower : character;
  });
}

const SAME_LETTER: ReadonlyMap<string, string> = new Map([
  ['\u017f', 's'],
  ['\u00b5', '\u03bc'],
  ['\u0130', 'i'],
  ['\u0131', 'i'],
]);
