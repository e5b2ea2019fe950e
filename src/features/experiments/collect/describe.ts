import { formatCount, formatValue } from '../../../core/format/numbers.ts';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { Metric } from '../../../core/tracking/model.ts';
import type { BestValue } from '../data/bestValues.ts';
import { isDefaultSort, type RunSort } from '../data/runSort.ts';
import type { ListSettings } from '../data/viewSettings.ts';
import type { Words } from '../words.ts';

/** The dim texts beside the labels. */

const LONGEST_FILTER = 40;
const LONGEST_VALUE = 120;

export function describeExperiment(
  { filter, sort }: ListSettings,
  extent: { readonly count: number; readonly more: boolean } | undefined,
  words: Words,
): string {
  return [
    extent === undefined ? undefined : words.runCount(extent.count, extent.more),
    filter === '' ? undefined : words.filteredBy(truncate(visibleText(filter), LONGEST_FILTER)),
    isDefaultSort(sort) ? undefined : words.orderedBy(sortName(sort, words), sort.ascending),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function sortName({ by, key }: RunSort, words: Words): string {
  if (by === 'metric' || by === 'param') return truncate(visibleText(key ?? ''), LONGEST_FILTER);
  return words.sort[by];
}

/** The last value, and the best where it was another. */
export function describeMetric(latest: Metric, best: BestValue | undefined, words: Words): string {
  const value = formatValue(latest.value);
  if (best === undefined || Object.is(best.value, latest.value)) return value;
  return `${value} · ${words.best(formatValue(best.value))}`;
}

/** One line of a param's or tag's value. */
export function describeText(text: string): string {
  return truncate(visibleText(text), LONGEST_VALUE);
}

/** `1.5 kB`, `320 B`: a file's size as file managers write it. */
export function describeSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? formatCount(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}
