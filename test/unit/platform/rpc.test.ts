import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBirpc } from 'birpc';
import { AppError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { type Guards, serve } from '../../../src/platform/webviews/rpc.ts';

interface Calls {
  double(n: number): Promise<number>;
  fail(kind: string): Promise<void>;
}
interface Notes {
  changed(what: string): void;
}
const calls: Calls = {
  double: async (n) => n * 2,
  fail: async (kind) => {
    if (kind === 'expected') throw new AppError({ code: 'locked', message: 'The database is locked.' });
    throw new TypeError('secret internals at /home/me');
  },
};
const guards: Guards<Calls> = {
  double: ([n, ...rest]) => typeof n === 'number' && rest.length === 0,
  fail: ([kind]) => typeof kind === 'string',
};

/** A host and a view joined as VS Code joins them: by JSON. */
function join() {
  const toView = new Set<(data: unknown) => void>();
  const toHost = new Set<(data: unknown) => unknown>();
  const json = (data: unknown) => JSON.parse(JSON.stringify(data));
  const heard: string[] = [];
  const host = serve<Calls, Notes>(
    {
      postMessage: async (data: unknown) => {
        for (const receive of toView) queueMicrotask(() => receive(json(data)));
        return true;
      },
      onDidReceiveMessage: (listener: (data: unknown) => unknown) => {
        toHost.add(listener);
        return { dispose: () => toHost.delete(listener) };
      },
    },
    calls,
    guards,
    silentLogger,
  );
  const view = createBirpc<Calls & Record<string, (...args: unknown[]) => unknown>, Notes>(
    { changed: (what) => void heard.push(what) },
    {
      post: (data) => {
        for (const receive of toHost) receive(json(data));
      },
      on: (receive) => void toView.add(receive),
      timeout: 500,
    },
  );
  return { host, view, heard, toHost };
}

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { message?: string }) => error.message,
  );

describe('a served contract', () => {
  it('answers a call that fits', async () => {
    assert.equal(await join().view.double(21), 42);
  });
  it('refuses arguments that do not fit', async () => {
    const { view } = join();
    assert.match((await messageOf(view.$call('double', 'x' as never))) ?? '', /wrong arguments/);
  });
  it('answers no name outside the contract, inherited ones neither', async () => {
    const { view } = join();
    for (const name of ['other', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      assert.match((await messageOf(view.$call(name))) ?? '', /not found|timeout/, name);
    }
  });
  it('tells the view the words of an expected failure, and nothing of a bug', async () => {
    const { view } = join();
    assert.equal(await messageOf(view.fail('expected')), 'The database is locked.');
    assert.equal(await messageOf(view.fail('bug')), 'Something went wrong; the log says more.');
  });
  it('tells the view its notes', async () => {
    const { host, heard } = join();
    host.notes.changed('runs');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, ['runs']);
  });
  it('hears nothing more once disposed', () => {
    const { host, toHost } = join();
    host.dispose();
    assert.equal(toHost.size, 0);
  });
});

describe('a view that goes while it is served', () => {
  /** A host whose messages go nowhere, and what it was asked to send. */
  function alone(send: () => Promise<boolean>) {
    const sent: unknown[] = [];
    let receive: (data: unknown) => void = () => {};
    const webview = {
      postMessage: (data: unknown) => {
        sent.push(data);
        return send();
      },
      onDidReceiveMessage: (listener: (data: unknown) => unknown) => {
        receive = listener;
        return { dispose: () => {} };
      },
    };
    const host = serve<Calls, Notes>(webview, calls, guards, silentLogger);
    return { host, sent, receive: (data: unknown) => receive(data) };
  }
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

  it('gets no answer and no note after it was closed', async () => {
    const { host, sent, receive } = alone(async () => true);
    receive({ t: 'q', i: '1', m: 'double', a: [21] });
    host.dispose();
    host.notes.changed('late');
    await turn();
    assert.deepEqual(sent, []);
  });

  it('is no reason for an unhandled rejection', async (t) => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    t.after(() => process.off('unhandledRejection', listen));
    const { host, sent, receive } = alone(async () => {
      throw new Error('Webview is disposed');
    });
    receive({ t: 'q', i: '1', m: 'double', a: [21] });
    host.notes.changed('x');
    await turn();
    assert.equal(sent.length, 2);
    assert.deepEqual(unhandled, []);
  });
});
