import type { Connections } from '../../app/connections.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { Debouncer } from '../../base/scheduling.ts';

/** A new database that isn't found after so many writes lies where nobody looks. */
const MOST_LOOKS = 5;
/** Writes come in bursts, in ms. */
const GATHER = 500;

/**
 * MLflow makes a database as an empty file and fills it with tables for seconds. Until it is open, each write is a reason
 * to look at it again; afterwards its own watch follows it, and a write costs nothing here.
 */
export class WrittenDatabases implements Disposable {
  readonly #connections: Connections;
  readonly #look: () => void;
  readonly #lifetime = new DisposableStore();
  readonly #written = new Set<string>();
  readonly #looks = new Map<string, number>();
  readonly #retry = this.#lifetime.add(new Debouncer(() => this.#tryAgain(), GATHER));

  /** @param look looks for stores */
  constructor(connections: Connections, look: () => void) {
    this.#connections = connections;
    this.#look = look;
  }

  /** @param path absolute */
  changed(path: string): void {
    if (this.#connections.list.some(({ entry }) => entry.location === path)) {
      this.#written.add(path);
      this.#retry.schedule();
      return;
    }
    const looks = this.#looks.get(path) ?? 0;
    if (looks >= MOST_LOOKS) return;
    this.#looks.set(path, looks + 1);
    this.#look();
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #tryAgain(): void {
    const written = new Set(this.#written);
    this.#written.clear();
    this.#connections.retry(({ entry }) => written.has(entry.location));
  }
}
