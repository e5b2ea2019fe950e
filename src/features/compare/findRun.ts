import type { Connections } from '../../app/connections.ts';
import type { RunRef } from '../../core/tracking/model.ts';

/** How long a first look for stores may take before a run counts as not found, in ms. */
const PATIENCE = 10_000;

/** The first store, in their order, that has the run. Stores that can't be read are passed over. */
export async function findRun(
  connections: Connections,
  runId: string,
  signal: AbortSignal,
): Promise<RunRef | undefined> {
  await connections.whenKnown(PATIENCE, signal);
  const answers = await Promise.all(
    connections.list.map(async (connection) => {
      try {
        const store = await connection.store();
        await store.getRun(runId, signal);
        return { storeId: connection.id, runId };
      } catch {
        signal.throwIfAborted();
        // Not there, or a store with a problem of its own, which the tree shows.
        return undefined;
      }
    }),
  );
  return answers.find((answer) => answer !== undefined);
}
