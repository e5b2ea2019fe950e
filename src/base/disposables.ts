/** Something that holds a resource until it is told to let go. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/**
 * A node in the tree of lifetimes (extension → connection → panel). Owns what is added to it;
 * adding to a store that is already disposed disposes the newcomer at once, so late registrations don't leak.
 */
export class DisposableStore implements Disposable {
  readonly #owned = new Set<Disposable>();
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#owned.add(item);
    return item;
  }

  /** Disposes one item before its owner goes. */
  release(item: Disposable): void {
    if (this.#owned.delete(item)) item.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = [...this.#owned].reverse();
    this.#owned.clear();
    for (const item of items) item.dispose();
  }
}
