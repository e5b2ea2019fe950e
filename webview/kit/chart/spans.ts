import type { Line } from './lines.ts';
import { lowerBound } from './lines.ts';
import type { Mapping } from './scale.ts';

/**
 * What a curve covers of each (sub-)column of the picture: from its lowest to its highest pixel there. Drawing these spans
 * keeps every extreme of the data, whatever the zoom, at a cost that depends on the picture's width and not on line
 * width: many times faster than stroking paths.
 */
export class Spans {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** First and last column that have a span; first > last when none has. */
  first: number;
  last: number;

  constructor(width: number) {
    this.low = new Float64Array(width);
    this.high = new Float64Array(width);
    this.first = width;
    this.last = -1;
    this.clear();
  }

  get width(): number {
    return this.low.length;
  }

  clear(): void {
    this.low.fill(Number.POSITIVE_INFINITY);
    this.high.fill(Number.NEGATIVE_INFINITY);
    this.first = this.low.length;
    this.last = -1;
  }

  include(column: number, y: number): void {
    if (column < 0 || column >= this.low.length) return;
    if (y < (this.low[column] ?? 0)) this.low[column] = y;
    if (y > (this.high[column] ?? 0)) this.high[column] = y;
    if (column < this.first) this.first = column;
    if (column > this.last) this.last = column;
  }

  /** A straight piece from (ax, ay) to (bx, by), ax ≤ bx, in columns and pixels. */
  segment(ax: number, ay: number, bx: number, by: number): void {
    const start = Math.floor(ax);
    const end = Math.floor(bx);
    if (end < 0 || start >= this.low.length) return;
    this.include(start, ay);
    this.include(end, by);
    if (start === end) return;
    const slope = (by - ay) / (bx - ax);
    const lastBorder = Math.min(end, this.low.length);
    for (let border = Math.max(start + 1, 0); border <= lastBorder; border++) {
      const y = ay + slope * (border - ax);
      this.include(border - 1, y);
      this.include(border, y);
    }
  }
}

/** Pixels beyond which a position makes no difference to the picture, and would only lose precision. */
const FAR = 1e6;

/** Where a curve lies on the picture. `x` maps to columns, `y` to pixels, both from the picture's top left corner. */
export interface Placement {
  readonly x: Mapping;
  readonly y: Mapping;
}

/** Adds the curve's visible pieces to `spans`, interrupted at values that aren't finite or can't be shown. */
export function traceLine(line: Line, place: Placement, spans: Spans): void {
  const { x, y } = place;
  const start = Math.max(lowerBound(line.x, (0 - x.offset) / x.factor) - 1, 0);
  let previousX = 0;
  let previousY = Number.NaN;
  for (let i = start; i < line.x.length; i++) {
    const px = x.offset + x.factor * (line.x[i] ?? 0);
    const py = pixelY(y, line.y[i] ?? Number.NaN);
    if (!Number.isNaN(py)) {
      if (Number.isNaN(previousY)) spans.include(Math.floor(px), py);
      else spans.segment(previousX, previousY, px, py);
    }
    previousX = px;
    previousY = py;
    if (px >= spans.width) break;
  }
}

/**
 * Adds the points of the curve that need a dot to be seen: those without a neighbour on either side, or all of them when
 * they stand further apart than `spacing` columns on average.
 */
export function traceDots(line: Line, place: Placement, spans: Spans, spacing: number): void {
  const { x, y } = place;
  const start = lowerBound(line.x, (0 - x.offset) / x.factor);
  const end = lowerBound(line.x, (spans.width - x.offset) / x.factor);
  const first = x.offset + x.factor * (line.x[start] ?? 0);
  const last = x.offset + x.factor * (line.x[Math.max(end - 1, start)] ?? 0);
  const all = end - start < 2 || (last - first) / (end - start - 1) > spacing;
  for (let i = start; i < end; i++) {
    const py = pixelY(y, line.y[i] ?? Number.NaN);
    if (Number.isNaN(py)) continue;
    const alone =
      Number.isNaN(pixelY(y, line.y[i - 1] ?? Number.NaN)) && Number.isNaN(pixelY(y, line.y[i + 1] ?? Number.NaN));
    if (all || alone) spans.include(Math.floor(x.offset + x.factor * (line.x[i] ?? 0)), py);
  }
}

/** NaN for what has no place between top and bottom; far outside is pulled near enough to compute with. */
function pixelY(y: Mapping, value: number): number {
  if (!Number.isFinite(value) || (y.log && value <= 0)) return Number.NaN;
  const pixel = y.offset + y.factor * (y.log ? Math.log10(value) : value);
  return Math.min(Math.max(pixel, -FAR), FAR);
}
