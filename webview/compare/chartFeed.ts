import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CompareAxis, CompareSeriesReply, CompareSeriesRequest } from '../../src/contracts/compare.ts';
import { countPoints, type Line, mergeRefined, toLine } from '../kit/chart/lines.ts';
import { type Range, sameRange } from '../kit/chart/range.ts';
import { Latest, type Settled } from '../kit/latest.ts';

export interface FeedQuery {
  readonly key: string;
  readonly axis: CompareAxis;
  readonly runKeys: readonly string[];
  readonly maxPoints: number;
}

interface Answer {
  readonly lines: readonly Line[];
  readonly failed: CompareSeriesReply['failed'];
}

interface Refined extends Answer {
  readonly range: Range;
}

/** What stands under a chart about how much of the data it shows. */
export interface PointCount {
  readonly shown: number;
  readonly total: number;
}

/**
 * The curves of one chart: all of the x axis coarsely and, when zoomed, the visible stretch finely. Keeps the last good
 * curves while it asks again.
 */
export class ChartFeed {
  readonly failed: ReadonlySignal<CompareSeriesReply['failed']>;
  readonly lines: ReadonlySignal<readonly Line[]>;
  /** Why the last question wasn't answered. */
  readonly error = signal<string | undefined>(undefined);
  readonly #coarse = signal<Answer | undefined>(undefined);
  readonly #fine = signal<Refined | undefined>(undefined);
  readonly #coarseCalls: Latest<CompareSeriesRequest, CompareSeriesReply>;
  readonly #fineCalls: Latest<CompareSeriesRequest, CompareSeriesReply>;
  #query: FeedQuery | undefined;
  #range: Range | undefined;

  constructor(ask: (request: CompareSeriesRequest) => Promise<CompareSeriesReply>) {
    this.#coarseCalls = new Latest(ask, (result) => this.#settleCoarse(result));
    this.#fineCalls = new Latest(ask, (result, question) => this.#settleFine(result, question));
    this.lines = computed(() => merge(this.#coarse.value, this.#fine.value));
    this.failed = computed(() => this.#coarse.value?.failed ?? []);
  }

  /** Whether there is anything to show yet. */
  get answered(): boolean {
    return this.#coarse.value !== undefined;
  }

  /** Asks when the answer at hand isn't the one to this question; on another axis the old curves mean nothing. */
  setQuery(query: FeedQuery): void {
    const before = this.#query;
    if (before !== undefined && covers(before, query)) return;
    this.#query = query;
    if (before !== undefined && before.axis !== query.axis) {
      batch(() => {
        this.#coarse.value = undefined;
        this.#fine.value = undefined;
      });
    }
    this.refresh();
  }

  setRange(range: Range | undefined): void {
    if (sameRange(range, this.#range)) return;
    this.#range = range;
    if (range === undefined) {
      this.#fineCalls.cancel();
      this.#fine.value = undefined;
    } else this.#askFine();
  }

  /** Asks again: the values changed. */
  refresh(): void {
    if (this.#query === undefined) return;
    this.#coarseCalls.ask(this.#query, JSON.stringify(this.#query));
    this.#askFine();
  }

  /** Nobody looks any more: answers under way are dropped, the curves stay. */
  rest(): void {
    this.#coarseCalls.cancel();
    this.#fineCalls.cancel();
    this.#query = undefined;
    this.#range = undefined;
  }

  /**
   * How many of the points in sight the curves have.
   * @param lines those that are shown
   */
  count(lines: readonly Line[], view: Range | undefined): PointCount {
    const fine = this.#fine.value;
    const answer = fine !== undefined && sameRange(fine.range, view) ? fine : this.#coarse.value;
    const most = this.#query?.maxPoints ?? Number.POSITIVE_INFINITY;
    const answered = new Map((answer?.lines ?? []).map((line) => [line.id, line]));
    let shown = 0;
    let total = 0;
    for (const { id } of lines) {
      const line = answered.get(id);
      if (line === undefined) continue;
      total += line.total;
      // A curve with few points comes whole, however many NaNs were gathered into stretches.
      shown +=
        line.total <= most ? line.total : Math.min(countPoints([line], answer === fine ? view : undefined), line.total);
    }
    return { shown, total };
  }

  #askFine(): void {
    if (this.#query === undefined || this.#range === undefined) return;
    const request = { ...this.#query, range: this.#range };
    this.#fineCalls.ask(request, JSON.stringify(request));
  }

  #settleCoarse(result: Settled<CompareSeriesReply>): void {
    batch(() => {
      this.error.value = result.ok ? undefined : result.message;
      if (result.ok) this.#coarse.value = { lines: toLines(result.answer), failed: result.answer.failed };
    });
  }

  #settleFine(result: Settled<CompareSeriesReply>, { range }: CompareSeriesRequest): void {
    // The coarse curves stand where the fine ones can't be had, and their question says why.
    if (!result.ok || range === undefined) return;
    this.#fine.value = { lines: toLines(result.answer), failed: result.answer.failed, range };
  }
}

function toLines(reply: CompareSeriesReply): readonly Line[] {
  return reply.series.map((series) => toLine(series.runKey, series));
}

function merge(coarse: Answer | undefined, fine: Refined | undefined): readonly Line[] {
  if (coarse === undefined) return [];
  if (fine === undefined) return coarse.lines;
  const finer = new Map(fine.lines.map((line) => [line.id, line]));
  return coarse.lines.map((line) => mergeRefined(line, finer.get(line.id), fine.range));
}

/** Hiding runs needs no new answer. */
function covers(before: FeedQuery, now: FeedQuery): boolean {
  if (before.key !== now.key || before.axis !== now.axis || before.maxPoints < now.maxPoints) return false;
  const known = new Set(before.runKeys);
  return now.runKeys.every((key) => known.has(key));
}
