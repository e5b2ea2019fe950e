import type { CompareRun } from '../../src/contracts/compare.ts';
import { formatDateTime, formatDuration } from '../../src/core/format/durations.ts';
import { t } from '../kit/messages.ts';

export interface StatusLook {
  /** A codicon. */
  readonly icon: string;
  readonly text: string;
  /** Names a colour in style.css. */
  readonly tone: 'running' | 'passed' | 'failed' | 'muted' | 'warning';
}

/** A killed run says RUNNING for ever: what it last did counts for as much as what it says. */
export function statusLook({ status, liveness }: Pick<CompareRun, 'status' | 'liveness'>): StatusLook {
  if (status === 'RUNNING') {
    if (liveness === 'noSign')
      return { icon: 'debug-disconnect', text: t('Running, no sign of life'), tone: 'warning' };
    if (liveness === 'quiet') return { icon: 'clock', text: t('Running, quiet for a while'), tone: 'running' };
    return { icon: 'sync', text: t('Running'), tone: 'running' };
  }
  if (status === 'FINISHED') return { icon: 'pass', text: t('Finished'), tone: 'passed' };
  if (status === 'FAILED') return { icon: 'error', text: t('Failed'), tone: 'failed' };
  if (status === 'KILLED') return { icon: 'circle-slash', text: t('Killed'), tone: 'muted' };
  if (status === 'SCHEDULED') return { icon: 'watch', text: t('Scheduled'), tone: 'muted' };
  return { icon: 'ellipsis', text: t('Not known yet'), tone: 'muted' };
}

/** Where the run is from and when it ran, one fact a line. @param now ms since the epoch */
export function describeRun(run: CompareRun, now: number): string {
  const lines = [
    statusLook(run).text,
    t('Experiment: {0}', run.experiment),
    t('Store: {0}', run.store),
    t('Id: {0}', run.runId),
  ];
  if (run.startTime !== undefined) lines.push(t('Started: {0}', formatDateTime(run.startTime)));
  const end = run.endTime ?? (run.liveness === 'live' ? now : undefined);
  if (run.startTime !== undefined && end !== undefined)
    lines.push(t('Duration: {0}', formatDuration(end - run.startTime)));
  return lines.join('\n');
}
