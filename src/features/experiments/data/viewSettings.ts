import { Emitter, type Event } from '../../../base/events.ts';
import { DEFAULT_SORT, isDefaultSort, type RunSort } from './runSort.ts';

/** What the user set for one experiment's list. */
export interface ListSettings {
  /** As typed; empty for none. */
  readonly filter: string;
  readonly sort: RunSort;
}

/** Where they are kept over a restart. */
export interface SettingsStorage {
  load(): unknown;
  save(value: unknown): void;
}

export interface ViewSettingsChange {
  /** The experiment whose list changed; absent: `showDeleted`, which all lists heed. */
  readonly experiment?: { readonly storeId: string; readonly experimentId: string } | undefined;
}

const NOTHING_SET: ListSettings = { filter: '', sort: DEFAULT_SORT };
const MOST_RECENT_FILTERS = 12;
/** Nodes whose being open or closed is remembered; those touched last. */
const MOST_TOUCHED = 500;
const SORTS: readonly RunSort['by'][] = ['startTime', 'duration', 'name', 'status', 'metric', 'param'];

/** How the user arranged the tree: filters, orders, what is open, whether deleted things are shown. Kept per workspace. */
export class ViewSettings {
  readonly #storage: SettingsStorage;
  readonly #changed = new Emitter<ViewSettingsChange>();
  readonly #lists: Map<string, ListSettings>;
  /** By node id: opened or closed by the user. VS Code itself forgets it with the window. */
  readonly #open: Map<string, boolean>;
  #recent: readonly string[];
  #showDeleted: boolean;

  constructor(storage: SettingsStorage) {
    this.#storage = storage;
    const kept = decode(storage.load());
    this.#lists = kept.lists;
    this.#open = kept.open;
    this.#recent = kept.recent;
    this.#showDeleted = kept.showDeleted;
  }

  readonly onDidChange: Event<ViewSettingsChange> = this.#changed.event;

  get showDeleted(): boolean {
    return this.#showDeleted;
  }

  /** Filters used lately in any experiment, newest first. */
  get recentFilters(): readonly string[] {
    return this.#recent;
  }

  /** Undefined for a node that the user left as it was. */
  isOpen(nodeId: string): boolean | undefined {
    return this.#open.get(nodeId);
  }

  setOpen(nodeId: string, open: boolean): void {
    // Taken out first: the one touched last stands last.
    this.#open.delete(nodeId);
    this.#open.set(nodeId, open);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_TOUCHED && oldest !== undefined) this.#open.delete(oldest);
    this.#save();
  }

  get(storeId: string, experimentId: string): ListSettings {
    return this.#lists.get(keyOf(storeId, experimentId)) ?? NOTHING_SET;
  }

  setFilter(storeId: string, experimentId: string, filter: string): void {
    const typed = filter.trim();
    if (typed !== '')
      this.#recent = [typed, ...this.#recent.filter((one) => one !== typed)].slice(0, MOST_RECENT_FILTERS);
    this.#set(storeId, experimentId, { ...this.get(storeId, experimentId), filter: typed });
  }

  setSort(storeId: string, experimentId: string, sort: RunSort): void {
    this.#set(storeId, experimentId, { ...this.get(storeId, experimentId), sort });
  }

  setShowDeleted(showDeleted: boolean): void {
    if (showDeleted === this.#showDeleted) return;
    this.#showDeleted = showDeleted;
    this.#save();
    this.#changed.fire({});
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(storeId: string, experimentId: string, list: ListSettings): void {
    const key = keyOf(storeId, experimentId);
    if (list.filter === '' && isDefaultSort(list.sort)) this.#lists.delete(key);
    else this.#lists.set(key, list);
    this.#save();
    this.#changed.fire({ experiment: { storeId, experimentId } });
  }

  #save(): void {
    this.#storage.save({
      version: 1,
      showDeleted: this.#showDeleted,
      recent: this.#recent,
      lists: Object.fromEntries(this.#lists),
      open: [...this.#open],
    });
  }
}

/** One string for an experiment of a store; ids of experiments hold no `@`. */
function keyOf(storeId: string, experimentId: string): string {
  return `${experimentId}@${storeId}`;
}

/** What another version or a hand wrote may be anything: what isn't understood is left out. */
function decode(stored: unknown) {
  const { lists, recent, showDeleted, open } = (stored ?? {}) as Readonly<Record<string, unknown>>;
  const decoded = new Map<string, ListSettings>();
  for (const [key, value] of Object.entries(typeof lists === 'object' && lists !== null ? lists : {})) {
    const { filter, sort } = (value ?? {}) as { filter?: unknown; sort?: unknown };
    decoded.set(key, { filter: typeof filter === 'string' ? filter : '', sort: decodeSort(sort) });
  }
  return {
    lists: decoded,
    open: decodeOpen(open),
    recent: Array.isArray(recent) ? recent.filter((one) => typeof one === 'string').slice(0, MOST_RECENT_FILTERS) : [],
    showDeleted: showDeleted === true,
  };
}

function decodeOpen(stored: unknown): Map<string, boolean> {
  const entries: readonly unknown[] = Array.isArray(stored) ? stored.slice(-MOST_TOUCHED) : [];
  return new Map(
    entries.flatMap((entry): [string, boolean][] => {
      const [id, open] = Array.isArray(entry) ? (entry as unknown[]) : [];
      return typeof id === 'string' && typeof open === 'boolean' ? [[id, open]] : [];
    }),
  );
}

function decodeSort(stored: unknown): RunSort {
  const { by, key, ascending } = (stored ?? {}) as { by?: unknown; key?: unknown; ascending?: unknown };
  const known = SORTS.find((one) => one === by);
  if (known === undefined || typeof ascending !== 'boolean') return DEFAULT_SORT;
  if (known !== 'metric' && known !== 'param') return { by: known, ascending };
  return typeof key === 'string' ? { by: known, key, ascending } : DEFAULT_SORT;
}
