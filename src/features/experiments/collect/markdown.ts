import { truncate, visibleText } from '../../../core/format/text.ts';

/** Markdown for tooltips in which nothing that comes from a store acts: every character of it stands for itself. */

/** ASCII punctuation: all that Markdown gives a meaning, and what its autolinks need (`:`, `.`, `@`, `/`). */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** A user's text, on one line, at most `length` characters of it. */
export function escapeMarkdown(text: string, length = 200): string {
  return truncate(visibleText(text), length)
    .replace(PUNCTUATION, '\\$&')
    .replace(/^ +| +$/g, '');
}

/** A user's text in the editor's font, spaces and all. */
export function codeSpan(text: string, length = 200): string {
  const shown = truncate(visibleText(text), length);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  // A space on both sides is taken off again, so that the text may begin or end with a backtick.
  return shown.trim() === '' ? escapeMarkdown(shown) : `${fence} ${shown} ${fence}`;
}

/** Lines of a list of names and values; `undefined` values are left out. */
export function facts(rows: readonly (readonly [name: string, value: string | undefined])[]): string {
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`**${escapeMarkdown(name)}** ${value}`]))
    .join('  \n');
}
