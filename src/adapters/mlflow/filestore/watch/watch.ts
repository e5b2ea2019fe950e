import type { Disposable } from '../../../../base/disposables.ts';
import { AppError } from '../../../../base/errors.ts';
import { Debouncer } from '../../../../base/scheduling.ts';
import type { StoreChange, StoreInterest } from '../../../../core/tracking/store.ts';
import { type ExperimentCatalog, expectRoot } from '../experimentCatalog.ts';
import type { RunCatalog } from '../runCatalog.ts';
import { FolderEvents } from './folderEvents.ts';
import { ExperimentListTarget, RunListTarget, RunTarget, type Target } from './targets.ts';

/** How often is looked where events are not known to work. */
const POLL = 500;
/** And where they are, in polls: events get lost, and network drives tell of this machine's writes only. */
const SAFETY_POLLS = 10;
/** A burst of events is one look. */
const QUIET = 25;
const MAX_QUIET = 150;
/** How much later than a poll an event about the same change may come, in ms. */
const EVENT_DELAY = 400;
/** Looks of a timer may take this share of the time: 100,000 experiments are looked at less often than one run. */
const SHARE = 0.1;

interface Followed {
  readonly target: Target;
  folders: readonly string[];
  /** Events told of it since it was last looked at. */
  touched: boolean;
  /** When the last event told of it. */
  lastEvent: number;
  /** When no event tells of it, it is not looked at before: what the last look took decides. */
  due: number;
}

/**
 * Follows what one holder is interested in. File events call for a look at once, where they work; a timer looks anyway,
 * often until events have proved themselves and again as soon as they miss something (network and WSL drives, containers).
 * A look is stats of the files concerned, nothing is read. Nothing is done before the first watch or after the last.
 */
export class StoreWatch implements Disposable {
  readonly #root: string;
  readonly #onChange: (change: StoreChange) => void;
  readonly #followed: readonly Followed[];
  readonly #events = new FolderEvents((folder) => this.#onEvent(folder));
  readonly #soon = new Debouncer(() => this.#look('touched'), QUIET, MAX_QUIET);
  #timer: NodeJS.Timeout | undefined;
  #polls = 0;
  #eventsWork = false;
  #missed = 0;
  #lost = false;
  #disposed = false;

  constructor(
    root: string,
    catalogs: { readonly experiments: ExperimentCatalog; readonly runs: RunCatalog },
    interest: StoreInterest,
    onChange: (change: StoreChange) => void,
  ) {
    this.#root = root;
    this.#onChange = onChange;
    this.#followed = targetsOf(root, catalogs, interest).map((target) => ({
      target,
      folders: [],
      touched: false,
      lastEvent: Number.NEGATIVE_INFINITY,
      due: 0,
    }));
    // What it is compared with is what is there now.
    for (const followed of this.#followed) this.#lookAt(followed);
    this.#follow();
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#soon.dispose();
    this.#events.dispose();
  }

  #schedule(): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => {
      this.#polls++;
      const isSafetyPoll = this.#polls % SAFETY_POLLS === 0;
      this.#look(isSafetyPoll || !this.#eventsWork ? 'all' : 'uncovered');
      this.#schedule();
    }, POLL);
  }

  #onEvent(folder: string): void {
    for (const followed of this.#followed) {
      if (!followed.folders.includes(folder)) continue;
      followed.touched = true;
      followed.lastEvent = performance.now();
    }
    this.#soon.schedule();
  }

  #look(which: 'touched' | 'uncovered' | 'all'): void {
    if (!this.#isThere()) return;
    const changes: StoreChange[] = [];
    for (const followed of this.#followed) {
      const { touched } = followed;
      if (which === 'touched' && !touched) continue;
      if (which === 'uncovered' && !touched && this.#isCovered(followed)) continue;
      if (!touched && performance.now() < followed.due) continue;
      followed.touched = false;
      const found = this.#lookAt(followed);
      if (found.length > 0) this.#judgeEvents(followed, touched);
      changes.push(...found);
    }
    this.#follow();
    for (const change of merge(changes)) if (!this.#disposed) this.#onChange(change);
  }

  /** Looks, and at where its changes would show from now on. */
  #lookAt(followed: Followed): StoreChange[] {
    const start = performance.now();
    const found = followed.target.look();
    followed.folders = followed.target.folders();
    const end = performance.now();
    followed.due = end + (end - start) / SHARE;
    return found;
  }

  /** Events that told of a change work; a change that a poll found first must be told of soon after, or they don't. */
  #judgeEvents(followed: Followed, touched: boolean): void {
    if (!this.#isCovered(followed)) return;
    if (touched) {
      this.#eventsWork = this.#missed < 2;
      return;
    }
    const found = performance.now();
    setTimeout(() => {
      if (this.#disposed || followed.lastEvent > found - POLL) return;
      this.#missed++;
      this.#eventsWork = false;
    }, EVENT_DELAY).unref();
  }

  #isCovered({ folders }: Followed): boolean {
    return folders.length > 0 && folders.every((folder) => this.#events.has(folder));
  }

  #follow(): void {
    const all = new Set(this.#followed.flatMap(({ folders }) => folders));
    const added = new Set(this.#events.set(all));
    if (added.size === 0) return;
    // What happened there between the last look and the first event is found by another look.
    for (const followed of this.#followed)
      if (followed.folders.some((folder) => added.has(folder))) followed.touched = true;
    this.#soon.schedule();
  }

  #isThere(): boolean {
    try {
      expectRoot(this.#root);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!this.#lost) this.#onChange({ kind: 'lost', error: { code: error.code, message: error.message } });
      this.#lost = true;
      return false;
    }
    if (this.#lost) {
      this.#lost = false;
      // Whoever is told so asks for everything again.
      for (const followed of this.#followed) this.#lookAt(followed);
      this.#follow();
      this.#onChange({ kind: 'restored' });
    }
    return true;
  }
}

function targetsOf(
  root: string,
  { experiments, runs }: { readonly experiments: ExperimentCatalog; readonly runs: RunCatalog },
  { experimentIds = [], runIds = [], metricKeys }: StoreInterest,
): Target[] {
  return [
    new ExperimentListTarget(root, experiments),
    ...experimentIds.map((id) => new RunListTarget(id, experiments, runs)),
    ...runIds.map((id) => new RunTarget(id, metricKeys, () => runs.locate(id))),
  ];
}

/** Changes of one kind as one. */
function merge(changes: readonly StoreChange[]): StoreChange[] {
  const experimentIds = new Set<string>();
  const runIds = new Set<string>();
  const metrics = { runIds: new Set<string>(), keys: new Set<string>() };
  const merged: StoreChange[] = [];
  for (const change of changes) {
    if (change.kind === 'experiments') merged.push(change);
    else if (change.kind === 'runs') for (const id of change.experimentIds) experimentIds.add(id);
    else if (change.kind === 'run') for (const id of change.runIds) runIds.add(id);
    else if (change.kind === 'metrics') {
      for (const id of change.runIds) metrics.runIds.add(id);
      for (const key of change.keys ?? []) metrics.keys.add(key);
    }
  }
  if (experimentIds.size > 0) merged.push({ kind: 'runs', experimentIds: [...experimentIds] });
  if (runIds.size > 0) merged.push({ kind: 'run', runIds: [...runIds] });
  if (metrics.runIds.size > 0) merged.push({ kind: 'metrics', runIds: [...metrics.runIds], keys: [...metrics.keys] });
  return merged;
}
