import type { Metric } from '../../../src/core/tracking/model.ts';
import type { AnsweredRun, ExperimentQuestion, RunQuestion } from './answer.ts';
import { theirPoint, theirRun } from './plain.ts';
import type { Backend, WrittenStore } from './stores.ts';

/*
 * MLflow's answers that ours are meant to differ from, and why. Everything else must be the same. Between its own back
 * ends MLflow differs, too; there each of our stores follows its own, so that nothing of it stands here.
 */

type Pages = readonly (readonly string[])[] | null;

export interface PointDifference {
  readonly what: string;
  readonly reason: string;
  readonly of: Backend;
  /** First major version that writes it. */
  readonly since: number;
  readonly applies: (key: string, point: Metric) => boolean;
  readonly ours: (point: Metric) => Metric;
}

/** Of latest values and histories. */
export const POINT_DIFFERENCES: readonly PointDifference[] = [
  {
    what: 'the step of a metric line with five fields',
    reason: 'Lines that name a dataset hold their step as all others do; MLflow writes it, and reads it as 0.',
    of: 'file',
    since: 3,
    applies: (key, { step }) => key === 'of_dataset' && step === 0,
    ours: (point) => ({ ...point, step: 4 }),
  },
  {
    what: 'infinities in SQLite',
    reason: 'MLflow stores ±1.7976931348623157e308 for them and answers that number; we show what was logged.',
    of: 'sqlite',
    since: 2,
    applies: (_key, { value }) => Math.abs(value) === Number.MAX_VALUE,
    ours: (point) => ({ ...point, value: point.value > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY }),
  },
];

/** Filters that MLflow takes for something else than was meant, and that we refuse. */
export const REFUSED_BY_US: readonly { readonly filter: string; readonly reason: string }[] = [
  {
    filter: "params.lr = '0.1' tags.team IS NULL",
    reason: 'Without AND, MLflow reads all of it before IS as the name of one param.',
  },
  {
    filter: "tags.team != 'a' params.lr IS NOT NULL",
    reason: 'Without AND, MLflow reads all of it before IS as the name of one tag.',
  },
  {
    filter: "tags.`team`'a' IS NULL",
    reason: 'MLflow reads a name and the text behind it as one name.',
  },
  {
    filter: "run_id != ('a', 'b')",
    reason: 'Over files MLflow compares the id with the list itself, which is never equal; in SQL it fails.',
  },
];

/** Filters on experiments that MLflow's SQL store refuses for their small letters; everywhere else it accepts them. */
export const SMALL_LETTERS: readonly { readonly filter: string; readonly same: string }[] = [
  { filter: "name like '%e%'", same: "name LIKE '%e%'" },
  { filter: "tags.purpose ilike 'T%'", same: "tags.purpose ILIKE 'T%'" },
  { filter: "experiment_id in ('0')", same: "experiment_id IN ('0')" },
];

export function expectedPoint(written: WrittenStore, key: string, point: Metric): Metric {
  const difference = POINT_DIFFERENCES.find(({ of, applies }) => of === written.backend && applies(key, point));
  return difference === undefined ? point : difference.ours(point);
}

export function expectedRun(written: WrittenStore, run: AnsweredRun): unknown {
  const metrics = Object.entries(run.metrics).map(([key, point]) => [
    key,
    expectedPoint(written, key, theirPoint(point)),
  ]);
  return theirRun({ ...run, metrics: Object.fromEntries(metrics) });
}

export function expectedPages({ filter }: RunQuestion, theirs: Pages): Pages {
  return REFUSED_BY_US.some((refused) => refused.filter === filter) ? null : theirs;
}

/** `answerTo` finds MLflow's answer to another filter of the same test. */
export function expectedExperimentPages(
  { filter }: ExperimentQuestion,
  theirs: Pages,
  answerTo: (filter: string) => Pages,
): Pages {
  const small = SMALL_LETTERS.find((one) => one.filter === filter);
  return small === undefined ? theirs : answerTo(small.same);
}
