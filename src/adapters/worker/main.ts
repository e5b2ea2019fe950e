import { parentPort } from 'node:worker_threads';
import { StoreHost } from './host.ts';

// The worker's entry: one store a worker, so that a slow one doesn't hold up the others.
const port = parentPort;
if (port !== null) {
  const host = new StoreHost((reply, transfer) => port.postMessage(reply, transfer));
  port.on('message', (request) => host.handle(request));
}
