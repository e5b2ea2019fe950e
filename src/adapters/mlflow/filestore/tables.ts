import { AppError } from '../../../base/errors.ts';
import type { Metric } from '../../../core/tracking/model.ts';
import { readWhole, statOf } from './files.ts';
import { isListingCurrent, type KeyListing, listKeys } from './keys.ts';
import { type LatestState, readLatest } from './latestMetric.ts';
import { changeTime, isSettled, stampOf } from './stamp.ts';

/**
 * The metrics, params or tags of one run, as they were read. A table is never changed: a newer state is a new table.
 * Numbers lie in one array a table: 460,000 files would be a million small objects otherwise.
 */
export interface KeyTable {
  readonly listing: KeyListing;
  readonly failures: readonly KeyFailure[];
}

/** `texts[i]` belongs to `listing.keys[i]`. */
export interface TextTable extends KeyTable {
  readonly kind: 'text';
  readonly texts: readonly string[];
  /** Size and change time of each file. */
  readonly stamps: Float64Array;
}

/** METRIC_CELLS numbers a key; see `metricAt`. */
export interface MetricTable extends KeyTable {
  readonly kind: 'metric';
  readonly cells: Float64Array;
}

export interface KeyFailure {
  readonly key: string;
  readonly error: AppError;
}

export const TEXT_CELLS = 2;
export const METRIC_CELLS = 8;

/** Undefined where the file has no line that can be read (yet). */
export function metricAt(table: MetricTable, i: number): Metric | undefined {
  const at = i * METRIC_CELLS;
  const step = table.cells[at + 1] as number;
  if (Number.isNaN(step)) return undefined;
  return { value: table.cells[at] as number, step, timestamp: table.cells[at + 2] as number };
}

/** Lines of the metric's file that can't be read. */
export function malformedAt(table: MetricTable, i: number): number {
  return table.cells[i * METRIC_CELLS + 5] as number;
}

/** Whether what is known is taken as it is, or its folders are looked at for other names, or every file as well. */
export type Check = 'none' | 'names' | 'files';

/** Reads `folder`, as far as `known` isn't still true. Answers `known` itself where nothing changed. */
export function readTexts(folder: string, known: TextTable | undefined, check: Check): TextTable {
  return readTable(folder, known, check, TEXT_SOURCE);
}

export function readMetrics(folder: string, known: MetricTable | undefined, check: Check): MetricTable {
  return readTable(folder, known, check, METRIC_SOURCE);
}

/** The latest value of one metric: what is known of it, if its file is still the same. @throws AppError `unreadable`. */
export function readMetric(
  path: string,
  key: string,
  known: MetricTable | undefined,
  check: Check,
): Metric | undefined {
  const i = known?.listing.keys.indexOf(key) ?? -1;
  const now = Date.now();
  const isKnown = known !== undefined && i >= 0;
  if (isKnown && (check === 'none' || METRIC_SOURCE.isCurrent(known, i, path))) return metricAt(known, i);
  const row = isKnown ? METRIC_SOURCE.row(known, i) : undefined;
  return METRIC_SOURCE.read(path, row, now)?.latest;
}

/** What a table knows of one key. */
interface Source<T extends KeyTable, Row> {
  row(table: T, i: number): Row;
  isCurrent(table: T, i: number, path: string): boolean;
  /** Undefined where the file is gone. */
  read(path: string, known: Row | undefined, now: number): Row | undefined;
  build(listing: KeyListing, rows: readonly Row[], failures: readonly KeyFailure[]): T;
}

function readTable<T extends KeyTable, Row>(
  folder: string,
  known: T | undefined,
  check: Check,
  source: Source<T, Row>,
): T {
  if (check === 'none' && known !== undefined) return known;
  const now = Date.now();
  const sameNames = known !== undefined && known.failures.length === 0 && isListingCurrent(folder, known.listing, now);
  if (sameNames && (check === 'names' || filesAreCurrent(folder, known, source))) return known;
  const listing = sameNames ? known.listing : listKeys(folder, now);
  const before = known === undefined || sameNames ? undefined : new Map(known.listing.keys.map((key, i) => [key, i]));
  const keys: string[] = [];
  const rows: Row[] = [];
  const failures: KeyFailure[] = [];
  for (let i = 0; i < listing.keys.length; i++) {
    const key = listing.keys[i] as string;
    const at = sameNames ? i : before?.get(key);
    const hasOld = known !== undefined && at !== undefined;
    const old = hasOld ? source.row(known, at) : undefined;
    const path = `${folder}/${key}`;
    try {
      const row = hasOld && source.isCurrent(known, at, path) ? old : source.read(path, old, now);
      if (row === undefined) continue;
      keys.push(key);
      rows.push(row);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push({ key, error });
    }
  }
  const complete = keys.length === listing.keys.length;
  return source.build(complete ? listing : { ...listing, keys }, rows, failures);
}

