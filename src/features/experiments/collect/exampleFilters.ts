import { formatValue } from '../../../core/format/numbers.ts';
import { metricDirection } from '../../../core/metrics/direction.ts';
import type { Run } from '../../../core/tracking/model.ts';

/** A key that MLflow's grammar takes without quotes. */
const PLAIN = /^[A-Za-z_]\w*$/;

/** Filters that say something about just these runs, to be picked and changed. */
export function exampleFilters(runs: readonly Run[]): readonly string[] {
  const examples: string[] = [];
  const metric = firstKey(runs, 'metrics', (key) => metricDirection(key) !== undefined) ?? firstKey(runs, 'metrics');
  if (metric !== undefined) {
    const value = runs.find((run) => run.metrics.has(metric))?.metrics.get(metric)?.value ?? 0;
    const operator = metricDirection(metric) === 'lower' ? '<=' : '>=';
    if (Number.isFinite(value)) examples.push(`metrics.${quoted(metric)} ${operator} ${formatValue(value, 3)}`);
  }
  const param = firstKey(runs, 'params', (_, value) => isQuotable(value));
  const value = param === undefined ? undefined : runs.find((run) => run.params.has(param))?.params.get(param);
  if (param !== undefined && value !== undefined) examples.push(`params.${quoted(param)} = '${value}'`);
  examples.push("attributes.status = 'FINISHED'", "attributes.status = 'RUNNING'");
  return examples;
}

function firstKey(
  runs: readonly Run[],
  of: 'metrics' | 'params',
  isWanted: (key: string, value: unknown) => boolean = () => true,
): string | undefined {
  for (const run of runs) {
    for (const [key, value] of run[of]) if (!/["`]/.test(key) && isWanted(key, value)) return key;
  }
  return undefined;
}

function quoted(key: string): string {
  return PLAIN.test(key) ? key : `"${key}"`;
}

function isQuotable(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 30 && /^[ -~]*$/.test(value) && !/['"\\`]/.test(value);
}
