/** Turns pushed items into pulled ones, in order; what was pushed before a failure is still handed out. */
export class ItemQueue<T> {
  readonly #items: T[] = [];
  #finish: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#finish ??= {};
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#finish ??= { error };
    this.#wake?.();
  }

  /** The next item, or undefined at the end. One caller at a time. */
  async next(): Promise<{ value: T } | undefined> {
    while (this.#items.length === 0) {
      if (this.#finish !== undefined) {
        if ('error' in this.#finish) throw this.#finish.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { value: this.#items.shift() as T };
  }
}
