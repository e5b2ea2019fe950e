import { type Disposable, toDisposable } from './disposables.ts';

/** True for what an `AbortSignal` throws. Cancelling is not an error: no message, no log entry. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Runs `action` when the signal aborts, at once if it already has. */
export function onAbort(signal: AbortSignal | undefined, action: () => void): Disposable {
  if (signal === undefined) return toDisposable(() => {});
  if (signal.aborted) {
    action();
    return toDisposable(() => {});
  }
  signal.addEventListener('abort', action, { once: true });
  return toDisposable(() => signal.removeEventListener('abort', action));
}

/** Resolves after `ms` milliseconds; rejects with an AbortError as soon as the signal aborts. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(() => {
      aborted.dispose();
      resolve();
    }, ms);
    const aborted = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}
