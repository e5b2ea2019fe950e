import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { delay, isAbort } from '../../../src/base/cancellation.ts';
import { DisposableStore, toDisposable } from '../../../src/base/disposables.ts';
import { AppError, describeCause, fromPlainError, toAppError, toPlainError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/events.ts';
import { retry } from '../../../src/base/retry.ts';
import { Debouncer } from '../../../src/base/scheduling.ts';

describe('DisposableStore', () => {
  it('disposes in reverse order, each once', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    for (const n of [1, 2, 3]) store.add(toDisposable(() => order.push(n)));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, [3, 2, 1]);
  });
  it('disposes at once what is added too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.ok(disposed);
  });
  it('lets go of one item early', () => {
    let times = 0;
    const store = new DisposableStore();
    const item = store.add({ dispose: () => times++ });
    store.release(item);
    store.dispose();
    assert.equal(times, 1);
  });
});

describe('Emitter', () => {
  it('goes on after a listener that throws', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error('mine');
    });
    emitter.event((n) => heard.push(n));
    emitter.fire(1);
    assert.deepEqual(heard, [1]);
    assert.equal(errors.length, 1);
  });
  it('counts one function subscribed twice as two', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const listener = () => calls++;
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire();
    assert.equal(calls, 1);
  });
});

describe('retry', () => {
  const policy = { attempts: 3, delay: 1, maxDelay: 2, shouldRetry: () => true };
  it('gives back the first success', async () => {
    let tries = 0;
    const value = await retry(policy, () => {
      if (++tries < 3) throw new Error('not yet');
      return tries;
    });
    assert.equal(value, 3);
  });
  it('gives up with the last error', async () => {
    let tries = 0;
    await assert.rejects(
      retry(policy, () => Promise.reject(new Error(`try ${++tries}`))),
      /try 3/,
    );
  });
  it('does not retry what will not get better', async () => {
    let tries = 0;
    await assert.rejects(
      retry({ ...policy, shouldRetry: () => false }, () => {
        tries++;
        throw new Error('final');
      }),
    );
    assert.equal(tries, 1);
  });
  it('stops when cancelled while it waits', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 5);
    const failing = () => Promise.reject(new Error('again'));
    const error = await retry({ ...policy, attempts: 9, delay: 10_000, maxDelay: 10_000 }, failing, abort.signal).catch(
      (reason: unknown) => reason,
    );
    assert.ok(isAbort(error));
  });
});

describe('delay', () => {
  it('rejects at once when already cancelled', async () => {
    await assert.rejects(delay(10_000, AbortSignal.abort()), isAbort);
  });
});

describe('Debouncer', () => {
  it('runs once for a burst', async () => {
    let runs = 0;
    const debouncer = new Debouncer(() => runs++, 5);
    for (let i = 0; i < 10; i++) debouncer.schedule();
    await delay(40);
    assert.equal(runs, 1);
  });
  it('gets through a stream that never pauses', async () => {
    let runs = 0;
    const debouncer = new Debouncer(() => runs++, 30, 60);
    for (let i = 0; i < 20; i++) {
      debouncer.schedule();
      await delay(10);
    }
    debouncer.dispose();
    assert.ok(runs >= 1);
  });
  it('runs no more once disposed', async () => {
    let runs = 0;
    const debouncer = new Debouncer(() => runs++, 1);
    debouncer.schedule();
    debouncer.dispose();
    await delay(20);
    assert.equal(runs, 0);
  });
});

describe('AppError', () => {
  it('crosses a process with everything but the live cause', () => {
    const error = new AppError({
      code: 'invalidFilter',
      message: 'no',
      hint: 'h',
      at: { start: 1, end: 2 },
      cause: new Error('deep'),
    });
    const back = fromPlainError(structuredClone(toPlainError(error)));
    assert.deepEqual([back.code, back.message, back.hint, back.at], ['invalidFilter', 'no', 'h', { start: 1, end: 2 }]);
    assert.match(String(back.cause), /deep/);
  });
  it('makes a bug internal, and keeps it as the cause', () => {
    const bug = new TypeError('x is not a function');
    const error = toAppError(bug);
    assert.equal(error.code, 'internal');
    assert.equal(error.cause, bug);
    assert.match(describeCause(error), /caused by .*TypeError/);
  });
});
