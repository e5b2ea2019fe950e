import { setImmediate } from 'node:timers/promises';

/** Longest stretch of synchronous work, in ms. */
const SLICE = 12;

/**
 * Cuts a long loop into slices, so that the thread answers others in between and a cancelled call ends soon:
 * `if (pacer.due()) await pacer.rest();`. The check alone costs next to nothing; the promise is only made when it is due.
 */
export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #until = performance.now() + SLICE;

  constructor(signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
  }

  due(): boolean {
    return performance.now() >= this.#until;
  }

  /** Rejects with the signal's reason when it has aborted meanwhile. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + SLICE;
  }
}
