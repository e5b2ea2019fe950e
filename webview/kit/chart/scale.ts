import type { Range } from './range.ts';

/**
 * An affine map from values to pixels, on the values or on their decimal logarithm: `offset + factor × f(value)`.
 * What can't be shown (values ≤ 0 on a log scale) maps to NaN.
 */
export interface Mapping {
  readonly log: boolean;
  readonly offset: number;
  readonly factor: number;
}

export function mapping(domain: Range, fromPixel: number, toPixel: number, log = false): Mapping {
  const low = log ? Math.log10(domain.from) : domain.from;
  const high = log ? Math.log10(domain.to) : domain.to;
  const factor = high === low ? 0 : (toPixel - fromPixel) / (high - low);
  return { log, offset: fromPixel - low * factor, factor };
}

export function toPixel({ log, offset, factor }: Mapping, value: number): number {
  if (!log) return offset + factor * value;
  return value > 0 ? offset + factor * Math.log10(value) : Number.NaN;
}

export function toValue({ log, offset, factor }: Mapping, pixel: number): number {
  const position = (pixel - offset) / factor;
  return log ? 10 ** position : position;
}

/** A little air above and below the values, and a visible range around a single one. */
export function padDomain(extent: Range | undefined, log: boolean): Range {
  if (extent === undefined) return log ? { from: 0.1, to: 10 } : { from: 0, to: 1 };
  const { from, to } = extent;
  if (log) {
    const air = from === to ? 2 : (to / from) ** 0.06;
    return { from: Math.max(from / air, Number.MIN_VALUE), to: Math.min(to * air, Number.MAX_VALUE) };
  }
  const air = from === to ? Math.max(Math.abs(from) * 0.1, 1e-9) || 1 : to / 16 - from / 16;
  return { from: finite(from - air), to: finite(to + air) };
}

/** x needs no air, only a width. */
export function widenSingle(extent: Range | undefined): Range {
  if (extent === undefined) return { from: 0, to: 1 };
  return extent.from === extent.to ? { from: extent.from - 0.5, to: extent.to + 0.5 } : extent;
}

function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}
