import { createBirpc } from 'birpc';
import type * as vscode from 'vscode';
import { isAbort } from '../../base/cancellation.ts';
import type { Disposable } from '../../base/disposables.ts';
import { AppError, toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';

/** Says of each call of a contract whether arguments that came over the wire fit: a view is an untrusted caller. */
export type Guards<Calls> = { readonly [K in keyof Calls]: (args: readonly unknown[]) => boolean };

type Handler = (...args: unknown[]) => unknown;
type Handlers = Record<string, Handler>;

/**
 * Serves the calls of a contract to one view. Only names that have a guard are answered; the view gets the message of an
 * expected failure, and of a bug no more than that it happened.
 *
 * @returns the notes of the contract, to be called; they go nowhere while the view is hidden.
 */
export function serve<Calls extends object, Notes extends object>(
  webview: Pick<vscode.Webview, 'postMessage' | 'onDidReceiveMessage'>,
  calls: Calls,
  guards: Guards<Calls>,
  log: Logger,
): { readonly notes: Notes } & Disposable {
  // Without a prototype, so that no inherited name can be called.
  const served: Handlers = Object.assign(Object.create(null), {});
  for (const name of Object.keys(guards) as (keyof Calls & string)[]) {
    const call = calls[name] as Handler;
    served[name] = (...args) => answer(name, args, guards[name], () => call.apply(calls, args), log);
  }
  let subscription: vscode.Disposable | undefined;
  let isClosed = false;
  // An answer may come after the view has gone: nobody waits for it any more.
  const post = async (data: unknown): Promise<void> => {
    if (isClosed) return;
    try {
      await webview.postMessage(data);
    } catch (cause) {
      if (!isClosed) log.error('A message to a view was not sent.', cause);
    }
  };
  const rpc = createBirpc<Handlers, Handlers, false>(served, {
    proxify: false,
    post,
    on: (receive) => {
      subscription = webview.onDidReceiveMessage(receive);
    },
    off: () => subscription?.dispose(),
    // Messages cross as JSON, in which an Error is an empty object.
    serialize: (data: { e?: unknown }) =>
      data.e instanceof Error ? { ...data, e: { message: data.e.message } } : data,
  });
  const notes = new Proxy({} as Notes, {
    get:
      (_target, name: string) =>
      (...args: unknown[]) => {
        if (!isClosed) void rpc.$callEvent(name, ...args);
      },
  });
  return {
    notes,
    dispose: () => {
      isClosed = true;
      rpc.$close();
    },
  };
}

async function answer(
  name: string,
  args: readonly unknown[],
  fits: (args: readonly unknown[]) => boolean,
  call: () => unknown,
  log: Logger,
): Promise<unknown> {
  try {
    if (!fits(args))
      throw new AppError({ code: 'invalidInput', message: `The view called ${name} with wrong arguments.` });
    return await call();
  } catch (cause) {
    const error = toAppError(cause);
    if (!isAbort(cause)) log.error(`View call ${name}: ${error.message}`, error);
    throw new Error(error.code === 'internal' ? 'Something went wrong; the log says more.' : error.message);
  }
}
