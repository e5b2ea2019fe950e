import { COLOUR_COUNT } from '../../../src/core/compare/colours.ts';
import { DASHES } from './dashes.ts';
import { type LineStyle, PLAIN_STYLE } from './scene.ts';

/** A piece of the run's line, with its colour and dashes. */
export function Swatch({ style = PLAIN_STYLE }: { style?: LineStyle | undefined }) {
  const dash = DASHES[style.dash] ?? [];
  return (
    <svg class={`swatch run-colour-${(style.colour % COLOUR_COUNT) + 1}`} viewBox="0 0 20 8" aria-hidden="true">
      <line x1="0" y1="4" x2="20" y2="4" stroke-dasharray={dash.length === 0 ? undefined : dash.join(' ')} />
    </svg>
  );
}
