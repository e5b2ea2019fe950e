import { type Disposable, toDisposable } from '../base/disposables.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Connections } from './connections.ts';
import type { LiveRuns } from './liveRuns.ts';

/** Most experiments of a store whose names are fetched; the others go by their id. */
const MOST_NAMES = 5000;

/**
 * Names of experiments by id, for views that show runs of many. Read per store at first use, again when they change, as
 * long as somebody listens; what was read stays for the next one.
 */
export class ExperimentNames implements Disposable {
  readonly #connections: Connections;
  readonly #live: LiveRuns;
  readonly #changed = new Emitter<void>();
  readonly #names = new Map<string, ReadonlyMap<string, string>>();
  /** By store. */
  readonly #watches = new Map<string, Disposable>();
  /** Stores whose names are known, or being read. */
  readonly #asked = new Set<string>();

  constructor(connections: Connections, live: LiveRuns) {
    this.#connections = connections;
    this.#live = live;
  }

  readonly onDidChange: Event<void> = (listener) => {
    const subscription = this.#changed.event(listener);
    return toDisposable(() => {
      subscription.dispose();
      if (!this.#changed.hasListeners) this.#letGo();
    });
  };

  /** The name; the id until it is known. */
  get(storeId: string, experimentId: string): string {
    this.#ask(storeId);
    return this.#names.get(storeId)?.get(experimentId) ?? experimentId;
  }

  dispose(): void {
    this.#letGo();
    this.#changed.dispose();
  }

  #letGo(): void {
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
    this.#asked.clear();
  }

  #ask(storeId: string): void {
    if (this.#asked.has(storeId) || !this.#changed.hasListeners) return;
    this.#asked.add(storeId);
    const reload = () => void this.#load(storeId);
    if (!this.#watches.has(storeId)) {
      const watch = this.#live.watch(storeId, {}, (change) => {
        if (change.kind === 'experiments' || change.kind === 'restored') reload();
      });
      this.#watches.set(storeId, watch);
    }
    reload();
  }

  async #load(storeId: string): Promise<void> {
    try {
      const store = await this.#connections.get(storeId)?.store();
      if (store === undefined) {
        // The store isn't known yet: whoever asks next tries again.
        this.#asked.delete(storeId);
        return;
      }
      const page = await store.searchExperiments({ view: 'all', pageSize: MOST_NAMES });
      this.#names.set(storeId, new Map(page.items.map(({ experimentId, name }) => [experimentId, name])));
      this.#changed.fire();
    } catch {
      // The store's own state tells what is wrong with it; ids stand for names meanwhile.
      this.#asked.delete(storeId);
    }
  }
}
