/** A closed interval on an axis. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Zooms by `factor` (< 1 is closer) around `centre`, which keeps its place on the screen. */
export function zoomAround(range: Range, centre: number, factor: number): Range {
  return { from: centre - (centre - range.from) * factor, to: centre + (range.to - centre) * factor };
}

export function shift(range: Range, by: number): Range {
  return { from: range.from + by, to: range.to + by };
}

/**
 * Keeps a zoomed range inside the data's: moved back in where it sticks out, not narrower than `narrowest`, and undefined
 * (no zoom) once it shows everything.
 */
export function constrain(range: Range, full: Range, narrowest: number): Range | undefined {
  const whole = full.to - full.from;
  if (!Number.isFinite(range.from) || !Number.isFinite(range.to)) return undefined;
  const width = Math.max(range.to - range.from, Math.min(narrowest, whole));
  if (width >= whole * (1 - 1e-9)) return undefined;
  const middle = (range.from + range.to) / 2;
  const from = Math.min(Math.max(middle - width / 2, full.from), full.to - width);
  return { from, to: from + width };
}

export function sameRange(a: Range | undefined, b: Range | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.from === b.from && a.to === b.to);
}
