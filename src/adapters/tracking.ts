import type { TrackingStore } from '../core/tracking/store.ts';
import { openLocalStore } from './local.ts';
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
export function openTrackingStore(location: string, options: OpenOptions = {}): Promise<TrackingStore> {
  const { worker, cacheFolder } = options;
  return worker === undefined
    ? openLocalStore(location, { cacheFolder })
    : openInWorker(worker, location, { cacheFolder });
}
