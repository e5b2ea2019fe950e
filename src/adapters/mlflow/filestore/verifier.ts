import { type Disposable, toDisposable } from '../../../base/disposables.ts';
import { AppError } from '../../../base/errors.ts';
import type { StoreChange, StoreInterest } from '../../../core/tracking/store.ts';
import { Pacer } from './pacer.ts';
import type { RunCatalog } from './runCatalog.ts';
import type { RunFolder } from './runFolder.ts';

interface Holder {
  readonly interest: StoreInterest;
  readonly onChange: (change: StoreChange) => void;
}

/** Whoever watches is told of what was found at most this often, in ms. */
const TELL_EVERY = 1000;

/**
 * Compares runs that were answered from the index with their files, in the background, and tells those who watch what is
 * not true any more: edits in place of runs that ended, and anything on a slow drive (patience.ts).
 */
export class Verifier implements Disposable {
  readonly #runs: RunCatalog;
  readonly #holders = new Set<Holder>();
  readonly #abort = new AbortController();
  #running = false;

  constructor(runs: RunCatalog) {
    this.#runs = runs;
  }

  addHolder(interest: StoreInterest, onChange: (change: StoreChange) => void): Disposable {
    const holder = { interest, onChange };
    this.#holders.add(holder);
    return toDisposable(() => this.#holders.delete(holder));
  }

  /** Begins, unless there is nothing to compare or it is being done. */
  start(): void {
    if (this.#running || this.#runs.unchecked.size === 0) return;
    this.#running = true;
    // Only ends early when the store is closed.
    void this.#verify()
      .catch(() => {})
      .finally(() => {
        this.#running = false;
      });
  }

  dispose(): void {
    this.#abort.abort();
    this.#holders.clear();
  }

  async #verify(): Promise<void> {
    const pacer = new Pacer(this.#abort.signal);
    let changed: RunFolder[] = [];
    let told = performance.now();
    for (const folder of this.#runs.unchecked) {
      if (pacer.due()) await pacer.rest();
      this.#runs.unchecked.delete(folder);
      if (compare(folder)) changed.push(folder);
      if (changed.length === 0 || performance.now() - told < TELL_EVERY) continue;
      this.#tell(changed);
      changed = [];
      told = performance.now();
    }
    if (changed.length > 0) this.#tell(changed);
  }

  #tell(changed: readonly RunFolder[]): void {
    for (const { interest, onChange } of [...this.#holders]) {
      const experimentIds = [...new Set(changed.map(({ experimentId }) => experimentId))];
      const followed = experimentIds.filter((id) => interest.experimentIds?.includes(id));
      if (followed.length > 0) onChange({ kind: 'runs', experimentIds: followed });
      const runIds = changed.map(({ runId }) => runId).filter((id) => interest.runIds?.includes(id));
      if (runIds.length > 0) onChange({ kind: 'run', runIds });
    }
  }
}

/** True where the files say something else. */
function compare(folder: RunFolder): boolean {
  const before = folder.revision;
  try {
    folder.compare();
  } catch (error) {
    // It is named when it is asked for.
    if (!(error instanceof AppError)) throw error;
  }
  return folder.revision !== before;
}
