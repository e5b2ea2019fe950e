import { type Disposable, toDisposable } from '../base/disposables.ts';

/** Calls back every `period` ms while somebody listens: durations of live runs. One timer for all; none for nobody. */
export class Clock implements Disposable {
  readonly #period: number;
  readonly #listeners = new Set<(now: number) => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(period: number) {
    this.#period = period;
  }

  onTick(listener: (now: number) => void): Disposable {
    const own = (now: number) => listener(now);
    this.#listeners.add(own);
    this.#timer ??= setInterval(() => this.#tick(), this.#period);
    return toDisposable(() => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#stop();
    });
  }

  dispose(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #tick(): void {
    const now = Date.now();
    for (const listener of [...this.#listeners]) listener(now);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
