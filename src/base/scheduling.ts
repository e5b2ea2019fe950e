import type { Disposable } from './disposables.ts';

/**
 * Gathers bursts: `action` runs once `quiet` ms after the last `schedule()`, and at the latest `max` ms after the first,
 * so that a steady stream of changes still gets through.
 */
export class Debouncer implements Disposable {
  readonly #action: () => void;
  readonly #quiet: number;
  readonly #max: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstAt: number | undefined;

  constructor(action: () => void, quiet: number, max: number = quiet * 4) {
    this.#action = action;
    this.#quiet = quiet;
    this.#max = max;
  }

  schedule(): void {
    const now = Date.now();
    this.#firstAt ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, Math.min(this.#quiet, this.#firstAt + this.#max - now)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#firstAt = undefined;
  }

  #run(): void {
    this.dispose();
    this.#action();
  }
}
