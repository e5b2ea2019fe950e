import { AppError } from '../../../base/errors.ts';
import { truncate } from '../../../core/format/text.ts';
import { type Metric, RUN_NAME_TAG, type Run } from '../../../core/tracking/model.ts';
import type { Page, RunQuery } from '../../../core/tracking/store.ts';
import { checkPageSize, decodePageToken, encodePageToken } from '../pageToken.ts';
import type { DatabaseAccess } from './access.ts';
import type { Connection } from './connection.ts';
import { type RunLinks, readRunLinks } from './inputRows.ts';
import { type RunRow, readMetricRows, readRunRows, readTextCells, type TextCell } from './runRows.ts';
import { runSelector } from './selection.ts';
import { integer, lifecycleStage, metricValue, runStatus } from './values.ts';

const DEFAULT_PAGE_SIZE = 100;
/** Characters of an id that a message repeats. */
const LONGEST_ID = 80;
/** Whole runs read in one slice. */
const SLICE = 200;

/** One page of whole runs: the ids in the order that SQL gives them, then the runs by id. */
export async function searchRuns(access: DatabaseAccess, query: RunQuery, signal?: AbortSignal): Promise<Page<Run>> {
  const select = runSelector(query);
  const limit = checkPageSize(query.pageSize ?? DEFAULT_PAGE_SIZE);
  const offset = decodePageToken(query.pageToken);
  // One more than the page, to know whether there is another.
  const runIds = await access.read((connection) => select(connection, { offset, limit: limit + 1 }), signal);
  const items: Run[] = [];
  for (let from = 0; from < Math.min(limit, runIds.length); from += SLICE) {
    const slice = runIds.slice(from, Math.min(from + SLICE, limit));
    items.push(...(await access.read((connection) => readRuns(connection, slice), signal)));
  }
  return runIds.length > limit ? { items, nextPageToken: encodePageToken(offset + limit) } : { items };
}

/** @throws AppError `notFound`. */
export async function getRun(access: DatabaseAccess, runId: string, signal?: AbortSignal): Promise<Run> {
  const [run] = await access.read((connection) => readRuns(connection, [runId]), signal);
  if (run !== undefined) return run;
  throw new AppError({
    code: 'notFound',
    message: `There is no run ${JSON.stringify(truncate(runId, LONGEST_ID))} in ${access.path}.`,
    hint: 'It may have been removed by `mlflow gc`.',
  });
}

/** The runs of these ids that are there, in this order. */
function readRuns(connection: Connection, runIds: readonly string[]): Run[] {
  const rows = readRunRows(connection, runIds);
  const ids = rows.map((row) => row[0]);
  const metrics = rows.map(() => new Map<string, Metric>());
  for (const [row, key, value, step, timestamp] of readMetricRows(connection, ids)) {
    metrics[row]?.set(key, { value: metricValue(value), step: integer(step), timestamp: integer(timestamp) });
  }
  const params = textMaps(rows.length, readTextCells(connection, 'params', ids, undefined));
  const tags = textMaps(rows.length, readTextCells(connection, 'tags', ids, undefined));
  const links = readRunLinks(connection, ids);
  return rows.map((row, i) => toRun(row, metrics[i], params[i], tags[i], links[i]));
}

function textMaps(length: number, cells: readonly TextCell[]): Map<string, string>[] {
  const maps = Array.from({ length }, () => new Map<string, string>());
  for (const [row, key, value] of cells) maps[row]?.set(key, value ?? '');
  return maps;
}

function toRun(
  [runId, name, experimentId, userId, artifactUri, status, stage, startTime, endTime]: RunRow,
  metrics: ReadonlyMap<string, Metric> = new Map(),
  params: ReadonlyMap<string, string> = new Map(),
  tags: ReadonlyMap<string, string> = new Map(),
  links: RunLinks = { datasets: [], loggedModels: [] },
): Run {
  return {
    runId,
    // Runs of MLflow before 1.30 have their name in the tag alone.
    runName: name || tags.get(RUN_NAME_TAG) || '',
    experimentId,
    userId: userId ?? '',
    artifactUri: artifactUri ?? '',
    status: runStatus(status),
    lifecycleStage: lifecycleStage(stage),
    ...(startTime === null ? {} : { startTime }),
    ...(endTime === null ? {} : { endTime }),
    metrics,
    params,
    tags,
    ...links,
  };
}
