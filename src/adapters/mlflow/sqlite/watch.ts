import { statSync } from 'node:fs';
import { type Disposable, toDisposable } from '../../../base/disposables.ts';
import { type AppError, toAppError } from '../../../base/errors.ts';
import type { StoreChange, StoreInterest } from '../../../core/tracking/store.ts';
import { DatabaseAccess } from './access.ts';
import type { Connection } from './connection.ts';
import { isBusy, toStoreError } from './errors.ts';
import {
  experimentsPrint,
  type NewPoints,
  newestPoint,
  pointsSince,
  runListPrints,
  runPrints,
} from './fingerprints.ts';
import type { SqliteModule } from './module.ts';

const INTERVAL = 300;
/** A look may take this share of the time between looks; a huge store is looked at less often. */
const SHARE = 0.1;
/** No change is told later than this, in ms, whatever a look costs; copying a database is the exception. */
const MAX_INTERVAL = 900;

/** What is known of a store since the last look. */
interface Seen {
  readonly file: string;
  /** Connection, and SQLite's count of other connections' commits as that one sees it. */
  readonly version: string;
  readonly newestPoint: number;
}

/**
 * Follows a database while anybody watches: one connection of its own, one timer. A tick is two system calls and a pragma
 * as long as nobody wrote.
 */
export class DatabaseWatch {
  readonly #access: DatabaseAccess;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #seen: Seen | undefined;
  #lost = false;

  constructor(sqlite: SqliteModule, path: string) {
    this.#access = new DatabaseAccess(sqlite, path);
  }

  add(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    const watcher = new Watcher(interest, onChange);
    // What it is compared with is what is there now, not what will be at the next tick.
    this.#try(() => this.#access.readNow((connection) => this.#begin(connection, watcher)));
    this.#watchers.add(watcher);
    this.#schedule(INTERVAL);
    return toDisposable(() => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#stop();
    });
  }

  dispose(): void {
    this.#watchers.clear();
    this.#stop();
    this.#access.dispose();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seen = undefined;
    this.#lost = false;
    this.#access.close();
  }

  #schedule(wait: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const start = performance.now();
      this.#tick();
      const took = performance.now() - start;
      const limit = this.#access.readsCopy ? Number.POSITIVE_INFINITY : MAX_INTERVAL;
      if (this.#watchers.size > 0) this.#schedule(Math.min(limit, Math.max(INTERVAL, took / SHARE)));
    }, wait);
  }

  #tick(): void {
    const error = this.#try(() => {
      this.#access.readNow((connection) => this.#look(connection));
      this.#lost = false;
    });
    if (error !== undefined && !this.#lost) {
      this.#lost = true;
      this.#tell({ kind: 'lost', error: { code: error.code, message: error.message } });
    }
  }

  /** A lock is not worth a word: the next tick sees what was written. */
  #try(action: () => void): AppError | undefined {
    try {
      action();
      return undefined;
    } catch (error) {
      return isBusy(error) ? undefined : toAppError(toStoreError(error, this.#access.path));
    }
  }

  #begin(connection: Connection, watcher: Watcher): void {
    this.#seen ??= { ...this.#stamp(connection), newestPoint: newestPoint(connection) };
    watcher.compare(connection);
  }

  /** The stamp is read first: what is committed while the rest is read changes it, and is found at the next look. */
  #look(connection: Connection): void {
    const seen = this.#seen;
    const stamp = this.#stamp(connection);
    if (this.#lost) this.#tell({ kind: 'restored' });
    else if (seen?.file === stamp.file && seen.version === stamp.version) return;
    const newest = newestPoint(connection);
    const goesOn = seen !== undefined && seen.file === stamp.file && newest >= seen.newestPoint;
    const points = goesOn ? pointsSince(connection, seen.newestPoint) : undefined;
    // Of the points that were told, not of those that came since.
    const told = points?.reduce((max, [, , rowid]) => Math.max(max, rowid), seen?.newestPoint ?? 0);
    this.#seen = { ...stamp, newestPoint: told ?? newest };
    for (const watcher of [...this.#watchers]) {
      for (const change of [...watcher.compare(connection), ...watcher.metricChanges(points)]) watcher.tell(change);
    }
  }

  #stamp(connection: Connection): Pick<Seen, 'file' | 'version'> {
    const { dev, ino } = statSync(this.#access.path);
    const version = `${this.#access.generation}:${connection.row<[number]>('PRAGMA data_version')?.[0]}`;
    return { file: `${dev}:${ino}`, version };
  }

  #tell(change: StoreChange): void {
    for (const watcher of [...this.#watchers]) watcher.tell(change);
  }
}

/** One interest, and what its holder was last told about. */
class Watcher {
  readonly #interest: StoreInterest;
  readonly tell: (change: StoreChange) => void;
  #experiments: string | undefined;
  #lists: ReadonlyMap<string, string> = new Map();
  #runs: ReadonlyMap<string, string> = new Map();

  constructor(interest: StoreInterest, onChange: (change: StoreChange) => void) {
    this.#interest = interest;
    this.tell = onChange;
  }

  /** What changed since the last call; the first call only remembers. */
  compare(connection: Connection): StoreChange[] {
    const { experimentIds = [], runIds = [] } = this.#interest;
    const changes: StoreChange[] = [];
    const first = this.#experiments === undefined;
    const experiments = experimentsPrint(connection);
    if (experiments !== this.#experiments) changes.push({ kind: 'experiments' });
    const lists = runListPrints(connection, experimentIds);
    const changedLists = experimentIds.filter((id) => lists.get(id) !== this.#lists.get(id));
    if (changedLists.length > 0) changes.push({ kind: 'runs', experimentIds: changedLists });
    const runs = runPrints(connection, runIds);
    const changedRuns = runIds.filter((id) => runs.get(id) !== this.#runs.get(id));
    if (changedRuns.length > 0) changes.push({ kind: 'run', runIds: changedRuns });
    this.#experiments = experiments;
    this.#lists = lists;
    this.#runs = runs;
    return first ? [] : changes;
  }

  /** @param points runs and keys of new points; undefined: any may be new. */
  metricChanges(points: NewPoints | undefined): StoreChange[] {
    const { runIds = [], metricKeys } = this.#interest;
    if (runIds.length === 0) return [];
    if (points === undefined) return [{ kind: 'metrics', runIds, keys: metricKeys }];
    const watched = new Set(runIds);
    const keysOf = metricKeys === undefined ? undefined : new Set(metricKeys);
    const mine = points.filter(([runId, key]) => watched.has(runId) && (keysOf?.has(key) ?? true));
    if (mine.length === 0) return [];
    return [
      {
        kind: 'metrics',
        runIds: [...new Set(mine.map(([runId]) => runId))],
        keys: [...new Set(mine.map(([, key]) => key))],
      },
    ];
  }
}
