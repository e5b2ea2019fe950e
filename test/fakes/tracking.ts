import { Connections, type StoreEntry } from '../../src/app/connections.ts';
import { LiveRuns } from '../../src/app/liveRuns.ts';
import { Runs } from '../../src/app/runs.ts';
import { AppError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { MemoryStore } from './memoryStore.ts';

export function entry(id: string, more: Partial<StoreEntry> = {}): StoreEntry {
  return { id, name: id, location: `/${id}`, origin: 'workspace', namedBy: 'a test', ...more };
}

/** The models of app/ over stores in memory, by their id. */
export function makeTracking(stores: Readonly<Record<string, MemoryStore>>, { known = true } = {}) {
  const opened: string[] = [];
  const open = async (location: string) => {
    opened.push(location);
    const store = stores[location.slice(1)];
    if (store === undefined) throw new AppError({ code: 'notFound', message: `There is nothing at ${location}.` });
    return store;
  };
  const connections = new Connections(open, silentLogger);
  const live = new LiveRuns(connections);
  const runs = new Runs(connections, live);
  const find = () => connections.set(Object.keys(stores).map((id) => entry(id)));
  if (known) find();
  return {
    connections,
    live,
    runs,
    /** Locations in the order in which they were opened. */
    opened,
    find,
    dispose() {
      runs.dispose();
      live.dispose();
      connections.dispose();
    },
  };
}

/** Lets everything that is ready happen: promises, and timers of up to `ms`. */
export function settle(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it holds, at most a second. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It never came to hold.');
    await settle(5);
  }
}
