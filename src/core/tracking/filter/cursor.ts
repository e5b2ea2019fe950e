import type { TextRange } from '../../../base/errors.ts';
import { type Token, tokenize } from './lexer.ts';

/** A place in the tokens of one text. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  /** The token at this place, or `ahead` tokens later; undefined behind the last. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#index + ahead];
  }

  skip(count = 1): void {
    this.#index += count;
  }

  isKeyword(word: string, ahead = 0): boolean {
    return this.peek(ahead)?.keyword === word;
  }

  isPunctuation(mark: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.type === 'punctuation' && this.slice(token) === mark;
  }

  slice(range: TextRange): string {
    return this.text.slice(range.start, range.end);
  }

  /** The place behind the last token: where something is missing. */
  get end(): TextRange {
    const last = this.#tokens.at(-1)?.end ?? 0;
    return { start: last, end: last };
  }

  /**
   * Reads from an opening bracket to the one that closes it, and answers with their range; undefined, having read
   * nothing, where it never closes.
   */
  group(open: '(' | '[', close: ')' | ']'): TextRange | undefined {
    const start = this.peek()?.start ?? 0;
    let depth = 0;
    for (let ahead = 0; ; ahead++) {
      const token = this.peek(ahead);
      if (token === undefined) return undefined;
      if (token.type !== 'punctuation') continue;
      const mark = this.text[token.start];
      if (mark === open) depth++;
      else if (mark === close && --depth === 0) {
        this.skip(ahead + 1);
        return { start, end: token.end };
      }
    }
  }
}
