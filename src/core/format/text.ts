/** First and last code point of each range of characters that would act instead of being read. */
const ACTING: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], // C0 controls, ESC of terminal sequences among them
  [0x7f, 0x9f], // DEL and C1 controls
  [0x061c, 0x061c], // Arabic letter mark
  [0x200b, 0x200f], // zero-width characters, left-to-right and right-to-left marks
  [0x2028, 0x202e], // line and paragraph separator, bidi embeddings and overrides
  [0x2060, 0x2069], // word joiner, invisible operators, bidi isolates
  [0xfeff, 0xfeff], // byte order mark
];
const ACTING_PATTERN = new RegExp(
  `[${ACTING.map(([from, to]) => `${unicodeEscape(from)}-${unicodeEscape(to)}`).join('')}]`,
  'g',
);

/**
 * Text of a user's on one line with nothing hidden: control characters of the C0 block become their pictures (`␛`, `␊`),
 * the others their code (`<U+202E>`), so that a name can't reorder or hide what stands beside it.
 */
export function visibleText(text: string): string {
  return text.replace(ACTING_PATTERN, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
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
