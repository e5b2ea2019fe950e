import type { Connection } from '../../../app/connections.ts';
import type { LiveRuns } from '../../../app/liveRuns.ts';
import type { Runs } from '../../../app/runs.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { AppError } from '../../../base/errors.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import type { Snapshot } from '../../../base/snapshot.ts';
import { type LivenessLimits, lastValueTime, liveness } from '../../../core/tracking/liveness.ts';
import type { Run } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { flatRuns, nestRuns, type RunForest } from '../collect/forest.ts';
import { sameOrder, sameRun } from '../collect/same.ts';
import { Following } from './following.ts';
import { LiveRows } from './liveRows.ts';
import { Loaded } from './loaded.ts';
import { missingParents } from './missingParents.ts';
import { understandFilter } from './runFilter.ts';
import { type RunPage, runPages } from './runPages.ts';
import type { ViewSettings } from './viewSettings.ts';

export interface RunListDeps {
  readonly live: LiveRuns;
  readonly runs: Runs;
  readonly settings: ViewSettings;
  readonly pageSize: () => number;
  readonly limits: () => LivenessLimits;
}

/** As much of the list as was asked for so far. */
interface Window {
  readonly runs: readonly Run[];
  /** Runs that aren't of the list: parents of its runs, and runs that were asked to be shown. */
  readonly extra: ReadonlyMap<string, Run>;
  readonly more: boolean;
  /** Children below their parents; a filtered list is flat, as a match under a parent without one would be hidden. */
  readonly nested: boolean;
  readonly problems: readonly StoreProblem[];
}

export interface RunListChange {
  /** Which runs there are, or in which order, or the list's state. */
  readonly structure: boolean;
  /** Runs that are still there and not as before. */
  readonly runIds: readonly string[];
}

/** The runs of one experiment, filtered and ordered as the user set, a page at a time, live while shown. */
export class RunList implements Disposable {
  readonly connection: Connection;
  readonly experimentId: string;
  readonly #deps: RunListDeps;
  readonly #changed = new Emitter<RunListChange>();
  readonly #lifetime = new DisposableStore();
  readonly #loaded: Loaded<Window>;
  readonly #following: Following;
  readonly #liveRows: LiveRows;
  readonly #pinned = new Map<string, Run>();
  /** Runs wanted: pages that the user asked for stay when the list is read again. */
  #wanted: number;
  #pages: AsyncGenerator<RunPage, void, void> | undefined;
  #continuing = false;
  #forest: RunForest | undefined;
  #state: Snapshot<unknown>['state'] = 'idle';
  #more: boolean | undefined;

