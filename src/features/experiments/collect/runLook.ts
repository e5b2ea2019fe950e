import { formatDateTime, formatDuration, formatRelativeTime } from '../../../core/format/durations.ts';
import { formatValue } from '../../../core/format/numbers.ts';
import { truncate, visibleText } from '../../../core/format/text.ts';
import {
  durationOf,
  type Liveness,
  type LivenessLimits,
  lastValueTime,
  liveness,
} from '../../../core/tracking/liveness.ts';
import type { Run } from '../../../core/tracking/model.ts';
import type { RunSort } from '../data/runSort.ts';
import type { Words } from '../words.ts';

/** How a run stands, finer than its status: a run that says RUNNING may be long dead. */
export type RunState = 'live' | 'quiet' | 'noSign' | 'scheduled' | 'finished' | 'failed' | 'killed' | 'deleted';

export interface RunLook {
  readonly state: RunState;
  readonly label: string;
  readonly description: string;
  /** For a screen reader: all that icon and description say, in words. */
  readonly accessible: string;
}

/** A codicon and the theme colour that it is drawn in. */
export interface IconLook {
  readonly icon: string;
  readonly colour?: string | undefined;
}

export const RUN_ICONS: Readonly<Record<RunState, IconLook>> = {
  live: { icon: 'sync~spin', colour: 'charts.blue' },
  quiet: { icon: 'clock', colour: 'charts.blue' },
  noSign: { icon: 'question', colour: 'list.warningForeground' },
  scheduled: { icon: 'watch', colour: 'testing.iconQueued' },
  finished: { icon: 'pass', colour: 'testing.iconPassed' },
  failed: { icon: 'error', colour: 'testing.iconFailed' },
  killed: { icon: 'circle-slash', colour: 'list.warningForeground' },
  deleted: { icon: 'trash', colour: 'disabledForeground' },
};

const LONGEST_NAME = 200;
const LONGEST_IN_LINE = 60;

export function runState(run: Run, now: number, limits: LivenessLimits): RunState {
  if (run.lifecycleStage === 'deleted') return 'deleted';
  const life = livenessOf(run, now, limits);
  switch (run.status) {
    case 'FINISHED':
      return 'finished';
    case 'FAILED':
      return 'failed';
    case 'KILLED':
      return 'killed';
    case 'SCHEDULED':
      return life.state === 'noSign' ? 'noSign' : 'scheduled';
    case 'RUNNING':
      return life.state === 'ended' ? 'finished' : life.state;
  }
}

export function livenessOf(run: Run, now: number, limits: LivenessLimits): Liveness {
  return liveness(run, lastValueTime(run), now, limits);
}

/** Whether time goes on for it. */
export function goesOn(state: RunState): boolean {
  return state === 'live' || state === 'quiet';
}

/** The name on one line; the id's beginning for a run without one. */
export function runLabel(run: Pick<Run, 'runName' | 'runId'>): string {
  const name = visibleText(run.runName).trim();
  return name === '' ? run.runId.slice(0, 8) : truncate(name, LONGEST_NAME);
}

/** @param sort what the list is ordered by: a metric or param is shown first, so that the order explains itself */
export function lookOfRun(
  run: Run,
  { now, limits, words, sort }: { now: number; limits: LivenessLimits; words: Words; sort?: RunSort | undefined },
): RunLook {
  const state = runState(run, now, limits);
  const label = runLabel(run);
  const life = livenessOf(run, now, limits);
  const duration = durationOf(run, goesOn(state), now);
  const parts = [
    sortValue(run, sort),
    state === 'deleted' ? words.state.deleted : undefined,
    ...(state === 'noSign' && 'since' in life
      ? [words.noSignSince(formatDateTime(life.since))]
      : [
          run.startTime === undefined ? undefined : formatRelativeTime(run.startTime, now),
          duration === undefined ? undefined : formatDuration(run.endTime === undefined ? steady(duration) : duration),
          state === 'quiet' && 'since' in life ? words.quietFor(formatDuration(now - life.since)) : undefined,
        ]),
  ].filter((part) => part !== undefined);
  const description = parts.join(' · ');
  return { state, label, description, accessible: [label, words.state[state], ...parts].join(', ') };
}

/**
 * What is shown of a time that goes on: every second at first, later every fifth. Drawing a row again cancels a tooltip
 * that is about to open, so that one of a row that changes each second would hardly ever be seen.
 */
function steady(duration: number): number {
  return duration < 60_000 ? duration : Math.floor(duration / 5000) * 5000;
}

function sortValue(run: Run, sort: RunSort | undefined): string | undefined {
  if (sort?.key === undefined) return undefined;
  const name = truncate(visibleText(sort.key), LONGEST_IN_LINE);
  if (sort.by === 'metric') {
    const value = run.metrics.get(sort.key)?.value;
    return value === undefined ? undefined : `${name} ${formatValue(value)}`;
  }
  const value = run.params.get(sort.key);
  return value === undefined ? undefined : `${name} ${truncate(visibleText(value), LONGEST_IN_LINE)}`;
}
