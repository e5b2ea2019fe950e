import { onAbort } from '../base/cancellation.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposables.ts';
import { type AppError, toAppError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Logger } from '../base/logger.ts';
import { lastGood, type Snapshot } from '../base/snapshot.ts';
import type { TrackingStore } from '../core/tracking/store.ts';

/** A store that Tandem knows of, not necessarily open. */
export interface StoreEntry {
  /** The setting's name, else folder name and relative path: stable, no absolute path, fit for a shared file. */
  readonly id: string;
  /** Shown to the user. */
  readonly name: string;
  /** As `openTrackingStore` takes it. */
  readonly location: string;
  readonly origin: 'settings' | 'environment' | 'workspace';
  /** Which setting, variable or folder named it, for tooltips. */
  readonly namedBy: string;
  /** Why it may not be opened; shown in its place. */
  readonly refused?: AppError | undefined;
}

export type OpenStore = (location: string) => Promise<TrackingStore>;

/** One store and how it is doing. Opened when somebody first needs it. */
export class Connection implements Disposable {
  readonly entry: StoreEntry;
  readonly #open: OpenStore;
  readonly #log: Logger;
  readonly #changed = new Emitter<void>();
  #snapshot: Snapshot<TrackingStore> = { state: 'idle' };
  #opening: Promise<TrackingStore> | undefined;
  #refreshing: Promise<void> | undefined;
  #disposed = false;

  constructor(entry: StoreEntry, open: OpenStore, log: Logger) {
    this.entry = entry;
    this.#open = open;
    this.#log = log;
  }

  get id(): string {
    return this.entry.id;
  }

  get snapshot(): Snapshot<TrackingStore> {
    return this.#snapshot;
  }

  readonly onDidChange: Event<void> = this.#changed.event;

  /** The open store. Callers share one attempt; after a failure only `refresh` tries again. */
  store(): Promise<TrackingStore> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  /** Reads everything anew; opens again what could not be opened or was lost. Who asks meanwhile waits for the same. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The store said that it is gone: its data stays, marked stale. */
  markLost(error: AppError): void {
    this.#set({ state: 'failed', error, last: lastGood(this.#snapshot) });
  }

  markRestored(): void {
    const store = lastGood(this.#snapshot);
    if (store !== undefined) this.#set({ state: 'ready', data: store });
  }

  dispose(): void {
    this.#disposed = true;
    lastGood(this.#snapshot)?.dispose();
    this.#changed.dispose();
  }

  async #refresh(): Promise<void> {
    const store = lastGood(this.#snapshot);
    if (store === undefined) {
      // What is being opened is new enough; only a failure is tried again.
      if (this.#snapshot.state !== 'loading') this.#opening = undefined;
      await this.store().catch(() => {
        // The snapshot tells; whoever asked for data gets its own rejection.
      });
      return;
    }
    // Whoever shows something of it reads again when it is ready again.
    this.#set({ state: 'loading', last: store });
    try {
      await store.refresh();
      this.#set({ state: 'ready', data: store });
    } catch (cause) {
      await this.#replace(store, toAppError(cause));
    }
  }

  /** For a store that doesn't answer: another kind lies in its place, or its worker is gone. Until one opens it stays. */
  async #replace(store: TrackingStore, error: AppError): Promise<void> {
    try {
      const opened = await this.#openNow();
      store.dispose();
      this.#opening = Promise.resolve(opened);
      this.#set({ state: 'ready', data: opened });
    } catch {
      this.#log.warn(`Store ${this.id} can't be read: ${error.message}`, error);
      this.#set({ state: 'failed', error, last: store });
    }
  }

  /** A store that opens after the connection was disposed is closed at once. */
  async #openNow(): Promise<TrackingStore> {
    if (this.entry.refused !== undefined) throw this.entry.refused;
    const store = await this.#open(this.entry.location);
    if (this.#disposed) store.dispose();
    return store;
  }

  async #start(): Promise<TrackingStore> {
    this.#set({ state: 'loading', last: undefined });
    try {
      const store = await this.#openNow();
      this.#set({ state: 'ready', data: store });
      return store;
    } catch (cause) {
      const error = toAppError(cause);
      this.#log.warn(`Store ${this.id} can't be opened: ${error.message}`, error);
      this.#set({ state: 'failed', error });
      throw error;
    }
  }

  #set(snapshot: Snapshot<TrackingStore>): void {
    this.#snapshot = snapshot;
    this.#changed.fire();
  }
}

