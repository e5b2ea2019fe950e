import { dirname } from 'node:path';
import type { Disposable } from '../../../base/disposables.ts';
import type {
  ArtifactEntry,
  ExperimentQuery,
  HistoryRequest,
  RunQuery,
  RunScan,
  StoreChange,
  StoreInterest,
  TrackingStore,
} from '../../../core/tracking/store.ts';
import { listRunArtifacts, type RunArtifacts, readRunArtifact } from '../runArtifacts.ts';
import { DatabaseAccess } from './access.ts';
import { describe } from './describe.ts';
import { searchExperiments } from './experiments.ts';
import { metricHistory } from './history.ts';
import { loadSqlite, type SqliteModule } from './module.ts';
import { getRun, searchRuns } from './runs.ts';
import { scanRuns } from './scan.ts';
import { DatabaseWatch } from './watch.ts';

/**
 * Opens a SQLite database of MLflow 2.0 to the newest, for reading only: no schema is changed, no lock is held between
 * two slices of work.
 *
 * @throws AppError `notFound`, `unreadable`, `locked`, `corrupt`, or `unsupported`: no MLflow tables, or no SQLite here.
 */
export async function openSqliteStore(path: string, _options: Readonly<Record<string, never>>): Promise<TrackingStore> {
  const sqlite = loadSqlite();
  const store = new SqliteStore(sqlite, path);
  try {
    await store.refresh();
    return store;
  } catch (error) {
    store.dispose();
    throw error;
  }
}

class SqliteStore implements TrackingStore {
  readonly kind = 'sqlite';
  readonly capabilities = { edit: false, registry: false, localArtifacts: true };
  readonly #access: DatabaseAccess;
  readonly #watch: DatabaseWatch;

  constructor(sqlite: SqliteModule, path: string) {
    this.#access = new DatabaseAccess(sqlite, path);
    this.#watch = new DatabaseWatch(sqlite, path);
  }

  searchExperiments(query: ExperimentQuery, signal?: AbortSignal) {
    return searchExperiments(this.#access, query, signal);
  }

  searchRuns(query: RunQuery, signal?: AbortSignal) {
    return searchRuns(this.#access, query, signal);
  }

  scanRuns(query: RunScan, signal?: AbortSignal) {
    return scanRuns(this.#access, query, signal);
  }

  getRun(runId: string, signal?: AbortSignal) {
    return getRun(this.#access, runId, signal);
  }

  metricHistory(request: HistoryRequest, signal?: AbortSignal) {
    return metricHistory(this.#access, request, signal);
  }

  async listArtifacts(runId: string, path?: string, signal?: AbortSignal): Promise<ArtifactEntry[]> {
    return listRunArtifacts(await this.#artifacts(runId, signal), path, signal);
  }

  async readArtifact(runId: string, path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return readRunArtifact(await this.#artifacts(runId, signal), path, signal);
  }

  watch(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    return this.#watch.add(interest, onChange);
  }

  describe(signal?: AbortSignal) {
    return describe(this.#access, signal);
  }

  /** Opens the file anew. */
  async refresh(): Promise<void> {
    this.#access.close();
    await this.#access.read((connection) => connection.schema());
  }

  dispose(): void {
    this.#watch.dispose();
    this.#access.dispose();
  }

  async #artifacts(runId: string, signal: AbortSignal | undefined): Promise<RunArtifacts> {
    const { artifactUri, experimentId } = await getRun(this.#access, runId, signal);
    return { artifactUri, storeFolder: dirname(this.#access.path), experimentId, runId };
  }
}
