export interface Repeats {
  /** Measured runs; the median counts. */
  readonly repeats: number;
  /** Runs before them that don't count: page cache, JIT. */
  readonly warmUp: number;
}

/** Median wall time of `action` in milliseconds. `action` may return its own figure (ms) to count instead. */
export async function measure(
  action: () => unknown,
  { repeats, warmUp }: Repeats = { repeats: 5, warmUp: 1 },
): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < warmUp + repeats; i++) {
    const start = performance.now();
    const own = await action();
    const took = typeof own === 'number' ? own : performance.now() - start;
    if (i >= warmUp) samples.push(took);
  }
  return median(samples);
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
