import type { HistoryAxis, NanInterval } from '../tracking/store.ts';

/** Parallel arrays, ordered by (step, timestamp, value). */
export interface Points {
  readonly steps: Float64Array;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

export interface DecimateOptions {
  readonly axis: HistoryAxis;
  /** About how many points to keep: buckets = maxPoints / 4, of each the first, minimum, maximum and last. */
  readonly maxPoints: number;
  /** On `axis`, both ends included. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
}

export interface Decimated extends Points {
  readonly nans: readonly NanInterval[];
  /** Points in the range, NaN included. */
  readonly total: number;
}

/**
 * Thins a curve without losing a spike: equal buckets on the axis, of each the first, minimum, maximum and last point that
 * isn't NaN (infinities are extremes). The points just outside the range on both sides are kept too, so that a zoomed line
 * runs to the edge. NaN points are taken out and reported as intervals. O(n), one pass over the points.
 */
export function decimate(points: Points, options: DecimateOptions): Decimated {
  const { steps, timestamps, values } = points;
  const xs = options.axis === 'step' ? steps : timestamps;
  const span = extent(xs, values, options.range);
  const buckets = Math.max(1, Math.floor(options.maxPoints / 4));
  const picks = new BucketPicks(values, buckets);
  const nans = new NanRuns(points);
  const width = span.to - span.from;
  let before = -1;
  let after = -1;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const x = xs[i] as number;
    const isNan = Number.isNaN(values[i]);
    if (options.range !== undefined && !(x >= options.range.from && x <= options.range.to)) {
      if (isNan) continue;
      if (x < options.range.from && (before < 0 || x >= (xs[before] as number))) before = i;
      if (x > options.range.to && (after < 0 || x < (xs[after] as number))) after = i;
      continue;
    }
    total++;
    if (isNan) {
      nans.add(i);
      continue;
    }
    nans.close();
    picks.add(i, width > 0 ? Math.min(buckets - 1, Math.floor(((x - span.from) / width) * buckets)) : 0);
  }
  return { ...gather(points, picks.indices(total <= options.maxPoints, before, after)), nans: nans.intervals(), total };
}

/** First and last x of what is drawn: the range cut to where there are points. */
function extent(xs: Float64Array, values: Float64Array, range: DecimateOptions['range']): { from: number; to: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] as number;
    if (Number.isNaN(values[i]) || (range !== undefined && !(x >= range.from && x <= range.to))) continue;
    if (x < from) from = x;
    if (x > to) to = x;
  }
  return { from, to };
}

class BucketPicks {
  readonly #values: Float64Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #min: Int32Array;
  readonly #max: Int32Array;
  readonly #all: number[] = [];

  constructor(values: Float64Array, buckets: number) {
    this.#values = values;
    this.#first = new Int32Array(buckets).fill(-1);
    this.#last = new Int32Array(buckets).fill(-1);
    this.#min = new Int32Array(buckets).fill(-1);
    this.#max = new Int32Array(buckets).fill(-1);
  }

  add(index: number, bucket: number): void {
    // Worth keeping only as long as nothing needs to be thinned out.
    if (this.#all.length <= this.#first.length * 4 + 4) this.#all.push(index);
    if ((this.#first[bucket] as number) < 0) {
      this.#first[bucket] = index;
      this.#last[bucket] = index;
      this.#min[bucket] = index;
      this.#max[bucket] = index;
      return;
    }
    this.#last[bucket] = index;
    const value = this.#values[index] as number;
    if (value < (this.#values[this.#min[bucket] as number] as number)) this.#min[bucket] = index;
    if (value > (this.#values[this.#max[bucket] as number] as number)) this.#max[bucket] = index;
  }

  /** Kept points in their original order, each once. */
  indices(keepAll: boolean, before: number, after: number): number[] {
    const kept: number[] = [];
    if (before >= 0) kept.push(before);
    if (keepAll) {
      for (const index of this.#all) kept.push(index);
    } else {
      for (let b = 0; b < this.#first.length; b++) {
        if ((this.#first[b] as number) < 0) continue;
        kept.push(this.#first[b] as number, this.#min[b] as number, this.#max[b] as number, this.#last[b] as number);
      }
    }
    if (after >= 0) kept.push(after);
    kept.sort((a, b) => a - b);
    return kept.filter((index, i) => i === 0 || index !== kept[i - 1]);
  }
}

/** Joins neighbouring NaN points to intervals. */
class NanRuns {
  readonly #points: Points;
  readonly #done: NanInterval[] = [];
  #from = -1;
  #to = -1;
  #count = 0;

  constructor(points: Points) {
    this.#points = points;
  }

  add(index: number): void {
    if (this.#from < 0) this.#from = index;
    this.#to = index;
    this.#count++;
  }

  close(): void {
    if (this.#from < 0) return;
    const { steps, timestamps } = this.#points;
    const times = [timestamps[this.#from] as number, timestamps[this.#to] as number];
    this.#done.push({
      fromStep: steps[this.#from] as number,
      toStep: steps[this.#to] as number,
      fromTime: Math.min(...times),
      toTime: Math.max(...times),
      count: this.#count,
    });
    this.#from = -1;
    this.#count = 0;
  }

  intervals(): readonly NanInterval[] {
    this.close();
    return this.#done;
  }
}

function gather(points: Points, indices: readonly number[]): Points {
  const steps = new Float64Array(indices.length);
  const timestamps = new Float64Array(indices.length);
  const values = new Float64Array(indices.length);
  for (const [to, from] of indices.entries()) {
    steps[to] = points.steps[from] as number;
    timestamps[to] = points.timestamps[from] as number;
    values[to] = points.values[from] as number;
  }
  return { steps, timestamps, values };
}
