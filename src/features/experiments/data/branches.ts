import type { Connection, Connections } from '../../../app/connections.ts';
import type { LiveRuns } from '../../../app/liveRuns.ts';
import type { Runs } from '../../../app/runs.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { AppError } from '../../../base/errors.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import { lastGood, type Snapshot } from '../../../base/snapshot.ts';
import type { LivenessLimits } from '../../../core/tracking/liveness.ts';
import type { RunRef } from '../../../core/tracking/model.ts';
import type { ArtifactEntry } from '../../../core/tracking/store.ts';
import type { ExperimentTarget } from '../../../manifest.ts';
import { Loaded } from './loaded.ts';
import { RunList, type RunListChange } from './runList.ts';
import { StoreExperiments } from './storeExperiments.ts';
import type { ViewSettings } from './viewSettings.ts';

export interface BranchesDeps {
  readonly connections: Connections;
  readonly live: LiveRuns;
  readonly runs: Runs;
  readonly settings: ViewSettings;
  readonly pageSize: () => number;
  readonly limits: () => LivenessLimits;
}

export type BranchChange =
  /** The list of stores. */
  | { readonly kind: 'stores' }
  /** How a store is doing, or its experiments. */
  | { readonly kind: 'store'; readonly storeId: string }
  | { readonly kind: 'list'; readonly list: RunList; readonly change: RunListChange };

interface Branch {
  readonly connection: Connection;
  readonly experiments: StoreExperiments;
  readonly lists: Map<string, RunList>;
  readonly lifetime: DisposableStore;
}

/** What the tree knows of each store: its experiments, and the run lists that were opened. Lives as long as the connection. */
export class Branches implements Disposable {
  readonly #deps: BranchesDeps;
  readonly #changed = new Emitter<BranchChange>();
  readonly #branches = new Map<string, Branch>();
  readonly #subscription: Disposable;

  constructor(deps: BranchesDeps) {
    this.#deps = deps;
    this.#subscription = deps.connections.onDidChange(() => this.#sync());
    this.#sync();
  }

  readonly onDidChange: Event<BranchChange> = this.#changed.event;

  /** Somebody looks: the stores are looked for, once. */
  want(): void {
    this.#deps.connections.want();
  }

  get stores(): readonly StoreExperiments[] {
    return [...this.#branches.values()].map(({ experiments }) => experiments);
  }

  get lists(): readonly RunList[] {
    return [...this.#branches.values()].flatMap(({ lists }) => [...lists.values()]);
  }

  store(storeId: string): StoreExperiments | undefined {
    return this.#branches.get(storeId)?.experiments;
  }

  /** The experiment's list, made at first use; undefined without its store. */
  list(target: ExperimentTarget): RunList | undefined {
    const { storeId, experimentId } = target;
    const branch = this.#branches.get(storeId);
    if (branch === undefined) return undefined;
    const before = branch.lists.get(experimentId);
    if (before !== undefined) return before;
    const list = branch.lifetime.add(new RunList(branch.connection, experimentId, this.#deps));
    let problems = list.problems.length;
    branch.lifetime.add(
      list.onDidChange((change) => {
        this.#changed.fire({ kind: 'list', list, change });
        // What of a list can't be read is told at its store.
        if (list.problems.length !== problems) this.#changed.fire({ kind: 'store', storeId: target.storeId });
        problems = list.problems.length;
      }),
    );
    branch.lists.set(experimentId, list);
    return list;
  }

  /** The direct children of a folder of a run's artifacts, read when first asked for and each time it is opened. */
  artifacts(ref: RunRef, path: string): Loaded<readonly ArtifactEntry[]> {
    return new Loaded(async (signal) => {
      const connection = this.#deps.connections.get(ref.storeId);
      if (connection === undefined)
        throw new AppError({ code: 'notFound', message: 'The store is not there any more.' });
      const store = await connection.store();
      return store.listArtifacts(ref.runId, path === '' ? undefined : path, signal);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { lifetime } of this.#branches.values()) lifetime.dispose();
    this.#branches.clear();
    this.#changed.dispose();
  }

  #sync(): void {
    const before = new Map(this.#branches);
    this.#branches.clear();
    for (const connection of this.#deps.connections.list) {
      const kept = before.get(connection.id);
      this.#branches.set(connection.id, kept?.connection === connection ? kept : this.#make(connection));
    }
    const after = [...this.#branches.values()];
    const isSame = after.length === before.size && [...before.values()].every((branch, i) => branch === after[i]);
    for (const branch of before.values()) if (!after.includes(branch)) branch.lifetime.dispose();
    if (!isSame) this.#changed.fire({ kind: 'stores' });
  }

  #make(connection: Connection): Branch {
    const { live, settings } = this.#deps;
    const lifetime = new DisposableStore();
    const experiments = lifetime.add(new StoreExperiments(connection, live, settings));
    let told = stateOf(experiments);
    const tell = () => {
      const state = stateOf(experiments);
      if (state === told) return;
      told = state;
      this.#changed.fire({ kind: 'store', storeId: connection.id });
    };
    lifetime.add(experiments.onDidChange(tell));
    lifetime.add(connection.onDidChange(tell));
    return { connection, experiments, lists: new Map(), lifetime };
  }
}

/** All that is shown of a store and its experiments, as one text: they are read again more often than they change. */
function stateOf({ connection, snapshot, data }: StoreExperiments): string {
  const doing = (one: Snapshot<unknown>) => [one.state, one.state === 'failed' ? one.error.message : ''];
  const experiments = data?.experiments.map(({ tags, ...rest }) => ({ ...rest, tags: [...tags] }));
  return JSON.stringify([
    doing(connection.snapshot),
    lastGood(connection.snapshot)?.kind,
    doing(snapshot),
    experiments,
    data?.problems,
  ]);
}