function filesAreCurrent<T extends KeyTable, Row>(folder: string, known: T, source: Source<T, Row>): boolean {
  const { keys } = known.listing;
  for (let i = 0; i < keys.length; i++) if (!source.isCurrent(known, i, `${folder}/${keys[i]}`)) return false;
  return true;
}

/** Whether the file still has this size and change time. */
function isSame(path: string, size: number | undefined, time: number | undefined): boolean {
  if (time === undefined || Number.isNaN(time)) return false;
  const facts = statOf(path);
  return facts !== undefined && facts.size === size && changeTime(facts) === time;
}

interface TextRow {
  readonly text: string;
  readonly size: number;
  readonly time: number;
}

const TEXT_SOURCE: Source<TextTable, TextRow> = {
  row: (table, i) => ({
    text: table.texts[i] as string,
    size: table.stamps[i * TEXT_CELLS] as number,
    time: table.stamps[i * TEXT_CELLS + 1] as number,
  }),
  isCurrent: ({ stamps }, i, path) => isSame(path, stamps[i * TEXT_CELLS], stamps[i * TEXT_CELLS + 1]),
  read: (path, _known, now) => {
    const file = readWhole(path);
    if (file === undefined) return undefined;
    const { size, time } = stampOf(file.facts, now);
    return { text: file.bytes.toString('utf8'), size, time };
  },
  build: (listing, rows, failures) => {
    const stamps = new Float64Array(rows.length * TEXT_CELLS);
    rows.forEach((row, i) => {
      stamps[i * TEXT_CELLS] = row.size;
      stamps[i * TEXT_CELLS + 1] = row.time;
    });
    return { kind: 'text', listing, failures, texts: rows.map((row) => row.text), stamps };
  },
};

interface MetricRow {
  readonly latest: Metric | undefined;
  /** What was read for good, as far as it isn't `latest`. */
  readonly state: LatestState;
  readonly size: number;
  readonly time: number;
}

const METRIC_SOURCE: Source<MetricTable, MetricRow> = {
  row: (table, i) => {
    const at = i * METRIC_CELLS;
    const latest = metricAt(table, i);
    const offset = table.cells[at + 3] as number;
    const malformed = table.cells[at + 5] as number;
    return {
      latest,
      state: { latest, offset, head: table.cells[at + 4] as number, malformed },
      size: table.cells[at + 6] as number,
      time: table.cells[at + 7] as number,
    };
  },
  isCurrent: ({ cells }, i, path) => isSame(path, cells[i * METRIC_CELLS + 6], cells[i * METRIC_CELLS + 7]),
  read: (path, known, now) => {
    const read = readLatest(path, known?.state, now);
    if (read === undefined) return undefined;
    const { size, time } = stampOf(read.facts, now);
    const torn = read.state.offset < size;
    // A line without its end: looked at again while somebody may be writing it, and never resumed behind it.
    const unsure = torn && !isSettled(read.facts, now);
    const state = torn ? { ...read.state, offset: 0 } : read.state;
    return { latest: read.latest, state, size, time: unsure ? Number.NaN : time };
  },
  build: (listing, rows, failures) => {
    const cells = new Float64Array(rows.length * METRIC_CELLS);
    rows.forEach((row, i) => {
      const { latest, state, size, time } = row;
      const numbers = [
        latest?.value,
        latest?.step,
        latest?.timestamp,
        state.offset,
        state.head,
        state.malformed,
        size,
        time,
      ];
      numbers.forEach((number, n) => {
        cells[i * METRIC_CELLS + n] = number ?? Number.NaN;
      });
    });
    return { kind: 'metric', listing, failures, cells };
  },
};
