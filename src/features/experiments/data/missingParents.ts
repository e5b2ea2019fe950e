import { AppError } from '../../../base/errors.ts';
import { PARENT_RUN_TAG, type Run } from '../../../core/tracking/model.ts';
import type { TrackingStore } from '../../../core/tracking/store.ts';

/** Generations that are fetched upwards at most: a longer chain is a mistake in somebody's tags. */
const MOST_GENERATIONS = 6;

/**
 * Parents of the runs that aren't among them, and theirs, so that children never hang in the air: the page of MLflow does
 * the same. A parent that is gone or that `isVisible` refuses is left out: its children stay on top.
 *
 * @param known parents fetched before, which need not be read again
 */
export async function missingParents(
  store: TrackingStore,
  runs: readonly Run[],
  known: ReadonlyMap<string, Run>,
  isVisible: (run: Run) => boolean,
  signal: AbortSignal,
): Promise<Map<string, Run>> {
  const present = new Set(runs.map(({ runId }) => runId));
  const found = new Map<string, Run>();
  let generation = runs;
  for (let depth = 0; depth < MOST_GENERATIONS && generation.length > 0; depth++) {
    const wanted = new Set(generation.map((run) => run.tags.get(PARENT_RUN_TAG) ?? ''));
    const ids = [...wanted].filter((id) => id !== '' && !present.has(id) && !found.has(id));
    const fetched = await Promise.all(ids.map((id) => known.get(id) ?? fetchRun(store, id, signal)));
    generation = fetched.filter((run): run is Run => run !== undefined && isVisible(run));
    for (const run of generation) found.set(run.runId, run);
  }
  return found;
}

async function fetchRun(store: TrackingStore, runId: string, signal: AbortSignal): Promise<Run | undefined> {
  try {
    return await store.getRun(runId, signal);
  } catch (error) {
    // The tag may name anything. A parent that can't be read is no reason not to show its children.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
