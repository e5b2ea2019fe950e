import type { Range } from './range.ts';

/** One curve. A NaN in `y` interrupts it; infinities are marked at the edge of the plot. */
export interface Line {
  readonly id: string;
  /** In units of the axis, ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Points in the range before decimation. */
  readonly total: number;
}

/** A curve as a source answers with it: finite or infinite values, the stretches that were NaN beside them. */
export interface Samples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Pairs [from, to, …] in units of the axis, ascending. */
  readonly nans: Float64Array;
  readonly total: number;
}

/** Puts the NaN stretches into the curve as points of their own, so that it is interrupted there. */
export function toLine(id: string, samples: Samples): Line {
  const { nans, total } = samples;
  if (nans.length < 2) return { id, x: samples.x, y: samples.y, total };
  const x = new Float64Array(samples.x.length + nans.length);
  const y = new Float64Array(x.length);
  let length = 0;
  let gap = 0;
  const push = (px: number, py: number) => {
    x[length] = px;
    y[length++] = py;
  };
  const pushGap = () => {
    const from = nans[gap] ?? 0;
    const to = nans[gap + 1] ?? from;
    push(from, Number.NaN);
    if (to > from) push(to, Number.NaN);
    gap += 2;
  };
  for (let i = 0; i < samples.x.length; i++) {
    const at = samples.x[i] ?? 0;
    while (gap + 1 < nans.length && (nans[gap] ?? 0) <= at) pushGap();
    push(at, samples.y[i] ?? Number.NaN);
  }
  while (gap + 1 < nans.length) pushGap();
  return { id, x: sortedIfNeeded(x.subarray(0, length), y), y: y.subarray(0, length), total };
}

/** A gap's end may lie beyond the next point's x when both share a bucket; x stays ascending by pulling it back. */
function sortedIfNeeded(x: Float64Array, y: Float64Array): Float64Array {
  for (let i = x.length - 2; i >= 0; i--) {
    const next = x[i + 1] ?? 0;
    if ((x[i] ?? 0) > next && Number.isNaN(y[i])) x[i] = next;
  }
  return x;
}

/** Index of the first x that is not below `value`; `x.length` when all are. */
export function lowerBound(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the point nearest to `value`, -1 without points. */
export function nearestIndex(x: Float64Array, value: number): number {
  const after = lowerBound(x, value);
  if (after === 0) return x.length === 0 ? -1 : 0;
  if (after === x.length) return x.length - 1;
  return value - (x[after - 1] ?? 0) <= (x[after] ?? 0) - value ? after - 1 : after;
}

/**
 * A coarse curve with a stretch of it replaced by a finer one, so that what lies beside a zoomed range stays on the
 * picture while the user pans.
 */
export function mergeRefined(coarse: Line, fine: Line | undefined, range: Range): Line {
  if (fine === undefined || fine.x.length === 0) return coarse;
  const before = lowerBound(coarse.x, range.from);
  const after = lowerBound(coarse.x, range.to + Number.EPSILON * Math.abs(range.to));
  const start = (coarse.x[after] ?? Number.POSITIVE_INFINITY) === range.to ? after + 1 : after;
  const length = before + fine.x.length + (coarse.x.length - start);
  const join = (a: Float64Array, b: Float64Array) => {
    const joined = new Float64Array(length);
    joined.set(a.subarray(0, before));
    joined.set(b, before);
    joined.set(a.subarray(start), before + b.length);
    return joined;
  };
  return { id: coarse.id, x: join(coarse.x, fine.x), y: join(coarse.y, fine.y), total: coarse.total };
}

/** The x range of all lines; undefined when none has a point. */
export function extentX(lines: readonly Line[]): Range | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { x } of lines) {
    from = Math.min(from, x[0] ?? from);
    to = Math.max(to, x[x.length - 1] ?? to);
  }
  return from <= to ? { from, to } : undefined;
}

/**
 * The range of finite values within a stretch of x, the value at which a curve enters and leaves it included.
 * With `positive` only values above zero count (a log scale shows no others).
 */
export function extentY(lines: readonly Line[], within: Range | undefined, positive: boolean): Range | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    if (!Number.isFinite(value) || (positive && value <= 0)) return;
    if (value < from) from = value;
    if (value > to) to = value;
  };
  for (const line of lines) {
    const start = within === undefined ? 0 : lowerBound(line.x, within.from);
    let i = start;
    for (; i < line.x.length && (within === undefined || (line.x[i] ?? 0) <= within.to); i++)
      take(line.y[i] ?? Number.NaN);
    if (within !== undefined) {
      take(valueAt(line, within.from));
      take(valueAt(line, within.to));
    }
  }
  return from <= to ? { from, to } : undefined;
}

/** The curve's height at `at`, on the straight line between its neighbours; NaN outside and in gaps. */
export function valueAt(line: Line, at: number): number {
  const after = lowerBound(line.x, at);
  const right = line.x[after];
  if (right === undefined) return Number.NaN;
  if (right === at) return line.y[after] ?? Number.NaN;
  const left = line.x[after - 1];
  if (left === undefined) return Number.NaN;
  const a = line.y[after - 1] ?? Number.NaN;
  const b = line.y[after] ?? Number.NaN;
  return a + ((b - a) * (at - left)) / (right - left);
}

/** How many points of the lines lie in a stretch of x. NaN separators don't count. */
export function countPoints(lines: readonly Line[], within: Range | undefined): number {
  let count = 0;
  for (const { x, y } of lines) {
    for (let i = within === undefined ? 0 : lowerBound(x, within.from); i < x.length; i++) {
      if (within !== undefined && (x[i] ?? 0) > within.to) break;
      if (!Number.isNaN(y[i])) count++;
    }
  }
  return count;
}
