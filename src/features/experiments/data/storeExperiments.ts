import type { Connection } from '../../../app/connections.ts';
import type { LiveRuns } from '../../../app/liveRuns.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import type { Event } from '../../../base/events.ts';
import type { Snapshot } from '../../../base/snapshot.ts';
import type { Experiment } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { Following } from './following.ts';
import { Loaded } from './loaded.ts';
import type { ViewSettings } from './viewSettings.ts';

export interface ExperimentsData {
  readonly experiments: readonly Experiment[];
  readonly problems: readonly StoreProblem[];
}

/** Experiments that one call answers with; all pages are read, for an experiment is a small thing. */
const PAGE = 1000;

/** The experiments of one store. */
export class StoreExperiments implements Disposable {
  readonly connection: Connection;
  readonly #settings: ViewSettings;
  readonly #lifetime = new DisposableStore();
  readonly #loaded: Loaded<ExperimentsData>;
  readonly #following: Following;

  constructor(connection: Connection, live: LiveRuns, settings: ViewSettings) {
    this.connection = connection;
    this.#settings = settings;
    this.#loaded = this.#lifetime.add(new Loaded((signal) => this.#load(signal)));
    this.#following = this.#lifetime.add(
      new Following(this.#loaded, { connection, live, interest: {}, isReason: ({ kind }) => kind === 'experiments' }),
    );
    this.#lifetime.add(
      settings.onDidChange(({ experiment }) => {
        if (experiment === undefined && this.#following.isActive) void this.#loaded.restart();
      }),
    );
    this.onDidChange = this.#loaded.onDidChange;
  }

  readonly onDidChange: Event<void>;

  get snapshot(): Snapshot<ExperimentsData> {
    return this.#loaded.snapshot;
  }

  get data(): ExperimentsData | undefined {
    return this.#loaded.data;
  }

  get(experimentId: string): Experiment | undefined {
    return this.data?.experiments.find((experiment) => experiment.experimentId === experimentId);
  }

  setActive(active: boolean): void {
    this.#following.setActive(active);
  }

  /** Resolves when they are there, or could not be read. */
  settled(): Promise<void> {
    return this.#loaded.settled();
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #load(signal: AbortSignal): Promise<ExperimentsData> {
    const store = await this.connection.store();
    const view = this.#settings.showDeleted ? 'all' : 'active';
    const experiments: Experiment[] = [];
    const problems: StoreProblem[] = [];
    let pageToken: string | undefined;
    do {
      const page = await store.searchExperiments({ view, pageSize: PAGE, pageToken }, signal);
      experiments.push(...page.items);
      problems.push(...(page.problems ?? []));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return { experiments, problems };
  }
}
