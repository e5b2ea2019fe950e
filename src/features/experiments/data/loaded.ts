import { isAbort } from '../../../base/cancellation.ts';
import type { Disposable } from '../../../base/disposables.ts';
import { toAppError } from '../../../base/errors.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import { lastGood, type Snapshot } from '../../../base/snapshot.ts';

/**
 * Something that is read from a store again and again. One read at a time: a call to `read` while one is under way makes
 * one more after it. A failure keeps the last good data.
 */
export class Loaded<T> implements Disposable {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #changed = new Emitter<void>();
  #abort = new AbortController();
  #snapshot: Snapshot<T> = { state: 'idle' };
  #reading: Promise<void> | undefined;
  #again = false;
  #disposed = false;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  readonly onDidChange: Event<void> = this.#changed.event;

  get snapshot(): Snapshot<T> {
    return this.#snapshot;
  }

  get data(): T | undefined {
    return lastGood(this.#snapshot);
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  /** Reads anew; resolves when the newest data asked for is there, or failed. Never rejects. */
  read(): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#run().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Resolves when nothing is being read; reads only what was never read. */
  settled(): Promise<void> {
    return this.#reading ?? (this.#snapshot.state === 'idle' ? this.read() : Promise.resolve());
  }

  /** Drops a read under way and starts over: what it reads is no longer what is wanted. */
  restart(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.read();
  }

  dispose(): void {
    this.#disposed = true;
    this.#abort.abort();
    this.#changed.dispose();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      const { signal } = this.#abort;
      // Data that stays on the screen while it is read again doesn't flicker.
      if (this.#snapshot.state === 'idle') this.#set({ state: 'loading' });
      try {
        const data = await this.#load(signal);
        if (!signal.aborted) this.#set({ state: 'ready', data });
      } catch (cause) {
        if (!signal.aborted && !isAbort(cause)) {
          this.#set({ state: 'failed', error: toAppError(cause), last: lastGood(this.#snapshot) });
        }
      }
    } while (this.#again && !this.#disposed);
  }

  #set(snapshot: Snapshot<T>): void {
    if (this.#disposed) return;
    this.#snapshot = snapshot;
    this.#changed.fire();
  }
}
