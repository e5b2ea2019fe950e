import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from '../../contracts/worker.ts';
import { StoreHost } from './host.ts';

// The worker's entry: one store a worker, so that a slow one doesn't hold up the others.
const port = parentPort;
if (port !== null) {
  const host = new StoreHost((reply, transfer) => port.postMessage(reply, transfer));
  port.on('message', (request: WorkerRequest) => {
    host.handle(request);
    // Ends this thread alone.
    if (request.type === 'dispose') process.exit();
  });
}
