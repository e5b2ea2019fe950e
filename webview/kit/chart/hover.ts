import { type Line, nearestIndex, valueAt } from './lines.ts';
import { type Mapping, toPixel } from './scale.ts';

/** What the tooltip says of one curve at a place on the x axis. */
export interface HoverRow {
  readonly id: string;
  /** The point nearest to the place. */
  readonly x: number;
  /** Visibly beside the hover's x: worth saying where. */
  readonly beside: boolean;
  /** NaN and infinities among them. */
  readonly y: number;
  /** Distance of the curve from the pointer, in pixels; infinite where it has no value there. */
  readonly distance: number;
}

export interface Hover {
  /** x of the point nearest to the pointer, of the curve nearest to it. */
  readonly x: number;
  /** Highest first; what isn't a number last. */
  readonly rows: readonly HoverRow[];
  readonly nearest: string | undefined;
}

/** Pixels that a point may be away from the pointer along x, to be worth a row. */
const REACH = 48;
/** Pixels within which thinned curves can't be told apart anyway. */
const BESIDE = 12;

/**
 * All curves that have a point near a place on the x axis.
 * @param pointer pixels of the same mappings; `y` absent when the place was chosen with keys
 */
export function hoverAt(
  lines: readonly Line[],
  x: Mapping,
  y: Mapping,
  pointer: { readonly x: number; readonly y?: number | undefined },
): Hover | undefined {
  const at = (pointer.x - x.offset) / x.factor;
  const rows: HoverRow[] = [];
  for (const line of lines) {
    const i = nearestIndex(line.x, at);
    const px = line.x[i];
    if (px === undefined || Math.abs(toPixel(x, px) - pointer.x) > reachOf(line, x, i)) continue;
    const between = valueAt(line, at);
    const height = toPixel(y, Number.isNaN(between) ? (line.y[i] ?? Number.NaN) : between);
    const distance =
      pointer.y === undefined || Number.isNaN(height) ? Number.POSITIVE_INFINITY : Math.abs(height - pointer.y);
    rows.push({ id: line.id, x: px, y: line.y[i] ?? Number.NaN, beside: false, distance });
  }
  if (rows.length === 0) return undefined;
  rows.sort((a, b) => byValue(a.y, b.y));
  const nearest = rows.reduce((best, row) => (row.distance < best.distance ? row : best));
  const place = Number.isFinite(nearest.distance) ? nearest.x : closest(rows, at);
  const marked = rows.map((row) => ({ ...row, beside: Math.abs((row.x - place) * x.factor) > BESIDE }));
  return { x: place, rows: marked, nearest: Number.isFinite(nearest.distance) ? nearest.id : undefined };
}

/** Between two far points the curve is still there: half the way to the neighbour counts as near. */
function reachOf(line: Line, x: Mapping, i: number): number {
  const here = line.x[i] ?? 0;
  const before = here - (line.x[i - 1] ?? here);
  const after = (line.x[i + 1] ?? here) - here;
  return Math.max(REACH, (Math.max(before, after) * Math.abs(x.factor)) / 2);
}

function closest(rows: readonly HoverRow[], at: number): number {
  return rows.reduce(
    (best, row) => (Math.abs(row.x - at) < Math.abs(best - at) ? row.x : best),
    Number.POSITIVE_INFINITY,
  );
}

function byValue(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return b - a || 0;
}

/** The rows there is room for, around the nearest one, and how many are left out on either side. */
export function windowAround<T>(
  rows: readonly T[],
  centre: number,
  most: number,
): { readonly rows: readonly T[]; readonly before: number; readonly after: number } {
  const start = Math.min(Math.max(centre - (most >> 1), 0), Math.max(rows.length - most, 0));
  const shown = rows.slice(start, start + most);
  return { rows: shown, before: start, after: rows.length - start - shown.length };
}
