import { type BirpcReturn, createBirpc } from 'birpc';
import type { VsCodeApi } from './vscodeApi.ts';

/**
 * Connects a view with its host: `Calls` are what the view may ask, `notes` what the host may tell it. Both come from the
 * view's file in contracts/.
 */
export function connect<Calls extends object, Notes extends object>(
  api: VsCodeApi,
  notes: Notes,
): BirpcReturn<Calls, Notes> {
  return createBirpc<Calls, Notes>(notes, {
    post: (message) => api.postMessage(message),
    on: (receive) => window.addEventListener('message', (event) => receive(event.data)),
    // A store may take minutes to answer; the host decides when to give up and says why.
    timeout: -1,
    // Messages of other origins (an extension in the browser, the page that frames us) are not ours.
    deserialize: (message: unknown) => (isRpc(message) ? message : { t: 's' }),
  });
}

function isRpc(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 't' in message && (message.t === 'q' || message.t === 's');
}
