import { isAbort } from '../../base/cancellation.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { AppError, toPlainError } from '../../base/errors.ts';
import type { WorkerReply, WorkerRequest } from '../../contracts/worker.ts';
import type { TrackingStore } from '../../core/tracking/store.ts';
import { findLocalStores } from '../discovery.ts';
import { openLocalStore } from '../local.ts';
import { CALLS, ITERATIONS } from './methods.ts';
import { transferables } from './transfer.ts';

type Post = (reply: WorkerReply, transfer: ArrayBuffer[]) => void;

/** Items a reader may be behind before an iteration waits for it. */
const READ_AHEAD = 2;

/** The worker's half: runs the calls of one client against one store, or looks for stores. */
export class StoreHost {
  readonly #post: Post;
  readonly #lifetime = new DisposableStore();
  readonly #watches = new Map<number, Disposable>();
  readonly #running = new Map<number, { abort: AbortController; more: () => void }>();
  #store: TrackingStore | undefined;

  constructor(post: Post) {
    this.#post = post;
  }

  handle(request: WorkerRequest): void {
    switch (request.type) {
      case 'open':
        this.#run(request.call, async () => {
          const store = this.#lifetime.add(await openLocalStore(request.location, request.options));
          this.#store = store;
          return { kind: store.kind, capabilities: store.capabilities };
        });
        return;
      case 'discover': {
        const { root, maxDepth } = request;
        this.#run(request.call, (signal) => findLocalStores(root, { maxDepth, signal }));
        return;
      }
      case 'call':
        this.#run(request.call, (signal) => this.#call(request.method, request.args, signal));
        return;
      case 'iterate':
        this.#iterate(request.call, request.method, request.args);
        return;
      case 'more':
        this.#running.get(request.call)?.more();
        return;
      case 'cancel':
        this.#running.get(request.call)?.abort.abort();
        return;
      case 'watch': {
        const watch = this.#opened().watch(request.interest, (change) =>
          this.#post({ type: 'change', call: request.call, change }, []),
        );
        this.#watches.set(request.call, this.#lifetime.add(watch));
        return;
      }
      case 'unwatch': {
        const watch = this.#watches.get(request.call);
        this.#watches.delete(request.call);
        if (watch !== undefined) this.#lifetime.release(watch);
        return;
      }
      case 'dispose':
        for (const { abort } of this.#running.values()) abort.abort();
        this.#lifetime.dispose();
    }
  }

  #opened(): TrackingStore {
    if (this.#store === undefined) throw new AppError({ code: 'internal', message: 'The store is not open.' });
    return this.#store;
  }

  /** `readArtifact` answers with an iteration, so it is one for the wire too. */
  async #call(method: string, args: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    if (!CALLS.has(method)) throw new AppError({ code: 'internal', message: `Not a call: ${method}` });
    const store = this.#opened();
    const call = store[method as keyof TrackingStore] as (...args: unknown[]) => Promise<unknown>;
    return call.call(store, ...args, signal);
  }

  #run(call: number, action: (signal: AbortSignal) => Promise<unknown>): void {
    const abort = new AbortController();
    this.#running.set(call, { abort, more: () => {} });
    action(abort.signal)
      .then(
        (value) => this.#post({ type: 'result', call, value }, transferables(value)),
        (error) => this.#fail(call, error),
      )
      .finally(() => this.#running.delete(call));
  }

  #iterate(call: number, method: string, args: readonly unknown[]): void {
    const abort = new AbortController();
    let room = READ_AHEAD;
    let wake = () => {};
    const more = () => {
      room++;
      wake();
    };
    this.#running.set(call, { abort, more });
    const pump = async () => {
      if (!ITERATIONS.has(method)) throw new AppError({ code: 'internal', message: `Not an iteration: ${method}` });
      const store = this.#opened();
      const start = store[method as keyof TrackingStore] as (...args: unknown[]) => unknown;
      const items = (await start.call(store, ...args, abort.signal)) as AsyncIterable<unknown>;
      abort.signal.addEventListener('abort', () => wake());
      for await (const value of items) {
        abort.signal.throwIfAborted();
        this.#post({ type: 'item', call, value }, transferables(value));
        room--;
        while (room <= 0 && !abort.signal.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    };
    pump()
      .then(
        () => this.#post({ type: 'end', call }, []),
        (error) => this.#fail(call, error),
      )
      .finally(() => this.#running.delete(call));
  }

  #fail(call: number, error: unknown): void {
    this.#post({ type: 'error', call, error: toPlainError(error), aborted: isAbort(error) }, []);
  }
}
