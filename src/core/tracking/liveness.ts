import type { Run } from './model.ts';

/** Whether a run that says RUNNING really is: a killed training leaves RUNNING behind for ever. */
export type Liveness =
  | { readonly state: 'ended' }
  /** A sign of life within the last minutes. */
  | { readonly state: 'live' }
  /** None for a while; a long epoch looks the same. */
  | { readonly state: 'quiet'; readonly since: number }
  /** None for so long that nobody should wait for it: neither ticks nor polls. */
  | { readonly state: 'noSign'; readonly since: number };

export interface LivenessLimits {
  /** ms without a sign of life until a run is quiet, and until there is no sign of it. */
  readonly quietAfter: number;
  readonly noSignAfter: number;
}

export const DEFAULT_LIVENESS: LivenessLimits = { quietAfter: 2 * 60_000, noSignAfter: 30 * 60_000 };

/** The limits for a user's own `noSignAfter` in ms: a run is never quiet for longer than until there is no sign of it. */
export function livenessLimits(noSignAfter: number): LivenessLimits {
  return { quietAfter: Math.min(DEFAULT_LIVENESS.quietAfter, noSignAfter), noSignAfter };
}

/** @param lastValueTime when its newest metric value was logged, where that is known. All times in ms since the epoch. */
export function liveness(
  run: Pick<Run, 'status' | 'startTime'>,
  lastValueTime: number | undefined,
  now: number,
  limits: LivenessLimits = DEFAULT_LIVENESS,
): Liveness {
  if (run.status !== 'RUNNING' && run.status !== 'SCHEDULED') return { state: 'ended' };
  const since = Math.max(run.startTime ?? 0, lastValueTime ?? 0);
  const silence = now - since;
  if (silence < limits.quietAfter) return { state: 'live' };
  return silence < limits.noSignAfter ? { state: 'quiet', since } : { state: 'noSign', since };
}

/** When the newest of its latest values was logged; undefined for a run without metrics. */
export function lastValueTime(run: Pick<Run, 'metrics'>): number | undefined {
  let newest: number | undefined;
  for (const { timestamp } of run.metrics.values()) {
    if (newest === undefined || timestamp > newest) newest = timestamp;
  }
  return newest;
}

/**
 * ms that the run took, or takes so far; undefined where its times don't tell.
 * @param goesOn whether it counts as running: live or quiet
 */
export function durationOf(run: Pick<Run, 'startTime' | 'endTime'>, goesOn: boolean, now: number): number | undefined {
  if (run.startTime === undefined) return undefined;
  const end = run.endTime ?? (goesOn ? now : undefined);
  return end === undefined || end < run.startTime ? undefined : end - run.startTime;
}
