import type { TextRange } from '../../../base/errors.ts';
import { invalidFilter } from './problem.ts';

/** As deep as MLflow's parser goes. */
const DEEPEST = 100;

/**
 * Reads the list of `IN (…)`. MLflow hands its text to Python (ast.literal_eval), so this is Python's tuple of strings:
 * escapes, `r'…'`, adjacent strings as one, comments, a comma at the end.
 *
 * @param text what the user typed
 * @param range from the opening to the closing bracket, both included
 * @throws AppError invalidFilter
 */
export function readList(text: string, range: TextRange): readonly string[] {
  const reader = new ListReader(text, range);
  const value = reader.value(0);
  if (reader.skipSpace() !== range.end) throw reader.illFormed();
  const values = typeof value === 'string' ? [value] : value;
  if (values.length === 0) {
    throw invalidFilter('The list is empty.', range, "Name at least one value: IN ('a', 'b').");
  }
  return values.map((item) => {
    if (typeof item === 'string') return item;
    throw reader.illFormed();
  });
}

type Value = string | readonly Value[];

class ListReader {
  readonly #text: string;
  readonly #range: TextRange;
  #at: number;

  constructor(text: string, range: TextRange) {
    this.#text = text;
    this.#range = range;
    this.#at = range.start;
  }

  illFormed(): Error {
    return invalidFilter(
      'This is not a list of quoted values.',
      this.#range,
      "Write it as IN ('a', 'b'), each value in quotes.",
    );
  }

  /** One string, or a bracketed value or tuple. */
  value(depth: number): Value {
    this.skipSpace();
    if (this.#text[this.#at] !== '(') return this.#strings();
    if (depth >= DEEPEST) throw this.illFormed();
    this.#at++;
    const values: Value[] = [];
    let hasComma = false;
    for (;;) {
      this.skipSpace();
      if (this.#take(')')) return values.length === 1 && !hasComma ? (values[0] ?? []) : values;
      if (values.length > 0 && !hasComma) throw this.illFormed();
      values.push(this.value(depth + 1));
      this.skipSpace();
      hasComma = this.#take(',');
    }
  }

  /** Past white space and comments. */
  skipSpace(): number {
    for (;;) {
      const char = this.#at < this.#range.end ? (this.#text[this.#at] ?? '') : '';
      if (char === '#') {
        while (this.#at < this.#range.end && this.#text[this.#at] !== '\n') this.#at++;
      } else if (char !== '' && ' \t\r\n\f'.includes(char)) this.#at++;
      else return this.#at;
    }
  }

  #take(mark: string): boolean {
    if (this.#text[this.#at] !== mark || this.#at >= this.#range.end) return false;
    this.#at++;
    return true;
  }

  /** Adjacent strings are one. */
  #strings(): string {
    let whole: string | undefined;
    for (;;) {
      const part = this.#string();
      if (part === undefined) break;
      whole = (whole ?? '') + part;
      this.skipSpace();
    }
    if (whole === undefined) throw this.illFormed();
    return whole;
  }

  #string(): string | undefined {
    const prefix = /^[rRuU]?(?=['"])/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
    if (prefix === undefined) return undefined;
    const isRaw = prefix.toLowerCase() === 'r';
    const quote = this.#text[this.#at + prefix.length];
    const parts: string[] = [];
    let i = this.#at + prefix.length + 1;
    let plain = i;
    for (; ; i++) {
      const char = i < this.#range.end ? this.#text[i] : undefined;
      if (char === undefined || char === '\n' || char === '\r') throw this.illFormed();
      if (char === quote) break;
      if (char !== '\\') continue;
      if (isRaw) {
        i++;
        continue;
      }
      parts.push(this.#text.slice(plain, i));
      const [meaning, length] = this.#escape(i);
      parts.push(meaning);
      i += length - 1;
      plain = i + 1;
    }
    parts.push(this.#text.slice(plain, i));
    this.#at = i + 1;
    return parts.join('');
  }

  /** What the backslash at `start` means, and how many characters it takes. */
  #escape(start: number): readonly [string, number] {
    const next = this.#text[start + 1] ?? '';
    const simple = SIMPLE_ESCAPES.get(next);
    if (simple !== undefined) return [simple, 2];
    const octal = /^[0-7]{1,3}/.exec(this.#text.slice(start + 1, start + 4))?.[0];
    if (octal !== undefined) return [String.fromCodePoint(Number.parseInt(octal, 8)), 1 + octal.length];
    const digits = HEX_ESCAPES.get(next);
    if (digits === undefined) {
      // Python's \N{name} needs the whole Unicode name table.
      if (next === 'N') throw this.illFormed();
      return ['\\', 1];
    }
    const hex = this.#text.slice(start + 2, start + 2 + digits);
    const code = new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
    if (!(code <= 0x10ffff)) throw this.illFormed();
    return [String.fromCodePoint(code), 2 + digits];
  }
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);
const HEX_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
