import { type Disposable, toDisposable } from '../../src/base/disposables.ts';
import { AppError } from '../../src/base/errors.ts';
import { decimate } from '../../src/core/metrics/decimate.ts';
import { MetricColumnsBuilder, TextColumnsBuilder } from '../../src/core/tracking/columnBuilder.ts';
import { compileRunFilter, compileRunOrder } from '../../src/core/tracking/filter/evaluate.ts';
import type { RunFacts } from '../../src/core/tracking/filter/facts.ts';
import { parseRunFilter, parseRunOrderBy } from '../../src/core/tracking/filter/parse.ts';
import {
  type Experiment,
  type LifecycleStage,
  type Metric,
  RUN_NAME_TAG,
  type Run,
  type View,
} from '../../src/core/tracking/model.ts';
import type {
  ArtifactEntry,
  ExperimentQuery,
  HistoryRequest,
  MetricSeries,
  Page,
  RunBatch,
  RunQuery,
  RunScan,
  RunSelection,
  StoreChange,
  StoreDescription,
  StoreInterest,
  StoreProblem,
  TrackingStore,
} from '../../src/core/tracking/store.ts';

/** What a test says of a run; the rest has usual values. Metrics as plain values, or as histories. */
export interface RunInit {
  readonly runId: string;
  readonly experimentId?: string;
  readonly runName?: string;
  readonly status?: Run['status'];
  readonly lifecycleStage?: LifecycleStage;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly metrics?: Readonly<Record<string, number | readonly Metric[]>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

interface StoredRun {
  readonly run: Run;
  readonly histories: ReadonlyMap<string, readonly Metric[]>;
}

/**
 * A tracking store in memory, faithful to the port: MLflow's grammar and order, pages, lifecycle, watches that tell only
 * those who have an interest. Counts its calls, and can be made to fail or to wait.
 */
export class MemoryStore implements TrackingStore {
  readonly kind = 'filestore';
  readonly capabilities = { edit: false, registry: false, localArtifacts: true };
  /** Names of methods in the order in which they were called. */
  readonly calls: string[] = [];
  readonly interests: StoreInterest[] = [];
  readonly artifacts = new Map<string, readonly ArtifactEntry[]>();
  problems: readonly StoreProblem[] = [];
  /** Thrown by every reading method while it is set. */
  failure: Error | undefined;
  /** Awaited by every reading method. */
  gate: Promise<void> | undefined;
  disposed = false;
  readonly #experiments = new Map<string, Experiment>();
  readonly #runs = new Map<string, StoredRun>();
  readonly #watchers = new Set<{ readonly interest: StoreInterest; readonly tell: (change: StoreChange) => void }>();

  get watchers(): number {
    return this.#watchers.size;
  }

  addExperiment(
    experimentId: string,
    name = `experiment ${experimentId}`,
    lifecycleStage: LifecycleStage = 'active',
  ): void {
    const artifactLocation = `/store/${experimentId}`;
    this.#experiments.set(experimentId, { experimentId, name, artifactLocation, lifecycleStage, tags: new Map() });
    this.tell({ kind: 'experiments' });
  }

  /** Adds a run, or replaces it, and tells who watches. */
  put(...inits: readonly RunInit[]): void {
    for (const init of inits) this.#runs.set(init.runId, stored(init));
    const ids = inits.map(({ runId }) => runId);
    const experimentIds = [...new Set(inits.map(({ experimentId = '1' }) => experimentId))];
    this.tell({ kind: 'runs', experimentIds });
    this.tell({ kind: 'run', runIds: ids });
  }

  delete(runId: string): void {
    const experimentId = this.#runs.get(runId)?.run.experimentId ?? '';
    this.#runs.delete(runId);
    this.tell({ kind: 'runs', experimentIds: [experimentId] });
    this.tell({ kind: 'run', runIds: [runId] });
  }

