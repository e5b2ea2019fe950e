import type { Connections } from '../../app/connections.ts';
import type { ExperimentNames } from '../../app/experiments.ts';
import type { RunModel, RunModelChange, Runs } from '../../app/runs.ts';
import type { Selection } from '../../app/selection.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { lastGood } from '../../base/snapshot.ts';
import type { CompareSource } from '../../contracts/compare.ts';
import { COLOUR_COUNT } from '../../core/compare/colours.ts';
import { parseRunKey, type RunRef, runKey } from '../../core/tracking/model.ts';
import type { ShownRun } from './overview.ts';

export interface RunSetDeps {
  readonly runs: Runs;
  readonly selection: Selection;
  readonly connections: Connections;
  readonly experiments: ExperimentNames;
}

/** The runs of one panel: what is ticked, or a set of its own. Holds them, so that they are followed while it is shown. */
export class RunSet implements Disposable {
  readonly #deps: RunSetDeps;
  readonly #lifetime = new DisposableStore();
  readonly #held = new Map<string, { readonly model: RunModel } & Disposable>();
  readonly #changed = new Emitter<RunModelChange>();
  #source: CompareSource;

  constructor(source: CompareSource, deps: RunSetDeps) {
    this.#source = source;
    this.#deps = deps;
    const all = () => this.#changed.fire({});
    this.#lifetime.add(
      deps.selection.onDidChange(() => {
        this.#hold();
        all();
      }),
    );
    this.#lifetime.add(deps.experiments.onDidChange(all));
    this.#hold();
  }

  /** `keys` tells of new values of those metrics alone. */
  readonly onDidChange: Event<RunModelChange> = this.#changed.event;

  get source(): CompareSource {
    return this.#source;
  }

  get shown(): readonly ShownRun[] {
    return this.#refs().map((ref, index) => this.#show(ref, index));
  }

  get(key: string): ShownRun | undefined {
    return this.shown.find((run) => run.runKey === key);
  }

  remove(key: string): void {
    if (this.#source.type === 'selection') {
      this.#deps.selection.remove([parseRunKey(key)]);
      return;
    }
    this.#source = { type: 'fixed', runKeys: this.#source.runKeys.filter((other) => other !== key) };
    this.#hold();
    this.#changed.fire({});
  }

  dispose(): void {
    this.#lifetime.dispose();
    for (const held of this.#held.values()) held.dispose();
    this.#held.clear();
    this.#changed.dispose();
  }

  #refs(): readonly RunRef[] {
    return this.#source.type === 'selection'
      ? this.#deps.selection.runs.map(({ ref }) => ref)
      : this.#source.runKeys.map(parseRunKey);
  }

  #show(ref: RunRef, index: number): ShownRun {
    const { selection, connections, experiments } = this.#deps;
    const key = runKey(ref);
    const snapshot = this.#held.get(key)?.model.snapshot ?? { state: 'loading' as const };
    const run = lastGood(snapshot);
    return {
      ref,
      runKey: key,
      // A run that is also selected has the one colour everywhere; the others go through the palette in order.
      colour: selection.get(ref)?.colour ?? index % COLOUR_COUNT,
      snapshot,
      experiment: run === undefined ? '' : experiments.get(ref.storeId, run.experimentId),
      store: connections.get(ref.storeId)?.entry.name ?? ref.storeId,
    };
  }

  #hold(): void {
    const wanted = new Map(this.#refs().map((ref) => [runKey(ref), ref]));
    for (const [key, held] of this.#held) {
      if (wanted.has(key)) continue;
      this.#held.delete(key);
      held.dispose();
    }
    for (const [key, ref] of wanted) {
      if (this.#held.has(key)) continue;
      const held = this.#deps.runs.hold(ref);
      const subscription = held.model.onDidChange((change) => this.#changed.fire(change));
      this.#held.set(key, {
        model: held.model,
        dispose: () => {
          subscription.dispose();
          held.dispose();
        },
      });
    }
  }
}
