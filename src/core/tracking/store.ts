import type { Disposable } from '../../base/disposables.ts';
import type { ErrorCode } from '../../base/errors.ts';
import type { MetricColumns, TextColumns } from './columns.ts';
import type { Experiment, LifecycleStage, Run, RunStatus, View } from './model.ts';

/**
 * The port to one tracking store. Every adapter passes one contract suite, which compares its answers with those of the
 * real MLflow client on a copy of the same store.
 *
 * Failures are `AppError`s; an aborted signal rejects with an AbortError. What a store can't read (a run folder without a
 * meta.yaml) is left out of its answers and named in `problems`.
 */
export interface TrackingStore extends Disposable {
  readonly kind: 'filestore' | 'sqlite' | 'rest';
  readonly capabilities: StoreCapabilities;
  searchExperiments(query: ExperimentQuery, signal?: AbortSignal): Promise<Page<Experiment>>;
  /** One page of whole runs. `invalidFilter` names the place in the text. */
  searchRuns(query: RunQuery, signal?: AbortSignal): Promise<Page<Run>>;
  /** The bulk path: every matching run, as columns. Buffers belong to the receiver. */
  scanRuns(query: RunScan, signal?: AbortSignal): AsyncIterable<RunBatch>;
  /** Rejects with `notFound`. Finds deleted runs, too. */
  getRun(runId: string, signal?: AbortSignal): Promise<Run>;
  /** One series per run that has the metric, each as soon as it is ready; runs without it yield nothing. */
  metricHistory(request: HistoryRequest, signal?: AbortSignal): AsyncIterable<MetricSeries>;
  /** The direct children of a folder, folders first, then by path. An absent artifact root is an empty answer. */
  listArtifacts(runId: string, path?: string, signal?: AbortSignal): Promise<ArtifactEntry[]>;
  readArtifact(runId: string, path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Calls back within a second of a change, until disposed. No watch, no work. */
  watch(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable;
  /** What the store itself says about its state, for the bug report: paths, versions, counts; no secrets. */
  describe(signal?: AbortSignal): Promise<StoreDescription>;
  /** Forgets what is cached and reads again on the next call. */
  refresh(): Promise<void>;
}

export interface StoreCapabilities {
  readonly edit: boolean;
  readonly registry: boolean;
  /** Where the artifacts of a run can be opened as local files. */
  readonly localArtifacts: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextPageToken?: string | undefined;
  readonly problems?: readonly StoreProblem[] | undefined;
}

/** Something in the store that could not be read, and why. Everything else goes on. */
export interface StoreProblem {
  readonly code: ErrorCode;
  /** Place inside the store: relative path or table. */
  readonly place: string;
  readonly message: string;
  readonly experimentId?: string | undefined;
}

export interface ExperimentQuery {
  /** MLflow's grammar: `name`, `creation_time`, `last_update_time`, `tags.x`. */
  readonly filter?: string | undefined;
  /** Default: newest first (`creation_time DESC, experiment_id`), as both of MLflow's own stores answer. */
  readonly orderBy?: readonly string[] | undefined;
  readonly view?: View | undefined;
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

export interface RunSelection {
  readonly experimentIds: readonly string[];
  /** MLflow's filter grammar. */
  readonly filter?: string | undefined;
  /** MLflow's order-by clauses. Default: `start_time DESC, run_id`. */
  readonly orderBy?: readonly string[] | undefined;
  readonly view?: View | undefined;
}

export interface RunQuery extends RunSelection {
  /** Runs a page, 1 to 50,000; 100 unless told. */
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

export interface RunScan extends RunSelection {
  /** Columns by name, or all of a kind; all three kinds unless told. */
  readonly columns?: {
    readonly metrics?: readonly string[] | 'all' | undefined;
    readonly params?: readonly string[] | 'all' | undefined;
    readonly tags?: readonly string[] | 'all' | undefined;
  };
}

/** At most 1,000 runs as columns; row `i` of each belongs to one run. */
export interface RunBatch {
  readonly length: number;
  readonly runIds: readonly string[];
  readonly runNames: readonly string[];
  readonly experimentIds: readonly string[];
  readonly userIds: readonly string[];
  readonly artifactUris: readonly string[];
  readonly statuses: readonly RunStatus[];
  readonly lifecycleStages: readonly LifecycleStage[];
  /** ms; NaN where missing. */
  readonly startTimes: Float64Array;
  readonly endTimes: Float64Array;
  readonly metrics: MetricColumns;
  readonly params: TextColumns;
  readonly tags: TextColumns;
  /** Runs answered so far, this batch included, and of how many where that is known. */
  readonly progress: { readonly done: number; readonly total?: number | undefined };
  readonly problems?: readonly StoreProblem[] | undefined;
}

export type HistoryAxis = 'step' | 'time';

export interface HistoryRequest {
  readonly runIds: readonly string[];
  readonly key: string;
  /** Both ends included; steps, or ms since the epoch. */
  readonly range?: { readonly axis: HistoryAxis; readonly from: number; readonly to: number } | undefined;
  /**
   * Decimates to about this many points on the axis of `range` (`step` without one): equal buckets, of each the first,
   * minimum, maximum and last finite value. Global extremes, first and last are always kept.
   */
  readonly maxPoints?: number | undefined;
}

/** Parallel arrays, ordered by (step, timestamp, value). Infinities stay in `values`. */
export interface MetricSeries {
  readonly runId: string;
  readonly key: string;
  readonly steps: Float64Array;
  /** ms since the epoch. */
  readonly timestamps: Float64Array;
  /** Without `maxPoints` every point, NaN among them; with it no NaN: see `nans`. */
  readonly values: Float64Array;
  /** With `maxPoints`: the stretches that were NaN, on both axes. */
  readonly nans?: readonly NanInterval[] | undefined;
  /** Points in the range before decimation, NaN included. */
  readonly total: number;
}

export interface NanInterval {
  readonly fromStep: number;
  readonly toStep: number;
  readonly fromTime: number;
  readonly toTime: number;
  readonly count: number;
}

export interface ArtifactEntry {
  /** From the run's artifact root, `/` between parts, none at the start. */
  readonly path: string;
  readonly isDir: boolean;
  /** Bytes; files only. */
  readonly size?: number | undefined;
  /** Absolute path of a local file or folder. */
  readonly localPath?: string | undefined;
}

/** What somebody looks at. An empty interest follows the list of experiments alone. */
export interface StoreInterest {
  /** Follow which runs these experiments have, and their status. */
  readonly experimentIds?: readonly string[] | undefined;
  /** Follow status, metrics, params and tags of these runs. */
  readonly runIds?: readonly string[] | undefined;
  /** Of those runs only these metrics; all unless told. */
  readonly metricKeys?: readonly string[] | undefined;
}

/** What changed, as a reason to ask again; never the new data. */
export type StoreChange =
  | { readonly kind: 'experiments' }
  | { readonly kind: 'runs'; readonly experimentIds: readonly string[] }
  | { readonly kind: 'run'; readonly runIds: readonly string[] }
  | { readonly kind: 'metrics'; readonly runIds: readonly string[]; readonly keys?: readonly string[] | undefined }
  | { readonly kind: 'lost'; readonly error: { readonly code: ErrorCode; readonly message: string } }
  | { readonly kind: 'restored' };

export interface StoreDescription {
  readonly kind: TrackingStore['kind'];
  /** Without credentials. */
  readonly location: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly problems: readonly StoreProblem[];
}
