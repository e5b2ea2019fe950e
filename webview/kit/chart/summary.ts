import { formatDateTime, formatDuration } from '../../../src/core/format/durations.ts';
import { formatCount, formatValue } from '../../../src/core/format/numbers.ts';
import { t } from '../messages.ts';
import type { Line } from './lines.ts';
import type { AxisKind } from './scene.ts';

/** A place on the x axis in words: `Step 1,200`, a time of day, a duration. */
export function formatPlace(kind: AxisKind, x: number): string {
  if (kind === 'time') return formatDateTime(x);
  if (kind === 'relative') return formatDuration(x * 1000);
  return t('Step {0}', Number.isInteger(x) ? formatCount(x) : formatValue(x));
}

/** What a chart says of one of its lines, for those who can't see it. */
export interface LineSummary {
  readonly id: string;
  readonly last: string;
  readonly min: string;
  readonly max: string;
  readonly points: string;
  readonly nan: boolean;
}

export function summarise(line: Line): LineSummary {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nan = false;
  for (const value of line.y) {
    if (Number.isNaN(value)) nan = true;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const some = min <= max;
  return {
    id: line.id,
    last: formatValue(line.y[line.y.length - 1] ?? Number.NaN),
    min: some ? formatValue(min) : '–',
    max: some ? formatValue(max) : '–',
    points: formatCount(line.total),
    nan,
  };
}

/** What a note under the chart has to say about values that have no place on its axes. */
export interface Unplaced {
  readonly nanLines: number;
  readonly infiniteLines: number;
  /** Lines with values ≤ 0, which a log scale can't show. */
  readonly notPositiveLines: number;
}

export function unplaced(lines: readonly Line[], log: boolean): Unplaced {
  let nanLines = 0;
  let infiniteLines = 0;
  let notPositiveLines = 0;
  for (const { y } of lines) {
    let nan = false;
    let infinite = false;
    let notPositive = false;
    for (const value of y) {
      if (Number.isNaN(value)) nan = true;
      else if (!Number.isFinite(value)) infinite = true;
      else if (value <= 0) notPositive = true;
    }
    if (nan) nanLines++;
    if (infinite) infiniteLines++;
    if (log && notPositive) notPositiveLines++;
  }
  return { nanLines, infiniteLines, notPositiveLines };
}
