import type { Points } from '../../../core/metrics/decimate.ts';
import { PointBuffer } from '../../../core/metrics/pointBuffer.ts';
import { checkHistoryRequest, toMetricSeries } from '../../../core/metrics/series.ts';
import type { HistoryRequest, MetricSeries } from '../../../core/tracking/store.ts';
import type { DatabaseAccess } from './access.ts';
import type { Connection } from './connection.ts';
import {
  curveReaders,
  hasCurveIndex,
  hasPoints,
  keyReader,
  POINTS_PER_SLICE,
  type PointRow,
  prefersKeyPass,
  type SliceReader,
  type StepRange,
  widen,
} from './pointRows.ts';
import { integer, metricValue } from './values.ts';

/**
 * One series per run that has the metric, each as soon as it is read. Decimation happens here and not in SQL, where
 * grouping by bucket takes ten times as long as reading the points.
 */
export async function* metricHistory(
  access: DatabaseAccess,
  request: HistoryRequest,
  signal?: AbortSignal,
): AsyncGenerator<MetricSeries, void, undefined> {
  checkHistoryRequest(request);
  const { runIds, key } = request;
  const plan = await access.read((connection) => planOf(connection, runIds, key), signal);
  if (plan === 'nothing') return;
  const reader = new CurveReader(access, request, signal);
  // The first curve comes alone even where one pass over all is the faster way to the last.
  const single = plan === 'runs' ? runIds : runIds.slice(0, 1);
  for (const runId of single) {
    const points = await reader.ofRun(runId);
    yield* toSeries(runId, points, request);
  }
  const rest = runIds.slice(single.length);
  if (rest.length === 0) return;
  for (const [i, points] of (await reader.ofRuns(rest)).entries()) {
    yield* toSeries(rest[i] as string, points, request);
  }
}

function planOf(connection: Connection, runIds: readonly string[], key: string): 'nothing' | 'runs' | 'key' {
  if (!hasPoints(connection.schema())) return 'nothing';
  return runIds.length > 1 && prefersKeyPass(connection, runIds, key) ? 'key' : 'runs';
}

function* toSeries(runId: string, points: Points, request: HistoryRequest): Generator<MetricSeries> {
  const series = points.values.length === 0 ? undefined : toMetricSeries(runId, points, request);
  if (series !== undefined) yield series;
}

const NO_POINTS = new PointBuffer().ordered();

/** Reads the points that a request needs, slice by slice. */
class CurveReader {
  readonly #access: DatabaseAccess;
  readonly #request: HistoryRequest;
  readonly #signal: AbortSignal | undefined;

  constructor(access: DatabaseAccess, request: HistoryRequest, signal: AbortSignal | undefined) {
    this.#access = access;
    this.#request = request;
    this.#signal = signal;
  }

  async ofRun(runId: string): Promise<Points> {
    const { key } = this.#request;
    const readers = await this.#access.read((connection) => {
      return curveReaders(connection.schema(), runId, key, this.#steps(connection, runId));
    }, this.#signal);
    const points = new PointBuffer();
    for (const reader of readers) await this.#drain(reader, (row) => this.#push(points, row));
    return points.ordered();
  }

  /** The points of each of the runs, in their order. */
  async ofRuns(runIds: readonly string[]): Promise<Points[]> {
    const { key } = this.#request;
    const reader = await this.#access.read((connection) => {
      return keyReader(connection.schema(), runIds, key, this.#steps(connection, undefined));
    }, this.#signal);
    const buffers = new Map(runIds.map((runId) => [runId, new PointBuffer()]));
    await this.#drain(reader, (row) => this.#push(buffers.get(row[1] ?? ''), row));
    return runIds.map((runId) => buffers.get(runId)?.ordered() ?? NO_POINTS);
  }

  async #drain(reader: SliceReader, take: (row: PointRow) => void): Promise<void> {
    let rowid: number | undefined;
    for (;;) {
      const rows = await this.#access.read((connection) => reader(connection, rowid), this.#signal);
      for (const row of rows) take(row);
      if (rows.length < POINTS_PER_SLICE) return;
      rowid = rows.at(-1)?.[0];
    }
  }

  /** Once a point, so the row is taken apart by index: an iterator each costs more than reading it. */
  #push(points: PointBuffer | undefined, row: PointRow): void {
    const step = integer(row[2]);
    // SQL has compared the numbers; what came as bytes is compared here.
    if (typeof row[2] !== 'number' && !this.#wants(step)) return;
    points?.push(step, integer(row[3]), metricValue(row[4]));
  }

  #wants(step: number): boolean {
    const { range, maxPoints } = this.#request;
    return range?.axis !== 'step' || maxPoints !== undefined || (step >= range.from && step <= range.to);
  }

  /** Which steps to read; a decimated curve also needs its neighbours outside of the range. */
  #steps(connection: Connection, runId: string | undefined): StepRange | undefined {
    const { key, range, maxPoints } = this.#request;
    if (range?.axis !== 'step') return undefined;
    if (maxPoints === undefined) return range;
    const quick = runId !== undefined && hasCurveIndex(connection.schema());
    return quick ? widen(connection, runId, key, range) : undefined;
  }
}
