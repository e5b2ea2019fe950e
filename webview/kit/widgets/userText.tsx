import { truncate, visibleText } from '../../../src/core/format/text.ts';

/** More than fits on any screen; the whole text of a hostile name would only cost layout time. */
const SHOWN = 400;
const TITLE = 4_000;

/**
 * A text of the user's (names, values): on its own as to direction, nothing in it hidden, cut by CSS where it is too long,
 * whole in the title.
 */
export function UserText({ text, class: extra }: { text: string; class?: string }) {
  return (
    <bdi class={`user-text ${extra ?? ''}`} title={visibleText(truncate(text, TITLE))}>
      {visibleText(truncate(text, SHOWN))}
    </bdi>
  );
}

/** The same for attributes, which hold no elements: the text between isolates. */
export function isolated(text: string): string {
  return `\u2068${visibleText(truncate(text, SHOWN))}\u2069`;
}
