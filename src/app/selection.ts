import type { Disposable } from '../base/disposables.ts';
import { Emitter, type Event } from '../base/events.ts';
import { nextColour } from '../core/compare/colours.ts';
import { type RunRef, runKey } from '../core/tracking/model.ts';

/** A run that was chosen to be compared. */
export interface SelectedRun {
  readonly ref: RunRef;
  /** Index in the palette; stays while the run is selected. */
  readonly colour: number;
}

/** Where the choice is kept over a restart of the window. */
export interface SelectionStorage {
  load(): unknown;
  save(runs: readonly SelectedRun[]): void;
}

/** The one choice of runs in this window, in the order they were chosen: tree, *Selected runs* and panels share it. */
export class Selection implements Disposable {
  readonly #storage: SelectionStorage;
  readonly #changed = new Emitter<void>();
  #runs: ReadonlyMap<string, SelectedRun>;

  constructor(storage: SelectionStorage) {
    this.#storage = storage;
    this.#runs = new Map(decode(storage.load()).map((run) => [runKey(run.ref), run]));
  }

  readonly onDidChange: Event<void> = this.#changed.event;

  get runs(): readonly SelectedRun[] {
    return [...this.#runs.values()];
  }

  get(ref: RunRef): SelectedRun | undefined {
    return this.#runs.get(runKey(ref));
  }

  add(refs: readonly RunRef[]): void {
    const next = new Map(this.#runs);
    for (const ref of refs) {
      if (next.has(runKey(ref))) continue;
      next.set(runKey(ref), { ref, colour: nextColour([...next.values()].map((run) => run.colour)) });
    }
    this.#set(next);
  }

  remove(refs: readonly RunRef[]): void {
    const next = new Map(this.#runs);
    for (const ref of refs) next.delete(runKey(ref));
    this.#set(next);
  }

  clear(): void {
    this.#set(new Map());
  }

  /** Puts back what `clear` or `remove` took away, with its colours. */
  restore(runs: readonly SelectedRun[]): void {
    this.#set(new Map(runs.map((run) => [runKey(run.ref), run])));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(next: ReadonlyMap<string, SelectedRun>): void {
    if (next.size === this.#runs.size && [...next.keys()].every((key) => this.#runs.has(key))) return;
    this.#runs = next;
    this.#storage.save(this.runs);
    this.#changed.fire();
  }
}

/** What another version or a hand wrote may be anything: what isn't a selected run is left out. */
function decode(stored: unknown): SelectedRun[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((item: { ref?: { storeId?: unknown; runId?: unknown }; colour?: unknown } | null) => {
    const { storeId, runId } = item?.ref ?? {};
    const colour = item?.colour;
    if (typeof storeId !== 'string' || typeof runId !== 'string') return [];
    if (typeof colour !== 'number' || !Number.isInteger(colour) || colour < 0) return [];
    return [{ ref: { storeId, runId }, colour }];
  });
}
