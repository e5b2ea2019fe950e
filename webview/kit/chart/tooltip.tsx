import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatValue } from '../../../src/core/format/numbers.ts';
import { t } from '../messages.ts';
import { UserText } from '../widgets/userText.tsx';
import { type Hover, windowAround } from './hover.ts';
import type { AxisKind, LineStyle } from './scene.ts';
import { formatPlace } from './summary.ts';
import { Swatch } from './swatch.tsx';

const MOST_ROWS = 14;
const AWAY = 14;

interface TooltipProps {
  readonly hover: Hover;
  readonly axis: AxisKind;
  /** Of the pointer, in CSS pixels of the window. */
  readonly place: { readonly x: number; readonly y: number };
  readonly styles: ReadonlyMap<string, LineStyle>;
  readonly nameOf: (id: string) => string;
}

/** All runs at one x, highest first, the nearest one emphasised; never under the pointer and never off the window. */
export function Tooltip({ hover, axis, place, styles, nameOf }: TooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const right = place.x + AWAY;
    const left = right + width + 4 > window.innerWidth ? place.x - AWAY - width : right;
    element.style.left = `${Math.max(4, left)}px`;
    element.style.top = `${Math.max(4, Math.min(place.y + AWAY, window.innerHeight - height - 4))}px`;
  });
  const centre = Math.max(
    0,
    hover.rows.findIndex((row) => row.id === hover.nearest),
  );
  const { rows, before, after } = windowAround(hover.rows, centre, MOST_ROWS);
  return (
    <div class="chart-tooltip" ref={box} role="status">
      <div class="chart-tooltip-head">{formatPlace(axis, hover.x)}</div>
      {before > 0 && <div class="chart-tooltip-more">{t('+{0} higher', before)}</div>}
      {rows.map((row) => (
        <div key={row.id} class={`chart-tooltip-row${row.id === hover.nearest ? ' is-nearest' : ''}`}>
          <Swatch style={styles.get(row.id)} />
          <UserText text={nameOf(row.id)} />
          {row.beside && <span class="chart-tooltip-place">{formatPlace(axis, row.x)}</span>}
          <span class="number">{formatValue(row.y)}</span>
        </div>
      ))}
      {after > 0 && <div class="chart-tooltip-more">{t('+{0} lower', after)}</div>}
    </div>
  );
}
