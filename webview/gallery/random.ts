/** Numbers that look random and are the same every time (mulberry32), so that pictures can be compared. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly normal, mean 0 and deviation 1. */
export function gaussian(random: () => number): number {
  return random() + random() + random() + random() + random() + random() - 3;
}
