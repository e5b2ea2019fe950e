import type { WorkerStoreOptions } from '../../contracts/worker.ts';
import type { FoundStore } from '../../core/tracking/discovery.ts';
import type { StoreCapabilities, TrackingStore } from '../../core/tracking/store.ts';
import { WorkerConnection } from './connection.ts';

/** Opens a store in a worker thread of its own and stands for it in this one. */
export async function openInWorker(url: URL, location: string, options: WorkerStoreOptions): Promise<TrackingStore> {
  const connection = new WorkerConnection(url);
  try {
    const opened = await connection.request<{ kind: TrackingStore['kind']; capabilities: StoreCapabilities }>(
      (call) => ({
        type: 'open',
        call,
        location,
        options,
      }),
    );
    return storeOver(connection, opened.kind, opened.capabilities);
  } catch (error) {
    connection.dispose();
    throw error;
  }
}

function storeOver(
  connection: WorkerConnection,
  kind: TrackingStore['kind'],
  capabilities: StoreCapabilities,
): TrackingStore {
  const call = <T>(method: keyof TrackingStore, args: readonly unknown[], signal?: AbortSignal): Promise<T> =>
    connection.request<T>((id) => ({ type: 'call', call: id, method, args }), signal);
  const iterate = <T>(method: keyof TrackingStore, args: readonly unknown[], signal?: AbortSignal): AsyncIterable<T> =>
    connection.iterate<T>(method, args, signal);
  return {
    kind,
    capabilities,
    searchExperiments: (query, signal) => call('searchExperiments', [query], signal),
    searchRuns: (query, signal) => call('searchRuns', [query], signal),
    scanRuns: (query, signal) => iterate('scanRuns', [query], signal),
    getRun: (runId, signal) => call('getRun', [runId], signal),
    metricHistory: (request, signal) => iterate('metricHistory', [request], signal),
    // The optional path keeps its place: the host puts the signal after the arguments.
    listArtifacts: (runId, path, signal) => call('listArtifacts', [runId, path], signal),
    readArtifact: async (runId, path, signal) => iterate('readArtifact', [runId, path], signal),
    describe: (signal) => call('describe', [], signal),
    refresh: () => call('refresh', []),
    watch: (interest, onChange) => connection.watch(interest, onChange),
    dispose: () => connection.dispose(),
  };
}

/** Looks for stores below a folder in a worker that lives as long as the search. */
export async function findStoresInWorker(
  url: URL,
  root: string,
  options: { readonly maxDepth: number },
  signal?: AbortSignal,
): Promise<readonly FoundStore[]> {
  const connection = new WorkerConnection(url);
  try {
    return await connection.request<readonly FoundStore[]>(
      (call) => ({ type: 'discover', call, root, ...options }),
      signal,
    );
  } finally {
    connection.dispose();
  }
}
