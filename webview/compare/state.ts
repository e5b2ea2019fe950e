import type {
  CompareAxis,
  CompareOverview,
  CompareRun,
  CompareSection,
  CompareSource,
  CompareViewState,
} from '../../src/contracts/compare.ts';
import { COLOUR_COUNT } from '../../src/core/compare/colours.ts';
import { DASHES } from '../kit/chart/dashes.ts';
import { type Range, sameRange } from '../kit/chart/range.ts';
import type { LineStyle } from '../kit/chart/scene.ts';

/** Everything the view decides without the host, as functions of data. */

const SECTION_KINDS = ['attribute', 'param', 'metric', 'tag'] as const satisfies readonly CompareSection['kind'][];
const AXES = ['step', 'time', 'relative'] as const satisfies readonly CompareAxis[];

export const DEFAULT_STATE: CompareViewState = {
  version: 1,
  source: { type: 'selection' },
  axis: 'step',
  logScale: false,
  onlyDifferences: false,
  search: '',
  hiddenMetrics: [],
  zoom: {},
  hiddenRuns: [],
  collapsedGroups: ['system'],
  tableCollapsed: [],
  scroll: 0,
};

/** A whole state from whatever an older, newer or broken version left; what can't be read becomes its default. */
export function decodeViewState(raw: unknown): CompareViewState {
  if (!isRecord(raw) || raw['version'] !== 1) return DEFAULT_STATE;
  const expanded = raw['expandedMetric'];
  return {
    version: 1,
    source: decodeSource(raw['source']),
    axis: AXES.find((axis) => axis === raw['axis']) ?? DEFAULT_STATE.axis,
    logScale: raw['logScale'] === true,
    onlyDifferences: raw['onlyDifferences'] === true,
    search: typeof raw['search'] === 'string' ? raw['search'] : '',
    hiddenMetrics: strings(raw['hiddenMetrics']) ?? [],
    zoom: decodeZoom(raw['zoom']),
    hiddenRuns: strings(raw['hiddenRuns']) ?? [],
    collapsedGroups: strings(raw['collapsedGroups']) ?? DEFAULT_STATE.collapsedGroups,
    expandedMetric: typeof expanded === 'string' ? expanded : undefined,
    tableCollapsed: SECTION_KINDS.filter((kind) => strings(raw['tableCollapsed'])?.includes(kind)),
    scroll: finite(raw['scroll']) ?? 0,
  };
}

function decodeSource(raw: unknown): CompareSource {
  if (!isRecord(raw) || raw['type'] !== 'fixed') return { type: 'selection' };
  const runKeys = strings(raw['runKeys']);
  return runKeys === undefined ? { type: 'selection' } : { type: 'fixed', runKeys };
}

function decodeZoom(raw: unknown): CompareViewState['zoom'] {
  const zoom: Record<string, Range> = Object.create(null) as Record<string, Range>;
  for (const [key, value] of isRecord(raw) ? Object.entries(raw) : []) {
    const from = isRecord(value) ? finite(value['from']) : undefined;
    const to = isRecord(value) ? finite(value['to']) : undefined;
    if (from !== undefined && to !== undefined && from < to) zoom[key] = { from, to };
  }
  return zoom;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** In the list when it wasn't, out of it when it was. */
export function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

export function withZoom(state: CompareViewState, metric: string, view: Range | undefined): CompareViewState {
  if (sameRange(state.zoom[metric], view)) return state;
  const rest = Object.entries(state.zoom).filter(([key]) => key !== metric);
  return { ...state, zoom: Object.fromEntries(view === undefined ? rest : [...rest, [metric, view]]) };
}

/** Another axis has other units: what was zoomed on the old one means nothing there. */
export function withAxis(state: CompareViewState, axis: CompareAxis): CompareViewState {
  return state.axis === axis ? state : { ...state, axis, zoom: {} };
}

/** Hides the run, or shows it again; with `only` all others are hidden (or shown, when they were hidden already). */
export function withRunToggled(
  state: CompareViewState,
  runs: readonly CompareRun[],
  runKey: string,
  only: boolean,
): CompareViewState {
  if (!only) return { ...state, hiddenRuns: toggled(state.hiddenRuns, runKey) };
  const others = runs.map((run) => run.runKey).filter((key) => key !== runKey);
  const alone =
    others.length > 0 && others.every((key) => state.hiddenRuns.includes(key)) && !state.hiddenRuns.includes(runKey);
  return { ...state, hiddenRuns: alone ? [] : others };
}

/** Runs that share a colour differ in their dashes, in the order of the runs. */
export function lineStyles(runs: readonly CompareRun[]): ReadonlyMap<string, LineStyle> {
  const uses = new Map<number, number>();
  const styles = new Map<string, LineStyle>();
  for (const run of runs) {
    const colour = run.colour % COLOUR_COUNT;
    const use = uses.get(colour) ?? 0;
    uses.set(colour, use + 1);
    styles.set(run.runKey, { colour, dash: use % DASHES.length });
  }
  return styles;
}

/** What a run is called: its name, or the beginning of its id where it has none. */
export function runLabel({ name, runId }: Pick<CompareRun, 'name' | 'runId'>): string {
  return name.trim() === '' ? runId.slice(0, 8) : name;
}

export interface MetricGroup {
  /** What stands before the first `/` of the keys; empty for keys without one. */
  readonly name: string;
  readonly metrics: readonly { readonly key: string; readonly runs: number }[];
}

/** MLflow's own prefix for the machine's load, which few people compare. */
const SYSTEM_GROUP = 'system';

/** Charts by the prefix of their metric, those without one first and the machine's last. */
export function groupMetrics(
  metrics: CompareOverview['metrics'],
  search: string,
  hidden: readonly string[],
): readonly MetricGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, { key: string; runs: number }[]>();
  for (const metric of metrics) {
    if (hidden.includes(metric.key) || !metric.key.toLowerCase().includes(wanted)) continue;
    const name = metric.key.includes('/') ? metric.key.slice(0, metric.key.indexOf('/')) : '';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [metric]);
    else group.push(metric);
  }
  const rank = (name: string) => (name === '' ? 0 : name === SYSTEM_GROUP ? 2 : 1);
  return [...groups]
    .map(([name, list]) => ({ name, metrics: list }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

/** Points over all visible lines of a chart that are worth sending and drawing. */
const POINT_BUDGET = 200_000;
const LEAST_POINTS = 50;
const POINTS_STEP = 250;

/**
 * How many points of each run to ask for: the extremes of each pixel column, within the budget; in steps, so that a small
 * change of size doesn't ask again.
 * @param width of the plot, in device pixels
 */
export function pointsPerRun(width: number, runs: number): number {
  const enough = Math.max(1, Math.ceil((2 * width) / POINTS_STEP)) * POINTS_STEP;
  return Math.max(LEAST_POINTS, Math.min(enough, Math.floor(POINT_BUDGET / Math.max(runs, 1))));
}
