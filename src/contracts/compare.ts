import type { RunStatus } from '../core/tracking/model.ts';
import type { HistoryAxis } from '../core/tracking/store.ts';

/** The compare panel: curves and a table of a handful to a few hundred runs. */

/** What the view may ask the host. Every call takes one argument or none, and answers with plain data or typed arrays. */
export interface CompareCalls {
  overview(): Promise<CompareOverview>;
  table(request: CompareTableRequest): Promise<CompareTable>;
  series(request: CompareSeriesRequest): Promise<CompareSeriesReply>;
  /** Takes the run out of the comparison (and of the selection, when the panel follows it). */
  removeRun(runKey: string): Promise<void>;
  /** Shows the run in the tree. */
  revealRun(runKey: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Copies a cell's whole value, where the table holds only its beginning. */
  copyCell(cell: CompareCell): Promise<void>;
}

/** What the host tells the view: ask again. A hidden view misses notes and asks when it is shown. */
export interface CompareNotes {
  /** Runs, their names, status or colours, or the list of metrics changed. */
  runsChanged(): void;
  /** New values of these metrics (all, when absent). */
  metricsChanged(keys?: readonly string[]): void;
}

/** Which runs a panel shows: what is ticked, or a set of its own. Runs by `runKey`. */
export type CompareSource =
  | { readonly type: 'selection' }
  | { readonly type: 'fixed'; readonly runKeys: readonly string[] };

export interface CompareRun {
  readonly runKey: string;
  readonly runId: string;
  readonly name: string;
  readonly experiment: string;
  readonly store: string;
  /** Absent until the store has answered. */
  readonly status?: RunStatus | undefined;
  readonly liveness?: 'live' | 'quiet' | 'noSign' | 'ended' | undefined;
  /** ms since the epoch. */
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Index of the run's colour: 0 to COLOUR_COUNT - 1, the same in tree, table and charts. */
  readonly colour: number;
  /** Why the run can't be shown or is stale, in a sentence. */
  readonly problem?: string | undefined;
}

export interface CompareOverview {
  readonly source: CompareSource;
  readonly runs: readonly CompareRun[];
  /** Keys any of the runs has, sorted by name; `runs`: how many have it. */
  readonly metrics: readonly { readonly key: string; readonly runs: number }[];
  /** True while some store has not answered yet. */
  readonly loading: boolean;
}

export interface CompareTableRequest {
  readonly onlyDifferences: boolean;
  /** Case-insensitive part of a row's key. */
  readonly search?: string | undefined;
}

export interface CompareTable {
  /** Order of the columns. */
  readonly runKeys: readonly string[];
  readonly sections: readonly CompareSection[];
}

export interface CompareSection {
  readonly kind: 'attribute' | 'param' | 'metric' | 'tag';
  readonly rows: readonly CompareRow[];
  /** Rows left out because they are the same in all runs or don't match the search. */
  readonly hidden: number;
}

export interface CompareRow {
  readonly key: string;
  /**
   * One per run; absent where the run doesn't have it. Metrics as numbers, the rest as text (long values cut, `…` at the
   * end). Messages to a webview cross as JSON, so undefined arrives as null, and a metric that isn't finite is sent as
   * the text `NaN`, `Infinity` or `-Infinity`.
   */
  readonly cells: readonly (string | number | null | undefined)[];
  readonly differs: boolean;
  /** Metrics: index of the best cell by the metric's direction, where one can be told. */
  readonly best?: number | undefined;
}

/** Names one cell of the table. */
export interface CompareCell {
  readonly kind: CompareSection['kind'];
  readonly key: string;
  readonly runKey: string;
}

export type CompareAxis = 'step' | 'time' | 'relative';

export interface CompareSeriesRequest {
  readonly key: string;
  readonly runKeys: readonly string[];
  readonly axis: CompareAxis;
  /** In units of the axis: steps, ms since the epoch, or seconds since the run's start. Both ends included. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  /** Points a run, minimum and maximum of each bucket kept. */
  readonly maxPoints: number;
}

export interface CompareSeries {
  readonly runKey: string;
  /** In units of the axis, ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Stretches that were NaN, as pairs [from, to, from, to, …] in units of the axis. */
  readonly nans: Float64Array;
  /** Points in the range before decimation. */
  readonly total: number;
}

export interface CompareSeriesReply {
  readonly series: readonly CompareSeries[];
  /** Runs that have the metric and could not be read. */
  readonly failed: readonly { readonly runKey: string; readonly message: string }[];
}

/** What the view keeps over a reload; the host reads `source` alone. */
export interface CompareViewState {
  readonly version: 1;
  readonly source: CompareSource;
  readonly axis: CompareAxis;
  readonly logScale: boolean;
  readonly onlyDifferences: boolean;
  readonly search: string;
  /** Metrics the user closed or brought to the front. */
  readonly hiddenMetrics: readonly string[];
  /** Visible range of x by metric key; absent: all of it. */
  readonly zoom: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
  readonly hiddenRuns: readonly string[];
  /** Groups of metrics (`train`, `system`) that are folded. */
  readonly collapsedGroups: readonly string[];
  /** The metric whose chart takes the whole width. */
  readonly expandedMetric?: string | undefined;
  readonly tableCollapsed: readonly CompareSection['kind'][];
  readonly scroll: number;
}

/** The axis of the store's history that an axis of the chart is read on. */
export const HISTORY_AXIS: Readonly<Record<CompareAxis, HistoryAxis>> = {
  step: 'step',
  time: 'time',
  relative: 'time',
};
