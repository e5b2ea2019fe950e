import type { AppError } from './errors.ts';

/** What a view knows of something that is loaded: losing the source keeps the last good data, marked stale. */
export type Snapshot<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly last?: T | undefined }
  | { readonly state: 'ready'; readonly data: T }
  | { readonly state: 'failed'; readonly error: AppError; readonly last?: T | undefined };

/** The newest good data, however the snapshot stands now. */
export function lastGood<T>(snapshot: Snapshot<T>): T | undefined {
  if (snapshot.state === 'ready') return snapshot.data;
  return snapshot.state === 'idle' ? undefined : snapshot.last;
}