/** All stores that Tandem knows of, in the order of their precedence. */
export class Connections implements Disposable {
  readonly #open: OpenStore;
  readonly #log: Logger;
  readonly #changed = new Emitter<void>();
  readonly #wanted = new Emitter<void>();
  readonly #connections = new Map<string, { connection: Connection; lifetime: DisposableStore }>();
  #known = false;
  #isWanted = false;

  constructor(open: OpenStore, log: Logger) {
    this.#open = open;
    this.#log = log;
  }

  /** The list, or one of its connections, changed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  /** False until the stores were looked for: an empty list then doesn't mean that there are none. */
  get known(): boolean {
    return this.#known;
  }

  /** Fires when somebody looks for the first time, and when the user asks to look again: only then are stores looked for. */
  readonly onDidWant: Event<void> = this.#wanted.event;

  /** Whoever shows stores or runs says so; nothing is read before. */
  want(): void {
    if (!this.#isWanted) this.lookAgain();
  }

  /** Has the stores looked for anew, where no event told of a new one. */
  lookAgain(): void {
    this.#isWanted = true;
    this.#wanted.fire();
  }

  /** Resolves once the stores were looked for, or after `patience` ms; has them looked for. */
  async whenKnown(patience: number, signal?: AbortSignal): Promise<void> {
    this.want();
    signal?.throwIfAborted();
    if (this.#known) return;
    const done = new DisposableStore();
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, patience);
        done.add(toDisposable(() => clearTimeout(timer)));
        done.add(onAbort(signal, () => reject(signal?.reason)));
        done.add(this.onDidChange(() => this.#known && resolve()));
      });
    } finally {
      done.dispose();
    }
  }

  get list(): readonly Connection[] {
    return [...this.#connections.values()].map(({ connection }) => connection);
  }

  get(storeId: string): Connection | undefined {
    return this.#connections.get(storeId)?.connection;
  }

  /**
   * Keeps the connections whose entry stays the same, closes the others, and adds the new ones.
   * @param complete false while more may be found
   */
  set(entries: readonly StoreEntry[], complete = true): void {
    const before = new Map(this.#connections);
    this.#connections.clear();
    for (const entry of entries) {
      if (this.#connections.has(entry.id)) continue;
      const kept = before.get(entry.id);
      if (kept !== undefined && sameEntry(kept.connection.entry, entry)) {
        this.#connections.set(entry.id, kept);
        before.delete(entry.id);
      } else {
        this.#connections.set(entry.id, this.#make(entry));
      }
    }
    for (const { lifetime } of before.values()) lifetime.dispose();
    this.#known ||= complete;
    this.#changed.fire();
  }

  /** Tries again what could not be opened, for somebody who saw something change there. */
  retry(which: (connection: Connection) => boolean = () => true): void {
    for (const connection of this.list) {
      const { entry, snapshot } = connection;
      const isDue = snapshot.state === 'failed' && snapshot.last === undefined && entry.refused === undefined;
      if (isDue && which(connection)) void connection.refresh();
    }
  }

  dispose(): void {
    for (const { lifetime } of this.#connections.values()) lifetime.dispose();
    this.#connections.clear();
    this.#wanted.dispose();
    this.#changed.dispose();
  }

  #make(entry: StoreEntry): { connection: Connection; lifetime: DisposableStore } {
    const lifetime = new DisposableStore();
    const connection = lifetime.add(new Connection(entry, this.#open, this.#log));
    lifetime.add(connection.onDidChange(() => this.#changed.fire()));
    return { connection, lifetime };
  }
}

function sameEntry(a: StoreEntry, b: StoreEntry): boolean {
  return (
    a.location === b.location &&
    a.name === b.name &&
    a.origin === b.origin &&
    a.namedBy === b.namedBy &&
    a.refused?.message === b.refused?.message
  );
}
