import type { CompareRow, CompareSection, CompareTable, CompareTableRequest } from '../../contracts/compare.ts';
import { formatDateTime, formatDuration } from '../../core/format/durations.ts';
import { truncate } from '../../core/format/text.ts';
import { isBetter, metricDirection } from '../../core/metrics/direction.ts';
import type { Run } from '../../core/tracking/model.ts';

/** A run of the comparison, as far as it is known. */
export interface ComparedRun {
  readonly runKey: string;
  readonly run: Run | undefined;
  readonly experiment: string;
  readonly store: string;
  /** ms it took, or takes so far. */
  readonly duration?: number | undefined;
}

type Kind = CompareSection['kind'];
type Cell = CompareRow['cells'][number];

/** Characters of a value that the table gets; a cell shows far fewer, and copying asks for the whole. */
const CELL_LENGTH = 400;

const KINDS: readonly Kind[] = ['attribute', 'param', 'metric', 'tag'];

/** The table of all runs: rows by name within their section, those that don't match left out and counted. */
export function collectTable(runs: readonly ComparedRun[], request: CompareTableRequest): CompareTable {
  const search = request.search?.trim().toLowerCase() ?? '';
  const sections = KINDS.map((kind): CompareSection => {
    const rows = keysOf(kind, runs).map((key) => collectRow(kind, key, runs));
    const shown = rows.filter(
      (row) => (!request.onlyDifferences || row.differs) && (search === '' || row.key.toLowerCase().includes(search)),
    );
    return { kind, rows: shown, hidden: rows.length - shown.length };
  });
  return { runKeys: runs.map(({ runKey }) => runKey), sections };
}

/** The whole text of one cell, for copying; undefined where there is none. */
export function cellText(kind: Kind, key: string, compared: ComparedRun): string | undefined {
  const value = cellValue(kind, key, compared);
  return value === undefined ? undefined : String(value);
}

function collectRow(kind: Kind, key: string, runs: readonly ComparedRun[]): CompareRow {
  const values = runs.map((compared) => cellValue(kind, key, compared));
  // A run that is not known yet differs from nothing.
  const known = values.filter((_, i) => runs[i]?.run !== undefined);
  const first = known[0];
  const differs = known.some((value) => !Object.is(value, first));
  const best = kind === 'metric' ? bestOf(key, values) : undefined;
  return { key, cells: values.map(toCell), differs, ...(best !== undefined && { best }) };
}

/** Messages to a view are JSON, which has no NaN and no infinities. */
function toCell(value: string | number | undefined): Cell {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value === undefined ? undefined : truncate(value, CELL_LENGTH);
}

function bestOf(key: string, values: readonly (string | number | undefined)[]): number | undefined {
  const direction = metricDirection(key);
  if (direction === undefined) return undefined;
  let best: number | undefined;
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'number' || Number.isNaN(value)) continue;
    if (best === undefined || isBetter(value, values[best] as number, direction)) best = i;
  }
  // Where all are equal none stands out.
  const contested = values.some((value) => typeof value === 'number' && best !== undefined && value !== values[best]);
  return contested ? best : undefined;
}

function keysOf(kind: Kind, runs: readonly ComparedRun[]): string[] {
  if (kind === 'attribute') {
    // An attribute that no run has says nothing.
    return Object.keys(ATTRIBUTES).filter((key) =>
      runs.some((compared) => cellValue(kind, key, compared) !== undefined),
    );
  }
  const keys = new Set<string>();
  for (const { run } of runs) {
    if (run !== undefined) for (const key of textsOf(kind, run).keys()) keys.add(key);
  }
  return [...keys].sort(byName);
}

function textsOf(kind: Exclude<Kind, 'attribute'>, run: Run): ReadonlyMap<string, unknown> {
  return kind === 'param' ? run.params : kind === 'metric' ? run.metrics : run.tags;
}

function cellValue(kind: Kind, key: string, compared: ComparedRun): string | number | undefined {
  const { run } = compared;
  if (run === undefined) return undefined;
  switch (kind) {
    case 'attribute':
      return ATTRIBUTES[key]?.(run, compared);
    case 'param':
      return run.params.get(key);
    case 'metric':
      return run.metrics.get(key)?.value;
    case 'tag':
      return run.tags.get(key);
  }
}

const ATTRIBUTES: Readonly<Record<string, (run: Run, compared: ComparedRun) => string | undefined>> = {
  status: (run) => run.status,
  started: (run) => (run.startTime === undefined ? undefined : formatDateTime(run.startTime)),
  duration: (_run, { duration }) => (duration === undefined ? undefined : formatDuration(duration)),
  experiment: (_run, { experiment }) => experiment,
  store: (_run, { store }) => store,
  user: (run) => run.userId || undefined,
  dataset: (run) => run.datasets.map(({ name, digest }) => `${name} (${digest})`).join(', ') || undefined,
  model: (run) => run.loggedModels.map(({ name, modelId }) => name ?? modelId).join(', ') || undefined,
  'run id': (run) => run.runId,
};

/** As a person reads names: `layer2` before `layer10`, whatever the case. */
export function byName(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}
const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'variant', caseFirst: 'lower' });
