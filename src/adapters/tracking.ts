import type { TrackingStore } from '../core/tracking/store.ts';
import { openInWorker } from './worker/client.ts';

export interface OpenOptions {
  /** URL of the worker's bundle. Without it the store runs in the calling thread, same code. */
  readonly worker?: URL | undefined;
  /** Folder where the file store keeps its index; without it none is kept. */
  readonly cacheFolder?: string | undefined;
}

/**
 * Opens a tracking store for reading.
 *
 * @param location a folder with `mlruns/` data (a path or a `file:` URI), a `sqlite:///…` URI or the path of a `.db` file.
 * @throws AppError `notFound`, `unreadable`, `corrupt` or `unsupported` (a URI that Tandem doesn't read).
 */
export async function openTrackingStore(location: string, options: OpenOptions = {}): Promise<TrackingStore> {
  const { worker, cacheFolder } = options;
  if (worker !== undefined) return openInWorker(worker, location, { cacheFolder });
  // By import(): with a worker the stores' code is the worker's alone, and is not loaded at activation.
  const { openLocalStore } = await import('./local.ts');
  return openLocalStore(location, { cacheFolder });
}
