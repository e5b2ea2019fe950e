import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disposable, DisposableStore, toDisposable } from '../../../base/disposables.ts';
import { AppError } from '../../../base/errors.ts';
import { retry } from '../../../base/retry.ts';
import type { Experiment, Run } from '../../../core/tracking/model.ts';
import type {
  ArtifactEntry,
  ExperimentQuery,
  HistoryRequest,
  MetricSeries,
  Page,
  RunBatch,
  RunQuery,
  RunScan,
  StoreChange,
  StoreDescription,
  StoreInterest,
  TrackingStore,
} from '../../../core/tracking/store.ts';
import { listRunArtifacts, type RunArtifacts, readRunArtifact } from '../runArtifacts.ts';
import { CurveCache } from './curves.ts';
import { ExperimentCatalog, expectRoot } from './experimentCatalog.ts';
import { searchExperiments } from './experiments.ts';
import { isFolder } from './files.ts';
import { metricHistory } from './history.ts';
import { StoreIndex } from './index/storeIndex.ts';
import { isRunId } from './keys.ts';
import { Pacer } from './pacer.ts';
import { neededFor, pageOf } from './pages.ts';
import { Patience } from './patience.ts';
import { type ListedRun, RunCatalog, type RunMemory } from './runCatalog.ts';
import { scanRuns } from './scan.ts';
import { selectRuns } from './selection.ts';
import { Verifier } from './verifier.ts';
import { StoreWatch } from './watch/watch.ts';
import { readRun } from './wholeRun.ts';

export interface FileStoreOptions {
  /** Folder for the index; without it everything is read from the files once a session. */
  readonly cacheFolder?: string | undefined;
  /** When an answer comes from the index before it was compared with the files. */
  readonly patience?: Patience | undefined;
}

/**
 * Opens a folder with MLflow's file store (`mlruns/`): experiments as folders, each with a meta.yaml.
 * @throws AppError `notFound`, `unreadable`.
 */
export async function openFileStore(folder: string, options: FileStoreOptions): Promise<TrackingStore> {
  expectRoot(folder);
  return new FileStore(await realpath(folder), options);
}

class FileStore implements TrackingStore {
  readonly kind = 'filestore';
  readonly capabilities = { edit: false, registry: false, localArtifacts: true };
  readonly #root: string;
  readonly #experiments: ExperimentCatalog;
  readonly #runs: RunCatalog;
  readonly #index: StoreIndex | undefined;
  readonly #verifier: Verifier;
  readonly #curves = new CurveCache();
  readonly #watches = new DisposableStore();

  constructor(root: string, { cacheFolder, patience = new Patience() }: FileStoreOptions) {
    this.#root = root;
    this.#experiments = new ExperimentCatalog(root);
    this.#index = cacheFolder === undefined ? undefined : new StoreIndex(root, cacheFolder, () => this.#runs.known());
    this.#runs = new RunCatalog(root, this.#experiments, this.#index ?? NO_MEMORY, patience);
    this.#verifier = new Verifier(this.#runs);
  }

  async searchExperiments(query: ExperimentQuery, signal?: AbortSignal): Promise<Page<Experiment>> {
    return searchExperiments(this.#experiments, query, new Pacer(signal));
  }

  async searchRuns(query: RunQuery, signal?: AbortSignal): Promise<Page<Run>> {
    const pacer = new Pacer(signal);
    const { runs, problems } = await selectRuns(this.#root, this.#runs, query, pacer, neededFor(query, DEFAULT_PAGE));
    const { items, nextPageToken } = pageOf(runs, query, DEFAULT_PAGE);
    const whole: Run[] = [];
    for (const run of items) {
      if (pacer.due()) await pacer.rest();
      whole.push(readRun(this.#root, run, problems));
    }
    this.#verifier.start();
    return { items: whole, nextPageToken, ...(problems.length > 0 && { problems }) };
  }

  async *scanRuns(query: RunScan, signal?: AbortSignal): AsyncGenerator<RunBatch> {
    yield* scanRuns(this.#root, this.#runs, query, new Pacer(signal));
    this.#verifier.start();
  }

  async getRun(runId: string, signal?: AbortSignal): Promise<Run> {
    signal?.throwIfAborted();
    return readRun(this.#root, await this.#find(runId, signal), []);
  }

  async *metricHistory(request: HistoryRequest, signal?: AbortSignal): AsyncGenerator<MetricSeries> {
    expectRoot(this.#root);
    yield* metricHistory(this.#runs, this.#curves, request, new Pacer(signal));
  }

  async listArtifacts(runId: string, path?: string, signal?: AbortSignal): Promise<ArtifactEntry[]> {
    return listRunArtifacts(await this.#artifacts(runId, signal), path, signal);
  }

  async readArtifact(runId: string, path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return readRunArtifact(await this.#artifacts(runId, signal), path, signal);
  }

  watch(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    const catalogs = { experiments: this.#experiments, runs: this.#runs };
    const watch = new DisposableStore();
    watch.add(new StoreWatch(this.#root, catalogs, interest, onChange));
    watch.add(this.#verifier.addHolder(interest, onChange));
    this.#watches.add(watch);
    return toDisposable(() => this.#watches.release(watch));
  }

  async describe(signal?: AbortSignal): Promise<StoreDescription> {
    const { experiments, problems } = await this.#experiments.list('all', new Pacer(signal));
    const ids = experiments.map(({ experimentId }) => experimentId);
    const list = await this.#runs.list(ids, 'all', new Pacer(signal));
    return {
      kind: this.kind,
      location: this.#root,
      facts: { experiments: experiments.length, runs: list.runs.length },
      problems: [...problems, ...list.problems],
    };
  }

  async refresh(): Promise<void> {
    this.#runs.clear();
    this.#index?.clear();
    this.#curves.clear();
    expectRoot(this.#root);
  }

  dispose(): void {
    this.#watches.dispose();
    this.#verifier.dispose();
    this.#index?.dispose();
  }

  /** A run whose meta.yaml is being written comes a moment later. */
  async #find(runId: string, signal: AbortSignal | undefined): Promise<ListedRun> {
    const shouldRetry = (error: unknown) =>
      error instanceof AppError && error.code === 'notFound' && this.#isNew(runId);
    return retry({ attempts: 5, delay: 20, maxDelay: 100, shouldRetry }, () => this.#runs.find(runId), signal);
  }

  #isNew(runId: string): boolean {
    return isRunId(runId) && this.#experiments.folders('all').some(({ path }) => isFolder(join(path, runId)));
  }

  async #artifacts(runId: string, signal: AbortSignal | undefined): Promise<RunArtifacts> {
    const { folder, meta } = await this.#find(runId, signal);
    const { experimentId } = folder;
    return { artifactUri: meta.artifactUri, storeFolder: this.#root, experimentId, runId };
  }
}

/** Runs a page, unless told. */
const DEFAULT_PAGE = 100;

/** Without a cache folder nothing outlives the session. */
const NO_MEMORY: RunMemory = { restore() {}, listed() {}, changed() {} };
