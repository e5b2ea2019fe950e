import type { Runs } from '../../../app/runs.ts';
import type { SelectedRun, Selection } from '../../../app/selection.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import type { Snapshot } from '../../../base/snapshot.ts';
import { type Run, runKey } from '../../../core/tracking/model.ts';
import type { RunTarget } from '../../../manifest.ts';

/** An element of the view *Selected Runs*: stays the same object while its run is selected. */
export interface SelectedNode extends RunTarget {
  readonly id: string;
  readonly colour: number;
}

interface Row {
  readonly node: SelectedNode;
  /** While the view is on the screen. */
  hold: { readonly snapshot: () => Snapshot<Run>; readonly lifetime: DisposableStore } | undefined;
}

/** The selected runs in the order they were chosen, each followed while the view is on the screen. */
export class SelectedRuns implements Disposable {
  readonly #selection: Selection;
  readonly #runs: Runs;
  readonly #changed = new Emitter<readonly SelectedNode[] | undefined>();
  readonly #subscription: Disposable;
  #rows = new Map<string, Row>();
  #visible = false;

  constructor(selection: Selection, runs: Runs) {
    this.#selection = selection;
    this.#runs = runs;
    this.#subscription = selection.onDidChange(() => {
      this.#sync();
      this.#changed.fire(undefined);
    });
    this.#sync();
  }

  /** The rows that changed; undefined: which there are. */
  readonly onDidChange: Event<readonly SelectedNode[] | undefined> = this.#changed.event;

  get nodes(): readonly SelectedNode[] {
    return [...this.#rows.values()].map(({ node }) => node);
  }

  /** What is known of the run: `idle` while nobody looks. */
  snapshot(node: SelectedNode): Snapshot<Run> {
    return this.#rows.get(node.id)?.hold?.snapshot() ?? { state: 'idle' };
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#sync();
    if (visible) this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const row of this.#rows.values()) row.hold?.lifetime.dispose();
    this.#rows.clear();
    this.#changed.dispose();
  }

  #sync(): void {
    const before = this.#rows;
    this.#rows = new Map(
      this.#selection.runs.map((run) => [runKey(run.ref), before.get(runKey(run.ref)) ?? rowOf(run)]),
    );
    for (const [key, row] of before) if (!this.#rows.has(key)) this.#release(row);
    for (const row of this.#rows.values()) {
      if (!this.#visible) this.#release(row);
      else row.hold ??= this.#hold(row.node);
    }
  }

  #hold(node: SelectedNode): Row['hold'] {
    const lifetime = new DisposableStore();
    const { model, dispose } = this.#runs.hold(node.ref);
    lifetime.add({ dispose });
    lifetime.add(model.onDidChange(() => this.#changed.fire([node])));
    return { snapshot: () => model.snapshot, lifetime };
  }

  #release(row: Row): void {
    row.hold?.lifetime.dispose();
    row.hold = undefined;
  }
}

function rowOf({ ref, colour }: SelectedRun): Row {
  return { node: { id: runKey(ref), ref, colour }, hold: undefined };
}
