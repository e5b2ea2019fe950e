import { type Disposable, DisposableStore, toDisposable } from '../base/disposables.ts';
import { AppError } from '../base/errors.ts';
import { lastGood } from '../base/snapshot.ts';
import type { StoreChange, StoreInterest, TrackingStore } from '../core/tracking/store.ts';
import type { Connection, Connections } from './connections.ts';
import { concerns, mergeInterests } from './interest.ts';

type Holder = { readonly interest: StoreInterest; readonly onChange: (change: StoreChange) => void };

/**
 * Follows the stores on behalf of everything that is on the screen. The interests of all views in one store are merged
 * to one `watch` of it; a change goes to those it concerns. No holder, no work.
 */
export class LiveRuns implements Disposable {
  readonly #connections: Connections;
  readonly #followed = new Map<string, FollowedStore>();
  readonly #lifetime = new DisposableStore();

  constructor(connections: Connections) {
    this.#connections = connections;
    this.#lifetime.add(connections.onDidChange(() => this.#attach()));
  }

  /** Holds an interest until disposed. A store that isn't open (yet) is followed from when it is. */
  watch(storeId: string, interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    this.#connections.want();
    let followed = this.#followed.get(storeId);
    if (followed === undefined) {
      followed = new FollowedStore();
      this.#followed.set(storeId, followed);
    }
    const holder: Holder = { interest, onChange };
    followed.add(holder, this.#connections.get(storeId));
    const mine = followed;
    return toDisposable(() => {
      mine.remove(holder);
      if (mine.empty && this.#followed.get(storeId) === mine) this.#followed.delete(storeId);
    });
  }

  dispose(): void {
    for (const followed of this.#followed.values()) followed.dispose();
    this.#followed.clear();
    this.#lifetime.dispose();
  }

  #attach(): void {
    for (const [storeId, followed] of this.#followed) followed.attach(this.#connections.get(storeId));
  }
}

/** The holders of one store and the one watch that serves them all. */
class FollowedStore implements Disposable {
  readonly #holders = new Set<Holder>();
  #connection: Connection | undefined;
  #store: TrackingStore | undefined;
  #watch: Disposable | undefined;
  #scheduled = false;

  get empty(): boolean {
    return this.#holders.size === 0;
  }

  add(holder: Holder, connection: Connection | undefined): void {
    this.#holders.add(holder);
    this.attach(connection);
    this.#reschedule();
  }

  remove(holder: Holder): void {
    this.#holders.delete(holder);
    this.#reschedule();
  }

  /** Follows the connection's store, and its successor after the store was opened again. */
  attach(connection: Connection | undefined): void {
    this.#connection = connection;
    const store = connection === undefined ? undefined : lastGood(connection.snapshot);
    if (store === this.#store) return;
    this.#stop();
    this.#store = store;
    this.#reschedule();
  }

  dispose(): void {
    this.#holders.clear();
    this.#stop();
  }

  /** Views come and go in bursts: one new watch for all of a burst. */
  #reschedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#restart();
    });
  }

  #restart(): void {
    const old = this.#watch;
    this.#watch = undefined;
    if (this.#store !== undefined && this.#holders.size > 0) {
      const interest = mergeInterests([...this.#holders].map((holder) => holder.interest));
      // The new watch first, so that nothing falls between the two.
      this.#watch = this.#store.watch(interest, (change) => this.#receive(change));
    }
    old?.dispose();
  }

  #stop(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#store = undefined;
  }

  #receive(change: StoreChange): void {
    if (change.kind === 'lost') {
      const { code, message } = change.error;
      this.#connection?.markLost(
        new AppError({ code, message, hint: 'What was read before stays; refresh to try again.' }),
      );
    } else if (change.kind === 'restored') {
      this.#connection?.markRestored();
    }
    for (const holder of [...this.#holders]) {
      if (concerns(change, holder.interest)) holder.onChange(change);
    }
  }
}