  tell(change: StoreChange): void {
    for (const { interest, tell } of [...this.#watchers]) if (isOf(change, interest)) tell(change);
  }

  async searchExperiments(query: ExperimentQuery, signal?: AbortSignal): Promise<Page<Experiment>> {
    await this.#begin('searchExperiments', signal);
    const items = [...this.#experiments.values()].filter((one) => inView(one.lifecycleStage, query.view));
    return { ...pageOf(items, query.pageSize ?? 1000, query.pageToken), problems: this.problems };
  }

  async searchRuns(query: RunQuery, signal?: AbortSignal): Promise<Page<Run>> {
    await this.#begin('searchRuns', signal);
    return pageOf(this.#select(query), query.pageSize ?? 100, query.pageToken);
  }

  async *scanRuns(query: RunScan, signal?: AbortSignal): AsyncGenerator<RunBatch> {
    await this.#begin('scanRuns', signal);
    yield batchOf(this.#select(query));
  }

  async getRun(runId: string, signal?: AbortSignal): Promise<Run> {
    await this.#begin('getRun', signal);
    const found = this.#runs.get(runId);
    if (found === undefined) throw new AppError({ code: 'notFound', message: `There is no run ${runId}.` });
    return found.run;
  }

  async *metricHistory(request: HistoryRequest, signal?: AbortSignal): AsyncGenerator<MetricSeries> {
    await this.#begin('metricHistory', signal);
    for (const runId of request.runIds) {
      const history = this.#runs.get(runId)?.histories.get(request.key);
      if (history !== undefined) yield seriesOf(runId, request, history);
    }
  }

  async listArtifacts(runId: string, path = '', signal?: AbortSignal): Promise<ArtifactEntry[]> {
    await this.#begin('listArtifacts', signal);
    const parent = (entry: ArtifactEntry) => entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/')));
    return (this.artifacts.get(runId) ?? []).filter((entry) => parent(entry) === path);
  }

  async readArtifact(_runId: string, path: string): Promise<AsyncIterable<Uint8Array>> {
    await this.#begin('readArtifact');
    throw new AppError({ code: 'notFound', message: `There is no artifact ${path}.` });
  }

  watch(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    this.calls.push('watch');
    this.interests.push(interest);
    const watcher = { interest, tell: onChange };
    this.#watchers.add(watcher);
    return toDisposable(() => this.#watchers.delete(watcher));
  }

  async describe(): Promise<StoreDescription> {
    return { kind: this.kind, location: 'memory', facts: { runs: this.#runs.size }, problems: this.problems };
  }

  async refresh(): Promise<void> {
    await this.#begin('refresh');
  }

  dispose(): void {
    this.disposed = true;
    this.#watchers.clear();
  }

  async #begin(call: string, signal?: AbortSignal): Promise<void> {
    this.calls.push(call);
    await this.gate;
    signal?.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
  }

  #select({ experimentIds, filter = '', orderBy = [], view }: RunSelection): Run[] {
    const matches = compileRunFilter(parseRunFilter(filter), 'sql');
    const compare = compileRunOrder(parseRunOrderBy(orderBy), 'sql');
    return [...this.#runs.values()]
      .map(({ run }) => ({ run, facts: factsOf(run) }))
      .filter(({ run }) => experimentIds.includes(run.experimentId) && inView(run.lifecycleStage, view))
      .filter(({ facts }) => matches(facts))
      .sort((a, b) => compare(a.facts, b.facts))
      .map(({ run }) => run);
  }
}

/** A run alone, for what needs no store. */
export function makeRun(init: RunInit): Run {
  return stored(init).run;
}

function stored(init: RunInit): StoredRun {
  const histories = new Map(
    Object.entries(init.metrics ?? {}).map(([key, given]) => [
      key,
      typeof given === 'number' ? [{ value: given, step: 0, timestamp: init.startTime ?? 0 }] : given,
    ]),
  );
  const run: Run = {
    runId: init.runId,
    runName: init.runName ?? init.runId,
    experimentId: init.experimentId ?? '1',
    userId: 'somebody',
    artifactUri: `/store/${init.experimentId ?? '1'}/${init.runId}/artifacts`,
    status: init.status ?? 'FINISHED',
    lifecycleStage: init.lifecycleStage ?? 'active',
    startTime: init.startTime,
    endTime: init.endTime,
    metrics: new Map(
      [...histories].flatMap(([key, points]) => (points.length > 0 ? [[key, points.at(-1) as Metric]] : [])),
    ),
    params: new Map(Object.entries(init.params ?? {})),
    // MLflow keeps the name as a tag, too, and filters by that.
    tags: new Map(Object.entries({ [RUN_NAME_TAG]: init.runName ?? init.runId, ...init.tags })),
    datasets: [],
    loggedModels: [],
  };
  return { run, histories };
}

function factsOf(run: Run): RunFacts {
  const attributes: Record<string, string | number | undefined> = {
    run_id: run.runId,
    run_name: run.runName,
    user_id: run.userId,
    status: run.status,
    artifact_uri: run.artifactUri,
    start_time: run.startTime,
    end_time: run.endTime,
  };
  return {
    metric: (key) => run.metrics.get(key)?.value,
    param: (key) => run.params.get(key),
    tag: (key) => run.tags.get(key),
    attribute: (key) => attributes[key],
    datasets: () => [],
  };
}

function inView(stage: LifecycleStage, view: View = 'active'): boolean {
  return view === 'all' || stage === view;
}

function pageOf<T>(items: readonly T[], pageSize: number, pageToken = '0'): Page<T> {
  const from = Number(pageToken);
  const to = from + pageSize;
  return { items: items.slice(from, to), ...(to < items.length && { nextPageToken: String(to) }) };
}

function batchOf(runs: readonly Run[]): RunBatch {
  const metrics = new MetricColumnsBuilder();
  const params = new TextColumnsBuilder();
  const tags = new TextColumnsBuilder();
  for (const [row, run] of runs.entries()) {
    for (const [key, { value }] of run.metrics) metrics.add(key, row, value);
    for (const [key, value] of run.params) params.add(key, row, value);
    for (const [key, value] of run.tags) tags.add(key, row, value);
  }
  return {
    length: runs.length,
    runIds: runs.map(({ runId }) => runId),
    runNames: runs.map(({ runName }) => runName),
    experimentIds: runs.map(({ experimentId }) => experimentId),
    userIds: runs.map(({ userId }) => userId),
    artifactUris: runs.map(({ artifactUri }) => artifactUri),
    statuses: runs.map(({ status }) => status),
    lifecycleStages: runs.map(({ lifecycleStage }) => lifecycleStage),
    startTimes: Float64Array.from(runs, ({ startTime }) => startTime ?? Number.NaN),
    endTimes: Float64Array.from(runs, ({ endTime }) => endTime ?? Number.NaN),
    metrics: metrics.build(),
    params: params.build(),
    tags: tags.build(),
    progress: { done: runs.length, total: runs.length },
  };
}

function seriesOf(runId: string, { key, maxPoints, range }: HistoryRequest, history: readonly Metric[]): MetricSeries {
  const points = {
    steps: Float64Array.from(history, ({ step }) => step),
    timestamps: Float64Array.from(history, ({ timestamp }) => timestamp),
    values: Float64Array.from(history, ({ value }) => value),
  };
  if (maxPoints === undefined) return { runId, key, ...points, total: history.length };
  return { runId, key, ...decimate(points, { axis: range?.axis ?? 'step', maxPoints, range }) };
}

function isOf(change: StoreChange, interest: StoreInterest): boolean {
  const some = (ids: readonly string[], wanted: readonly string[] | undefined) =>
    ids.some((id) => wanted?.includes(id));
  if (change.kind === 'runs') return some(change.experimentIds, interest.experimentIds);
  if (change.kind === 'run' || change.kind === 'metrics') return some(change.runIds, interest.runIds);
  return true;
}
