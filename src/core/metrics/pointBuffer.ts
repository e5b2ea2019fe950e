import type { Points } from './decimate.ts';

/** Gathers the points of one curve; grows as needed, by doubling. */
export class PointBuffer {
  #steps = new Float64Array(1024);
  #timestamps = new Float64Array(1024);
  #values = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(step: number, timestamp: number, value: number): void {
    const at = this.#length;
    if (at === this.#steps.length) this.#grow();
    this.#steps[at] = step;
    this.#timestamps[at] = timestamp;
    this.#values[at] = value;
    this.#length = at + 1;
  }

  /** The points by (step, timestamp, value), NaN after the numbers of its place. */
  ordered(): Points {
    const points = {
      steps: this.#steps.slice(0, this.#length),
      timestamps: this.#timestamps.slice(0, this.#length),
      values: this.#values.slice(0, this.#length),
    };
    return isOrdered(points) ? points : reorder(points);
  }

  #grow(): void {
    const larger = (from: Float64Array<ArrayBuffer>) => {
      const to = new Float64Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#steps = larger(this.#steps);
    this.#timestamps = larger(this.#timestamps);
    this.#values = larger(this.#values);
  }
}

function compare({ steps, timestamps, values }: Points, a: number, b: number): number {
  const step = (steps[a] as number) - (steps[b] as number);
  if (step !== 0) return step;
  const timestamp = (timestamps[a] as number) - (timestamps[b] as number);
  if (timestamp !== 0) return timestamp;
  const left = values[a] as number;
  const right = values[b] as number;
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

function isOrdered(points: Points): boolean {
  for (let i = 1; i < points.steps.length; i++) {
    if (compare(points, i - 1, i) > 0) return false;
  }
  return true;
}

function reorder(points: Points): Points {
  const order = Uint32Array.from(points.steps, (_, i) => i).sort((a, b) => compare(points, a, b));
  const pick = (from: Float64Array) => Float64Array.from(order, (i) => from[i] as number);
  return { steps: pick(points.steps), timestamps: pick(points.timestamps), values: pick(points.values) };
}
