import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type {
  CompareCalls,
  CompareNotes,
  CompareOverview,
  CompareTable,
  CompareViewState,
} from '../../src/contracts/compare.ts';
import type { LineStyle } from '../kit/chart/scene.ts';
import { Latest } from '../kit/latest.ts';
import { sameEntries, sameFields, sameItems, stable } from '../kit/stable.ts';
import type { ViewState } from '../kit/viewState.ts';
import { ChartFeed } from './chartFeed.ts';
import { groupMetrics, lineStyles, type MetricGroup, runLabel } from './state.ts';

/** Feeds that nobody looks at are kept for a quick return, up to so many. */
const KEPT_FEEDS = 24;
const TABLE_QUIET_MS = 120;

/** What the view knows: the host's answers, what the user arranged, and what follows from both. */
export class CompareModel {
  readonly host: CompareCalls;
  readonly state: ViewState<CompareViewState>;
  readonly overview = signal<CompareOverview | undefined>(undefined);
  readonly table = signal<CompareTable | undefined>(undefined);
  /** Why the host couldn't answer; what it said before stays. */
  readonly overviewError = signal<string | undefined>(undefined);
  readonly tableError = signal<string | undefined>(undefined);
  /** Run under the pointer in the list of runs (emphasised in all charts) or on a chart (in the list). */
  readonly pointedRun = signal<string | undefined>(undefined);
  readonly chartRun = signal<string | undefined>(undefined);
  readonly notice = signal<string>('');

  readonly styles: ReadonlySignal<ReadonlyMap<string, LineStyle>>;
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly visibleRuns: ReadonlySignal<readonly string[]>;
  readonly groups: ReadonlySignal<readonly MetricGroup[]>;

  readonly #feeds = new Map<string, ChartFeed>();
  readonly #watched = new Map<string, number>();
  readonly #overviewCalls: Latest<undefined, CompareOverview>;
  readonly #tableCalls: Latest<{ onlyDifferences: boolean; search: string }, CompareTable>;
  #tableTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: CompareCalls, state: ViewState<CompareViewState>) {
    this.host = host;
    this.state = state;
    const runs = computed(() => this.overview.value?.runs ?? []);
    this.styles = stable(
      () => lineStyles(runs.value),
      (a, b) => sameEntries(a, b, sameFields),
    );
    this.names = computed(() => new Map(runs.value.map((run) => [run.runKey, runLabel(run)])));
    this.visibleRuns = stable(() => {
      const hidden = new Set(state.value.value.hiddenRuns);
      return runs.value.map((run) => run.runKey).filter((key) => !hidden.has(key));
    }, sameItems);
    this.groups = computed(() => {
      const { search, hiddenMetrics } = state.value.value;
      return groupMetrics(this.overview.value?.metrics ?? [], search, hiddenMetrics);
    });
    this.#overviewCalls = new Latest(
      () => host.overview(),
      (result) => (result.ok ? this.#setOverview(result.answer) : this.#set(this.overviewError, result.message)),
    );
    this.#tableCalls = new Latest(
      (question) => host.table(question),
      (result) =>
        batch(() => {
          this.tableError.value = result.ok ? undefined : result.message;
          if (result.ok) this.table.value = result.answer;
        }),
    );
  }

  /** What the host may tell. */
  notes(): CompareNotes {
    return {
      runsChanged: () => this.refresh(),
      metricsChanged: (keys) => {
        for (const [key, feed] of this.#feeds) {
          if (this.#watched.has(key) && (keys === undefined || keys === null || keys.includes(key))) feed.refresh();
        }
        this.#askTableSoon();
      },
    };
  }

  refresh(): void {
    this.#overviewCalls.ask(undefined, '');
    this.askTable();
  }

  askTable(): void {
    clearTimeout(this.#tableTimer);
    this.#tableTimer = undefined;
    const { onlyDifferences, search } = this.state.value.peek();
    this.#tableCalls.ask({ onlyDifferences, search }, JSON.stringify([onlyDifferences, search]));
  }

  /** Typing and live values come in bursts. */
  #askTableSoon(): void {
    this.#tableTimer ??= setTimeout(() => this.askTable(), TABLE_QUIET_MS);
  }

  update(change: (state: CompareViewState) => CompareViewState): void {
    const before = this.state.value.peek();
    this.state.update(change);
    const after = this.state.value.peek();
    if (before.onlyDifferences !== after.onlyDifferences) this.askTable();
    if (before.search !== after.search) this.#askTableSoon();
  }

  /** The curves of a metric, for as long as someone holds them. */
  watchFeed(key: string): ChartFeed {
    this.#watched.set(key, (this.#watched.get(key) ?? 0) + 1);
    const feed = this.#feeds.get(key) ?? new ChartFeed((request) => this.host.series(request));
    this.#feeds.delete(key);
    this.#feeds.set(key, feed);
    this.#forgetOldFeeds();
    return feed;
  }

  releaseFeed(key: string): void {
    const holders = (this.#watched.get(key) ?? 1) - 1;
    if (holders > 0) {
      this.#watched.set(key, holders);
      return;
    }
    this.#watched.delete(key);
    this.#feeds.get(key)?.rest();
  }

  async removeRun(runKey: string): Promise<void> {
    await this.#quietly(this.host.removeRun(runKey));
  }

  async revealRun(runKey: string): Promise<void> {
    await this.#quietly(this.host.revealRun(runKey));
  }

  /** Tells screen readers, and shows for a moment, that something happened. */
  say(text: string): void {
    this.notice.value = text;
  }

  /** The host tells the user itself what failed; here nothing may be left hanging. */
  async #quietly(call: Promise<void>): Promise<void> {
    await call.catch(() => undefined);
  }

  #setOverview(overview: CompareOverview): void {
    batch(() => {
      this.overview.value = overview;
      this.overviewError.value = undefined;
      this.state.update((state) => ({ ...state, source: overview.source }));
    });
  }

  #set(target: { value: string | undefined }, text: string): void {
    target.value = text;
  }

  #forgetOldFeeds(): void {
    for (const key of this.#feeds.keys()) {
      if (this.#feeds.size - this.#watched.size <= KEPT_FEEDS) return;
      if (!this.#watched.has(key)) this.#feeds.delete(key);
    }
  }
}
