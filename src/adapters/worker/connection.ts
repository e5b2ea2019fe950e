import { Worker } from 'node:worker_threads';
import { onAbort } from '../../base/cancellation.ts';
import { type Disposable, toDisposable } from '../../base/disposables.ts';
import { AppError, fromPlainError } from '../../base/errors.ts';
import type { WorkerReply, WorkerRequest } from '../../contracts/worker.ts';
import type { StoreChange, StoreInterest } from '../../core/tracking/store.ts';
import { ItemQueue } from './itemQueue.ts';

/** How long a closed worker may take to end, in ms. */
const PATIENCE = 2000;

interface Pending {
  onReply(reply: WorkerReply): void;
  onLost(error: AppError): void;
}

/** One worker and the calls under way in it. A worker that dies fails all of them, and every later one. */
export class WorkerConnection implements Disposable {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #watches = new Map<number, (change: StoreChange) => void>();
  #lastCall = 0;
  #lost: AppError | undefined;

  constructor(url: URL) {
    this.#worker = new Worker(url, { name: 'tandem-store' });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply));
    this.#worker.on('error', (cause) => this.#lose('The store’s worker stopped with an error.', cause));
    this.#worker.on('exit', (code) => this.#lose(`The store’s worker ended (exit code ${code}).`));
  }

  request<T>(make: (call: number) => WorkerRequest, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal?.throwIfAborted();
      const call = this.#begin({
        onReply: (reply) => {
          this.#end(call, aborted);
          if (reply.type === 'result') resolve(reply.value as T);
          else if (reply.type === 'error')
            reject(reply.aborted && signal?.aborted ? signal.reason : fromPlainError(reply.error));
        },
        onLost: (error) => {
          aborted.dispose();
          reject(error);
        },
      });
      const aborted = onAbort(signal, () => {
        this.#end(call, aborted);
        this.#send({ type: 'cancel', call });
        reject(signal?.reason);
      });
      this.#send(make(call));
    });
  }

  /** Starts when the first item is asked for; leaving the loop early cancels the work. */
  async *iterate<T>(method: string, args: readonly unknown[], signal?: AbortSignal): AsyncGenerator<T> {
    signal?.throwIfAborted();
    const items = new ItemQueue<T>();
    let running = true;
    const call = this.#begin({
      onReply: (reply) => {
        running = reply.type === 'item';
        if (reply.type === 'item') items.push(reply.value as T);
        else if (reply.type === 'end') items.end();
        else if (reply.type === 'error')
          items.fail(reply.aborted && signal?.aborted ? signal.reason : fromPlainError(reply.error));
      },
      onLost: (error) => items.fail(error),
    });
    const aborted = onAbort(signal, () => items.fail(signal?.reason));
    this.#send({ type: 'iterate', call, method, args });
    try {
      for (let item = await items.next(); item !== undefined; item = await items.next()) {
        this.#send({ type: 'more', call });
        yield item.value;
      }
    } finally {
      this.#end(call, aborted);
      if (running) this.#send({ type: 'cancel', call });
    }
  }

  watch(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    const call = ++this.#lastCall;
    const lost = this.#lost;
    // After the caller has what this returns.
    if (lost !== undefined) queueMicrotask(() => this.#watches.get(call)?.(lossOf(lost)));
    this.#watches.set(call, onChange);
    this.#send({ type: 'watch', call, interest });
    return toDisposable(() => {
      this.#watches.delete(call);
      this.#send({ type: 'unwatch', call });
    });
  }

  dispose(): void {
    if (this.#lost !== undefined) return;
    this.#send({ type: 'dispose' });
    // Who closes the store need not be told.
    this.#watches.clear();
    this.#lose('The store was closed.');
    // The worker tidies up (temporary copies, the index) and ends. One that is busy for ever is ended.
    this.#worker.ref();
    const late = setTimeout(() => void this.#worker.terminate(), PATIENCE).unref();
    this.#worker.once('exit', () => clearTimeout(late));
  }

  #begin(pending: Pending): number {
    if (this.#lost !== undefined) throw this.#lost;
    const call = ++this.#lastCall;
    this.#pending.set(call, pending);
    this.#worker.ref();
    return call;
  }

  #end(call: number, aborted: Disposable): void {
    aborted.dispose();
    this.#pending.delete(call);
    if (this.#pending.size === 0) this.#worker.unref();
  }

  #send(request: WorkerRequest): void {
    if (this.#lost === undefined) this.#worker.postMessage(request);
  }

  #receive(reply: WorkerReply): void {
    if (reply.type === 'change') this.#watches.get(reply.call)?.(reply.change);
    else this.#pending.get(reply.call)?.onReply(reply);
  }

  #lose(message: string, cause?: unknown): void {
    if (this.#lost !== undefined) return;
    this.#lost = new AppError({ code: 'internal', message, hint: 'Refresh to open the store again.', cause });
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) pending.onLost(this.#lost);
    for (const onChange of this.#watches.values()) onChange(lossOf(this.#lost));
    this.#watches.clear();
  }
}

function lossOf({ code, message }: AppError): StoreChange {
  return { kind: 'lost', error: { code, message } };
}
