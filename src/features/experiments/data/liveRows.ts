import type { Runs } from '../../../app/runs.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import { lastGood } from '../../../base/snapshot.ts';
import type { Run } from '../../../core/tracking/model.ts';

/** Follows the runs of a list that go on, each for as long as it does; the others change with the list alone. */
export class LiveRows implements Disposable {
  readonly #storeId: string;
  readonly #runs: Runs;
  readonly #changed = new Emitter<readonly string[]>();
  readonly #followed = new Map<string, DisposableStore>();
  /** What following told last, also of a run that has ended since. */
  readonly #last = new Map<string, Run>();

  constructor(storeId: string, runs: Runs) {
    this.#storeId = storeId;
    this.#runs = runs;
  }

  /** Ids of runs of which there is news. */
  readonly onDidChange: Event<readonly string[]> = this.#changed.event;

  get runIds(): readonly string[] {
    return [...this.#followed.keys()];
  }

  follow(runIds: readonly string[]): void {
    const wanted = new Set(runIds);
    for (const [runId, lifetime] of this.#followed) {
      if (wanted.has(runId)) continue;
      this.#followed.delete(runId);
      lifetime.dispose();
    }
    for (const runId of wanted) {
      if (this.#followed.has(runId)) continue;
      const lifetime = new DisposableStore();
      const { model, dispose } = this.#runs.hold({ storeId: this.#storeId, runId });
      lifetime.add({ dispose });
      lifetime.add(
        model.onDidChange(() => {
          const run = lastGood(model.snapshot);
          if (run !== undefined) this.#last.set(runId, run);
          this.#changed.fire([runId]);
        }),
      );
      this.#followed.set(runId, lifetime);
    }
  }

  /** The run as the list read it, or as it was followed to: it never goes back from its end. */
  newest(run: Run): Run {
    const goesOn = run.status === 'RUNNING' || run.status === 'SCHEDULED';
    return (goesOn ? this.#last.get(run.runId) : undefined) ?? run;
  }

  /** The list was read again: it knows best of the runs that aren't followed any more. */
  forgetEnded(): void {
    for (const runId of this.#last.keys()) if (!this.#followed.has(runId)) this.#last.delete(runId);
  }

  dispose(): void {
    for (const lifetime of this.#followed.values()) lifetime.dispose();
    this.#followed.clear();
    this.#changed.dispose();
  }
}
