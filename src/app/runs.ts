import { isAbort } from '../base/cancellation.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposables.ts';
import { AppError, toAppError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { lastGood, type Snapshot } from '../base/snapshot.ts';
import { type Run, type RunRef, runKey } from '../core/tracking/model.ts';
import type { StoreChange } from '../core/tracking/store.ts';
import type { Connection, Connections } from './connections.ts';
import type { LiveRuns } from './liveRuns.ts';

/** One run, as it is now. Lives while somebody holds it, follows its store, and keeps the last good data. */
export interface RunModel {
  readonly ref: RunRef;
  readonly snapshot: Snapshot<Run>;
  /** Tells which part changed, so that a chart need not ask again for a changed tag. */
  readonly onDidChange: Event<RunModelChange>;
}

/** `keys`: the metrics that have new values; absent where it isn't known which, or it isn't about metrics alone. */
export interface RunModelChange {
  readonly keys?: readonly string[] | undefined;
}

/** Shares one model of a run among all that show it: one read, many readers. */
export class Runs implements Disposable {
  readonly #connections: Connections;
  readonly #live: LiveRuns;
  readonly #held = new Map<string, { model: LiveRun; holders: number }>();

  constructor(connections: Connections, live: LiveRuns) {
    this.#connections = connections;
    this.#live = live;
  }

  /** Disposing the hold lets go of the run; the last one ends its watch. */
  hold(ref: RunRef): { readonly model: RunModel } & Disposable {
    const key = runKey(ref);
    const held = this.#held.get(key) ?? { model: new LiveRun(ref, this.#connections, this.#live), holders: 0 };
    held.holders++;
    this.#held.set(key, held);
    const release = toDisposable(() => {
      held.holders--;
      if (held.holders > 0) return;
      this.#held.delete(key);
      held.model.dispose();
    });
    return { model: held.model, dispose: () => release.dispose() };
  }

  dispose(): void {
    for (const { model } of this.#held.values()) model.dispose();
    this.#held.clear();
  }
}

class LiveRun implements RunModel, Disposable {
  readonly ref: RunRef;
  readonly #connections: Connections;
  readonly #changed = new Emitter<RunModelChange>();
  readonly #lifetime = new DisposableStore();
  readonly #abort = new AbortController();
  #snapshot: Snapshot<Run> = { state: 'loading' };
  #reading = false;
  #again: RunModelChange | undefined;
  #connection: Connection | undefined;
  #known: boolean;
  #storeState: Snapshot<unknown>['state'] | undefined;

  constructor(ref: RunRef, connections: Connections, live: LiveRuns) {
    this.ref = ref;
    this.#connections = connections;
    this.#lifetime.add(live.watch(ref.storeId, { runIds: [ref.runId] }, (change) => this.#onChange(change)));
    this.#connection = connections.get(ref.storeId);
    this.#known = connections.known;
    this.#storeState = this.#connection?.snapshot.state;
    this.#lifetime.add(connections.onDidChange(() => this.#onStore()));
    this.#read({});
  }

  get snapshot(): Snapshot<Run> {
    return this.#snapshot;
  }

  readonly onDidChange: Event<RunModelChange> = this.#changed.event;

  dispose(): void {
    this.#abort.abort();
    this.#lifetime.dispose();
    this.#changed.dispose();
  }

  #onChange(change: StoreChange): void {
    if (change.kind === 'metrics') this.#read({ keys: change.keys });
    else if (change.kind !== 'experiments') this.#read({});
  }

  /** A store that appears, is opened again or goes is a reason to look again; its other news come by the watch. */
  #onStore(): void {
    const connection = this.#connections.get(this.ref.storeId);
    const { known } = this.#connections;
    const state = connection?.snapshot.state;
    const other = connection !== this.#connection || known !== this.#known;
    const settled = state !== this.#storeState && (state === 'ready' || state === 'failed');
    // The first read opens the store itself, and need not be told that it is open.
    const first = this.#reading && this.#snapshot.state === 'loading';
    this.#connection = connection;
    this.#known = known;
    this.#storeState = state;
    if (other || (settled && !first)) this.#read({});
  }

  /** One read at a time; what changes meanwhile is read once more afterwards. */
  #read(change: RunModelChange): void {
    if (this.#reading) {
      this.#again = mergeChanges(this.#again, change);
      return;
    }
    this.#reading = true;
    this.#load()
      .then(
        (data) => this.#set({ state: 'ready', data }, change),
        (error) => {
          if (!isAbort(error))
            this.#set({ state: 'failed', error: toAppError(error), last: lastGood(this.#snapshot) }, change);
        },
      )
      .finally(() => {
        this.#reading = false;
        const again = this.#again;
        this.#again = undefined;
        if (again !== undefined && !this.#abort.signal.aborted) this.#read(again);
      });
  }

  async #load(): Promise<Run> {
    const connection = this.#connections.get(this.ref.storeId);
    if (connection === undefined) {
      // Before the stores were looked for, an unknown one is only not found yet.
      if (!this.#connections.known) throw new DOMException('Not known yet', 'AbortError');
      throw new AppError({
        code: 'notFound',
        message: `The store “${this.ref.storeId}” is not there any more.`,
        hint: 'Add it again, or remove the run from the selection.',
      });
    }
    const store = await connection.store();
    return store.getRun(this.ref.runId, this.#abort.signal);
  }

  #set(snapshot: Snapshot<Run>, change: RunModelChange): void {
    this.#snapshot = snapshot;
    this.#changed.fire(change);
  }
}

function mergeChanges(a: RunModelChange | undefined, b: RunModelChange): RunModelChange {
  if (a === undefined) return b;
  if (a.keys === undefined || b.keys === undefined) return {};
  return { keys: [...new Set([...a.keys, ...b.keys])] };
}
