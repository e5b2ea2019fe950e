import type { Connections } from '../../../app/connections.ts';
import { isAbort } from '../../../base/cancellation.ts';
import type { Disposable } from '../../../base/disposables.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import { isBetter, metricDirection } from '../../../core/metrics/direction.ts';
import { type Metric, type RunRef, runKey } from '../../../core/tracking/model.ts';
import type { MetricSeries } from '../../../core/tracking/store.ts';

/** The best value a metric ever had in a run. */
export interface BestValue {
  readonly value: number;
  readonly step: number;
}

interface Entry {
  best: BestValue | undefined;
  /** The latest value that `best` covers. */
  latest: Metric | undefined;
  readAt: number;
  state: 'waiting' | 'read';
}

/** Histories read at the same time: they are long, and a person looks at the first lines first. */
const AT_ONCE = 2;
/** A growing history is read again no sooner than this, in ms; between, each new latest value counts by itself. */
const AGAIN_AFTER = 15_000;
/** The extremes are always among the points kept. */
const FEW_POINTS = 8;

export interface BestWanted {
  readonly ref: RunRef;
  readonly key: string;
}

/** Looks up best values of metrics that are on the screen, a few at a time. Metrics whose name tells no direction have none. */
export class BestValues implements Disposable {
  readonly #connections: Connections;
  readonly #changed = new Emitter<BestWanted>();
  readonly #entries = new Map<string, Entry>();
  #queue: (BestWanted & { readonly latest: Metric })[] = [];
  #reading = 0;
  readonly #abort = new AbortController();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  readonly onDidChange: Event<BestWanted> = this.#changed.event;

  /** What is known of it; what isn't is read, and `onDidChange` tells. @param latest the metric's newest value */
  get(ref: RunRef, key: string, latest: Metric): BestValue | undefined {
    const direction = metricDirection(key);
    if (direction === undefined) return undefined;
    const id = entryId(ref, key);
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      this.#entries.set(id, { best: undefined, latest: undefined, readAt: 0, state: 'waiting' });
      this.#ask({ ref, key, latest });
      return undefined;
    }
    if (entry.state === 'waiting') return entry.best;
    if (entry.latest?.timestamp !== latest.timestamp || entry.latest.step !== latest.step) {
      entry.latest = latest;
      if (entry.best === undefined || isBetter(latest.value, entry.best.value, direction)) {
        entry.best = Number.isNaN(latest.value) ? entry.best : latest;
      }
      if (Date.now() - entry.readAt > AGAIN_AFTER) this.#ask({ ref, key, latest });
    }
    return entry.best;
  }

  /** Drops what nobody looks at any more from the waiting line. */
  leave(ref: RunRef): void {
    const mine = runKey(ref);
    this.#queue = this.#queue.filter((wanted) => runKey(wanted.ref) !== mine);
    for (const [id, entry] of this.#entries) {
      if (entry.state === 'waiting' && id.endsWith(`\n${mine}`)) this.#entries.delete(id);
    }
  }

  /** Forgets a run's, after its store was read anew. */
  forget(storeId: string): void {
    for (const id of this.#entries.keys()) if (id.endsWith(`@${storeId}`)) this.#entries.delete(id);
  }

  dispose(): void {
    this.#abort.abort();
    this.#queue = [];
    this.#changed.dispose();
  }

  #ask(wanted: BestWanted & { readonly latest: Metric }): void {
    const entry = this.#entries.get(entryId(wanted.ref, wanted.key));
    if (entry !== undefined) entry.state = 'waiting';
    this.#queue.push(wanted);
    this.#next();
  }

  #next(): void {
    while (this.#reading < AT_ONCE) {
      const wanted = this.#queue.shift();
      if (wanted === undefined) return;
      this.#reading++;
      void this.#read(wanted).finally(() => {
        this.#reading--;
        this.#next();
      });
    }
  }

  async #read({ ref, key, latest }: BestWanted & { readonly latest: Metric }): Promise<void> {
    const id = entryId(ref, key);
    let best: BestValue | undefined;
    try {
      const store = await this.#connections.get(ref.storeId)?.store();
      const request = { runIds: [ref.runId], key, maxPoints: FEW_POINTS };
      for await (const series of store?.metricHistory(request, this.#abort.signal) ?? []) best = bestOf(series);
    } catch (error) {
      if (isAbort(error)) return;
      // The last value is there without it; the next new value asks again.
    }
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.set(id, { best, latest, readAt: Date.now(), state: 'read' });
    this.#changed.fire({ ref, key });
  }
}

/** The first of the best values. */
export function bestOf({ key, steps, values }: MetricSeries): BestValue | undefined {
  const direction = metricDirection(key);
  if (direction === undefined) return undefined;
  let best: BestValue | undefined;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value) || (best !== undefined && !isBetter(value, best.value, direction))) continue;
    best = { value, step: steps[i] ?? 0 };
  }
  return best;
}

function entryId(ref: RunRef, key: string): string {
  return `${key}\n${runKey(ref)}`;
}
