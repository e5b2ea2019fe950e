/** First and last code point of each range of characters that would act instead of being read. */
const ACTING: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], // C0 controls, ESC of terminal sequences among them
  [0x7f, 0x9f], // DEL and C1 controls
  [0x061c, 0x061c], // Arabic letter mark
  [0x200b, 0x200b], // zero-width space; the joiners beside it are part of emoji and of Persian words
  [0x200e, 0x200f], // left-to-right and right-to-left marks
  [0x2028, 0x202e], // line and paragraph separator, bidi embeddings and overrides
  [0x2060, 0x2069], // word joiner, invisible operators, bidi isolates
  [0xfeff, 0xfeff], // byte order mark
];
const ACTING_PATTERN = new RegExp(
  `[${ACTING.map(([from, to]) => `${unicodeEscape(from)}-${unicodeEscape(to)}`).join('')}]`,
  'g',
);

/**
 * Text of a user's on one line with nothing hidden: what would act is written as the escape that programmers know (`\n`,
 * `\x1b`, `\u202e`), so that a name can't reorder or hide what stands beside it.
 */
export function visibleText(text: string): string {
  return text.replace(ACTING_PATTERN, (character) => SHORT[character] ?? longEscape(character.charCodeAt(0)));
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function longEscape(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(code);
}

/** At most `length` UTF-16 units, `…` at the end of what was cut; never half a surrogate pair. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.max(0, length - 1);
  const last = text.charCodeAt(end - 1);
  const half = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, half ? end - 1 : end)}…`;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
