import type { Stats } from 'node:fs';
import type { Metric } from '../../../core/tracking/model.ts';
import { type Position, readChunk, resumeAt, START } from './appended.ts';
import { withFile } from './files.ts';
import type { MetricCursor } from './metricCursor.ts';
import { isSettled } from './stamp.ts';

/**
 * The latest value of a metric: the maximum by (step, timestamp, value) over the whole file, as MLflow takes it
 * (file_store.py, `_get_metric_from_file`).
 *
 * Why not the file's last line: a run that was resumed from a checkpoint writes steps again that it wrote before, and
 * until it has caught up MLflow's answer stands somewhere in the middle. No sample of the file can rule that out, so a
 * file is read once from its start (1,000,000 lines in about 0.2 s), and from then on from the last offset: only its tail.
 */
export interface LatestState extends Position {
  /** Undefined while the file has no line that can be read. */
  readonly latest: Metric | undefined;
  readonly malformed: number;
}

export interface LatestRead {
  readonly state: LatestState;
  /** `state.latest`, or what follows it without a newline in a file that nobody writes any more. */
  readonly latest: Metric | undefined;
  readonly facts: Stats;
}

/** Reads what `known` doesn't cover. Undefined where there is no file. @throws AppError `unreadable`. */
export function readLatest(path: string, known: LatestState | undefined, now: number): LatestRead | undefined {
  return withFile(path, (file, facts) => {
    let position = resumeAt(file, facts, known);
    const resumed = position === START ? undefined : known;
    const best = new Latest(resumed?.latest);
    let malformed = resumed?.malformed ?? 0;
    for (;;) {
      const read = readChunk(file, position, (lines) => best.take(lines));
      position = read.position;
      malformed += read.malformed;
      if (read.rest === undefined) continue;
      const state: LatestState = { ...position, latest: best.metric, malformed };
      const hasRest = isSettled(facts, now) && read.rest.takeRest();
      const latest = hasRest ? best.offer(read.rest).metric : state.latest;
      return { state: { ...state, malformed: malformed + read.rest.malformed }, latest, facts };
    }
  });
}

/** Python's `max` by tuples: the first of equal ones stays, and a NaN is neither larger nor smaller than anything. */
class Latest {
  #found: boolean;
  #step: number;
  #timestamp: number;
  #value: number;

  constructor(known: Metric | undefined) {
    this.#found = known !== undefined;
    this.#step = known?.step ?? 0;
    this.#timestamp = known?.timestamp ?? 0;
    this.#value = known?.value ?? 0;
  }

  get metric(): Metric | undefined {
    return this.#found ? { value: this.#value, step: this.#step, timestamp: this.#timestamp } : undefined;
  }

  take(lines: MetricCursor): void {
    while (lines.next()) this.offer(lines);
  }

  offer(line: MetricCursor): this {
    if (this.#found) {
      if (line.step < this.#step) return this;
      if (line.step === this.#step) {
        if (line.timestamp < this.#timestamp) return this;
        if (line.timestamp === this.#timestamp && !(line.value() > this.#value)) return this;
      }
    }
    this.#found = true;
    this.#step = line.step;
    this.#timestamp = line.timestamp;
    this.#value = line.value();
    return this;
  }
}
