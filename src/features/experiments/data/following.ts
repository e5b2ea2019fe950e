import type { Connection } from '../../../app/connections.ts';
import type { LiveRuns } from '../../../app/liveRuns.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { Debouncer } from '../../../base/scheduling.ts';
import type { StoreChange, StoreInterest } from '../../../core/tracking/store.ts';
import type { Loaded } from './loaded.ts';

/** Changes come in bursts (a run's files, a batch of rows); the list is read once for a burst, in ms. */
const GATHER = 100;
const GATHER_AT_MOST = 400;

export interface FollowOptions {
  readonly connection: Connection;
  readonly live: LiveRuns;
  readonly interest: StoreInterest;
  readonly isReason: (change: StoreChange) => boolean;
}

/**
 * Keeps something loaded up to date while it is on the screen: it is read when it is shown, when the store says that it
 * changed, and when the store was refreshed or is back. Hidden, it costs nothing.
 */
export class Following implements Disposable {
  readonly #options: FollowOptions;
  readonly #loaded: Loaded<unknown>;
  #shown: DisposableStore | undefined;

  constructor(loaded: Loaded<unknown>, options: FollowOptions) {
    this.#loaded = loaded;
    this.#options = options;
  }

  get isActive(): boolean {
    return this.#shown !== undefined;
  }

  setActive(active: boolean): void {
    if (active === this.isActive) return;
    this.#shown?.dispose();
    this.#shown = active ? this.#follow() : undefined;
  }

  dispose(): void {
    this.setActive(false);
  }

  #follow(): DisposableStore {
    const { connection, live, interest, isReason } = this.#options;
    const lifetime = new DisposableStore();
    const again = lifetime.add(new Debouncer(() => void this.#loaded.read(), GATHER, GATHER_AT_MOST));
    lifetime.add(
      live.watch(connection.id, interest, (change) => {
        if (change.kind === 'restored' || isReason(change)) again.schedule();
      }),
    );
    let before = connection.snapshot.state;
    lifetime.add(
      connection.onDidChange(() => {
        const { state } = connection.snapshot;
        // The first read opens the store itself.
        const first = this.#loaded.isReading && this.#loaded.snapshot.state === 'loading';
        if (state === 'ready' && before !== 'ready' && !first) void this.#loaded.read();
        before = state;
      }),
    );
    void this.#loaded.read();
    return lifetime;
  }
}
