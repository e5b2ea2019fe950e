import type { Stats } from 'node:fs';

/**
 * Tells whether a file or folder is still what it was when it was read: size and newest of its two change times. A copy
 * that keeps modification times (rsync, cp -p) still moves ctime.
 */
export interface Stamp {
  readonly size: number;
  /** ms; NaN where it proves nothing: never equal, so it is read again at the next check. */
  readonly time: number;
}

/** Clocks of file systems tick this slowly, at most: kernel ticks, or whole seconds where a time has no fraction. */
const FINE_TICK = 50;
const COARSE_TICK = 2500;

/** How old a file must be before what is in it counts as finished, in ms: a writer may be between two writes. */
const SETTLED = 2000;

export function changeTime(facts: Stats): number {
  return Math.max(facts.mtimeMs, facts.ctimeMs);
}

/**
 * The stamp of something read at `now`. What changed within one tick of the file system's clock before may change again
 * without a trace: its stamp proves nothing.
 */
export function stampOf(facts: Stats, now: number): Stamp {
  const time = changeTime(facts);
  const tick = time % 1000 === 0 ? COARSE_TICK : FINE_TICK;
  // A time ahead of ours (a clock of another machine) can't be judged by its age; it is as good as any other.
  const fresh = time > now - tick && time < now + COARSE_TICK;
  return { size: facts.size, time: fresh ? Number.NaN : time };
}

export function isSettled(facts: Stats, now: number): boolean {
  return changeTime(facts) < now - SETTLED;
}
