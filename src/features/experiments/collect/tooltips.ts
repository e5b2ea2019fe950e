import { formatDateTime, formatDuration } from '../../../core/format/durations.ts';
import { formatValue } from '../../../core/format/numbers.ts';
import { durationOf, type LivenessLimits } from '../../../core/tracking/liveness.ts';
import type { Experiment, Metric, Run } from '../../../core/tracking/model.ts';
import type { BestValue } from '../data/bestValues.ts';
import type { Words } from '../words.ts';
import { codeSpan, escapeMarkdown, facts } from './markdown.ts';
import { byKey } from './metricFolders.ts';
import { goesOn, livenessOf, runLabel, runState } from './runLook.ts';

const MOST_METRICS = 10;
const MOST_PARAMS = 10;
const LONGEST_VALUE = 120;
const LONGEST_NOTE = 400;
const LONGEST_WHOLE = 4000;

const NOTE_TAG = 'mlflow.note.content';

/** All about a run that one wants to know before opening it. */
export function runTooltip(run: Run, now: number, limits: LivenessLimits, words: Words): string {
  const state = runState(run, now, limits);
  const life = livenessOf(run, now, limits);
  const duration = durationOf(run, goesOn(state), now);
  const time = (at: number | undefined) => (at === undefined ? undefined : escapeMarkdown(formatDateTime(at)));
  const status =
    'since' in life ? `${words.state[state]} (${words.lastSign(formatDateTime(life.since))})` : words.state[state];
  const sections = [
    `**${escapeMarkdown(runLabel(run))}**`,
    facts([
      [words.fact.status, escapeMarkdown(status)],
      [words.fact.started, time(run.startTime)],
      [words.fact.ended, time(run.endTime)],
      [words.fact.duration, duration === undefined ? undefined : escapeMarkdown(formatDuration(duration))],
      [words.fact.user, optional(run.userId)],
      [words.fact.source, optional(run.tags.get('mlflow.source.name'))],
      [words.fact.commit, optional(run.tags.get('mlflow.source.git.commit')?.slice(0, 12))],
      [words.fact.runId, codeSpan(run.runId)],
    ]),
    note(run.tags),
    section(
      words.group.metrics,
      ownFirst([...run.metrics]).map(([key, { value }]) => [key, formatValue(value)]),
      MOST_METRICS,
      words,
    ),
    section(
      words.group.params,
      [...run.params].sort(([a], [b]) => byKey(a, b)),
      MOST_PARAMS,
      words,
    ),
  ];
  return sections.filter((text) => text !== undefined && text !== '').join('\n\n');
}

/** A metric's last value with all its digits, when it was logged, and its best. */
export function metricTooltip(key: string, latest: Metric, best: BestValue | undefined, words: Words): string {
  return [
    `**${escapeMarkdown(key, LONGEST_VALUE)}**`,
    facts([
      [words.fact.last, codeSpan(String(latest.value))],
      [words.fact.step, escapeMarkdown(String(latest.step))],
      [words.fact.logged, escapeMarkdown(formatDateTime(latest.timestamp))],
      [words.fact.best, best === undefined ? undefined : codeSpan(String(best.value))],
      [words.fact.bestStep, best === undefined ? undefined : escapeMarkdown(String(best.step))],
    ]),
  ].join('\n\n');
}

/** A param or tag in full, up to a length that still fits a tooltip. */
export function valueTooltip(key: string, value: string): string {
  return [`**${escapeMarkdown(key, LONGEST_VALUE)}**`, codeSpan(value, LONGEST_WHOLE)].join('\n\n');
}

export function experimentTooltip(experiment: Experiment, words: Words): string {
  const own = [...experiment.tags].filter(([key]) => key !== NOTE_TAG).sort(([a], [b]) => byKey(a, b));
  const sections = [
    `**${escapeMarkdown(experiment.name)}**`,
    facts([
      [words.fact.experimentId, codeSpan(experiment.experimentId)],
      [
        words.fact.created,
        experiment.creationTime === undefined ? undefined : escapeMarkdown(formatDateTime(experiment.creationTime)),
      ],
      [words.fact.artifacts, optional(experiment.artifactLocation)],
      [words.fact.status, experiment.lifecycleStage === 'deleted' ? escapeMarkdown(words.state.deleted) : undefined],
    ]),
    note(experiment.tags),
    section(words.group.tags, own, MOST_PARAMS, words),
  ];
  return sections.filter((text) => text !== undefined && text !== '').join('\n\n');
}

function section(
  title: string,
  rows: readonly (readonly [string, string])[],
  most: number,
  words: Words,
): string | undefined {
  if (rows.length === 0) return undefined;
  const shown = rows
    .slice(0, most)
    .map(([key, value]) => `- ${escapeMarkdown(key, LONGEST_VALUE)}: ${codeSpan(value, LONGEST_VALUE)}`);
  if (rows.length > most) shown.push(`- ${escapeMarkdown(words.andMore(rows.length - most))}`);
  return [`*${escapeMarkdown(title)}*`, '', ...shown].join('\n');
}

/** The machine's metrics after the training's. */
function ownFirst<V>(metrics: readonly (readonly [string, V])[]): (readonly [string, V])[] {
  const isSystem = (key: string) => Number(key.startsWith('system/'));
  return [...metrics].sort(([a], [b]) => isSystem(a) - isSystem(b) || byKey(a, b));
}

function note(tags: ReadonlyMap<string, string>): string | undefined {
  return optional(tags.get(NOTE_TAG)?.replace(/\s+/g, ' '), LONGEST_NOTE);
}

function optional(text: string | undefined, length?: number): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : escapeMarkdown(text, length);
}
