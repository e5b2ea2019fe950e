import { delay } from './cancellation.ts';

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Wait before the second try, in ms; doubled before each further one, up to `maxDelay`. */
  readonly delay: number;
  readonly maxDelay: number;
  readonly shouldRetry: (error: unknown) => boolean;
}

/** Runs `action` until it succeeds, the policy gives up (its last error is thrown) or the signal aborts. */
export async function retry<T>(policy: RetryPolicy, action: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      if (attempt >= policy.attempts || !policy.shouldRetry(error)) throw error;
    }
    await delay(Math.min(policy.delay * 2 ** (attempt - 1), policy.maxDelay), signal);
  }
}
