import type { PlainError } from '../base/errors.ts';
import type { StoreChange, StoreInterest } from '../core/tracking/store.ts';

/** How a store in a worker thread is driven: plain messages, each with the id of the call it belongs to. */
export type WorkerRequest =
  | { readonly type: 'open'; readonly call: number; readonly location: string; readonly options: WorkerStoreOptions }
  | { readonly type: 'discover'; readonly call: number; readonly root: string; readonly maxDepth: number }
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'iterate'; readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  /** The reader took an item and has room for one more: back-pressure. */
  | { readonly type: 'more'; readonly call: number }
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'watch'; readonly call: number; readonly interest: StoreInterest }
  | { readonly type: 'unwatch'; readonly call: number }
  | { readonly type: 'dispose' };

export type WorkerReply =
  | { readonly type: 'result'; readonly call: number; readonly value: unknown }
  | { readonly type: 'item'; readonly call: number; readonly value: unknown }
  | { readonly type: 'end'; readonly call: number }
  | { readonly type: 'error'; readonly call: number; readonly error: PlainError; readonly aborted: boolean }
  | { readonly type: 'change'; readonly call: number; readonly change: StoreChange };

/** What crosses with `open`: structured-cloneable only. */
export interface WorkerStoreOptions {
  /** Folder for the file store's index; absent: no index is kept. */
  readonly cacheFolder?: string | undefined;
}