  constructor(connection: Connection, experimentId: string, deps: RunListDeps) {
    this.connection = connection;
    this.experimentId = experimentId;
    this.#deps = deps;
    this.#wanted = deps.pageSize();
    this.#loaded = this.#lifetime.add(new Loaded((signal) => this.#load(signal)));
    this.#lifetime.add(this.#loaded.onDidChange(() => this.#onLoaded()));
    this.#liveRows = this.#lifetime.add(new LiveRows(connection.id, deps.runs));
    this.#lifetime.add(this.#liveRows.onDidChange((runIds) => this.#update(runIds)));
    this.#following = this.#lifetime.add(
      new Following(this.#loaded, {
        connection,
        live: deps.live,
        interest: { experimentIds: [experimentId] },
        isReason: (change) => change.kind === 'runs' && change.experimentIds.includes(experimentId),
      }),
    );
    this.#lifetime.add(
      deps.settings.onDidChange(({ experiment }) => {
        if (experiment === undefined || this.#isMine(experiment)) void this.#startOver();
      }),
    );
  }

  readonly onDidChange: Event<RunListChange> = this.#changed.event;

  get snapshot(): Snapshot<unknown> {
    return this.#loaded.snapshot;
  }

  /** Undefined until the first page is there. */
  get forest(): RunForest | undefined {
    return this.#forest;
  }

  /** Runs loaded that are of the list, and whether there are more. */
  get extent(): { readonly count: number; readonly more: boolean } | undefined {
    const { data } = this.#loaded;
    return data === undefined ? undefined : { count: data.runs.length, more: data.more };
  }

  get problems(): readonly StoreProblem[] {
    return this.#loaded.data?.problems ?? [];
  }

  get isFiltered(): boolean {
    return this.#deps.settings.get(this.connection.id, this.experimentId).filter !== '';
  }

  /** Runs that may go on: those whose durations tick. */
  get following(): readonly string[] {
    return this.#liveRows.runIds;
  }

  get(runId: string): Run | undefined {
    return this.#forest?.byId.get(runId);
  }

  setActive(active: boolean): void {
    this.#following.setActive(active);
  }

  settled(): Promise<void> {
    return this.#loaded.settled();
  }

  async loadMore(): Promise<void> {
    const extent = this.extent;
    if (extent === undefined || !extent.more) return;
    this.#wanted = extent.count + this.#deps.pageSize();
    this.#continuing = this.#pages !== undefined;
    await this.#loaded.read();
  }

  /** Shows a run that isn't on the pages loaded so far. Rejects where it isn't this experiment's. */
  async show(runId: string): Promise<Run> {
    await this.settled();
    const there = this.get(runId);
    if (there !== undefined) return there;
    const store = await this.connection.store();
    const run = await store.getRun(runId);
    if (run.experimentId !== this.experimentId) {
      throw new AppError({ code: 'notFound', message: 'The run belongs to another experiment.' });
    }
    this.#pinned.set(runId, run);
    await this.#loaded.read();
    return run;
  }

  /** Looks at the time: a run that was silent for too long is not followed any more. */
  tick(now: number): void {
    const runIds = this.following;
    if (runIds.length === 0) return;
    this.#followLive(now);
    this.#changed.fire({ structure: false, runIds });
  }

  dispose(): void {
    this.#lifetime.dispose();
    this.#changed.dispose();
  }

  #isMine({ storeId, experimentId }: { storeId: string; experimentId: string }): boolean {
    return storeId === this.connection.id && experimentId === this.experimentId;
  }

  async #startOver(): Promise<void> {
    this.#wanted = this.#deps.pageSize();
    this.#pages = undefined;
    this.#continuing = false;
    this.#pinned.clear();
    if (this.#following.isActive || this.snapshot.state !== 'idle') await this.#loaded.restart();
  }

  async #load(signal: AbortSignal): Promise<Window> {
    const store = await this.connection.store();
    const before = this.#continuing ? this.#loaded.data : undefined;
    this.#continuing = false;
    const { filter, sort } = this.#deps.settings.get(this.connection.id, this.experimentId);
    const view = this.#deps.settings.showDeleted ? 'all' : 'active';
    const understood = understandFilter(filter);
    const pageSize = this.#deps.pageSize();
    const query = { experimentId: this.experimentId, filter: understood, sort, view, pageSize } as const;
    const pages = before === undefined ? undefined : this.#pages;
    const source = pages ?? runPages(store, query, signal);
    const page = await take(source, this.#wanted - (before?.runs.length ?? 0));
    const runs = [...(before?.runs ?? []), ...page.runs];
    const problems = [...(before?.problems ?? []), ...page.problems];
    const extra = new Map([...this.#pinned].filter(([id]) => !runs.some(({ runId }) => runId === id)));
    const nested = understood.kind === 'none';
    if (nested) {
      const isVisible = (run: Run) =>
        run.experimentId === this.experimentId && (view === 'all' || run.lifecycleStage === 'active');
      const parents = await missingParents(store, [...runs, ...extra.values()], new Map(), isVisible, signal);
      for (const [id, run] of parents) extra.set(id, run);
    }
    this.#pages = source;
    return { runs, extra, more: page.more, nested, problems };
  }

  #onLoaded(): void {
    const { snapshot } = this.#loaded;
    this.#liveRows.forgetEnded();
    const more = this.#loaded.data?.more;
    const settled = snapshot.state !== this.#state || snapshot.state === 'failed' || more !== this.#more;
    this.#state = snapshot.state;
    this.#more = more;
    this.#update(undefined, settled);
  }

  /** @param touched runs of which there is news; all, when absent */
  #update(touched: readonly string[] | undefined, settled = false): void {
    const { data } = this.#loaded;
    const before = this.#forest;
    if (data !== undefined) {
      const runs = data.runs.map((run) => this.#liveRows.newest(run));
      const extra = new Map([...data.extra].map(([id, run]) => [id, this.#liveRows.newest(run)]));
      this.#forest = data.nested ? nestRuns(runs, extra) : flatRuns(runs, extra);
      this.#followLive(Date.now());
    }
    const structure = settled || !sameOrder(before, this.#forest);
    const runIds = changedRuns(before, this.#forest, touched);
    if (structure || runIds.length > 0) this.#changed.fire({ structure, runIds });
  }

  #followLive(now: number): void {
    const limits = this.#deps.limits();
    const alive = [...(this.#forest?.byId.values() ?? [])].filter((run) => {
      if (run.lifecycleStage !== 'active' || (run.status !== 'RUNNING' && run.status !== 'SCHEDULED')) return false;
      const { state } = liveness(run, lastValueTime(run), now, limits);
      return state === 'live' || state === 'quiet';
    });
    this.#liveRows.follow(alive.map(({ runId }) => runId));
  }
}

function changedRuns(
  before: RunForest | undefined,
  after: RunForest | undefined,
  touched: readonly string[] = [...(after?.byId.keys() ?? [])],
): string[] {
  if (before === undefined || after === undefined) return [];
  return touched.filter((id) => {
    const a = before.byId.get(id);
    const b = after.byId.get(id);
    return a !== undefined && b !== undefined && !sameRun(a, b);
  });
}

/** At least `count` further runs, if there are. */
async function take(pages: AsyncGenerator<RunPage, void, void>, count: number): Promise<RunPage> {
  const runs: Run[] = [];
  const problems: StoreProblem[] = [];
  let more = true;
  while (more && runs.length < count) {
    const next = await pages.next();
    if (next.done === true) return { runs, more: false, problems };
    runs.push(...next.value.runs);
    problems.push(...next.value.problems);
    more = next.value.more;
  }
  return { runs, more, problems };
}
