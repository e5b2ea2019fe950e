import { createHash } from 'node:crypto';
import { AppError } from '../../../src/base/errors.ts';
import { metricColumn, textColumn } from '../../../src/core/tracking/columns.ts';
import type { ArtifactEntry, Page, TrackingStore } from '../../../src/core/tracking/store.ts';
import type { ExperimentQuestion, RunQuestion } from './answer.ts';

/** Follows the page tokens to the end. */
export async function allPages<T>(ask: (token: string | undefined) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    pages.push([...page.items]);
    token = page.nextPageToken;
  } while (token !== undefined);
  return pages;
}

/** Pages of run ids; null where the store refuses the filter or the order. */
export function runPages(store: TrackingStore, question: RunQuestion): Promise<string[][] | null> {
  return unlessRefused(async () => {
    const pages = await allPages((pageToken) => store.searchRuns({ ...question, pageToken }));
    return pages.map((page) => page.map((run) => run.runId));
  });
}

export function experimentPages(store: TrackingStore, question: ExperimentQuestion): Promise<string[][] | null> {
  return unlessRefused(async () => {
    const pages = await allPages((pageToken) => store.searchExperiments({ ...question, pageToken }));
    return pages.map((page) => page.map((experiment) => experiment.experimentId));
  });
}

async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalidFilter') return null;
    throw error;
  }
}

export interface ScannedRun {
  readonly runId: string;
  readonly metrics: Record<string, number>;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly attributes: readonly unknown[];
}

/** Reads the bulk path's columns back into runs. */
export async function scan(store: TrackingStore, question: RunQuestion): Promise<ScannedRun[]> {
  const runs: ScannedRun[] = [];
  for await (const batch of store.scanRuns(question)) {
    const first = runs.length;
    for (let row = 0; row < batch.length; row++) {
      const attributes = [
        batch.runNames[row],
        batch.experimentIds[row],
        batch.userIds[row],
        batch.artifactUris[row],
        batch.statuses[row],
        batch.lifecycleStages[row],
        batch.startTimes[row],
        batch.endTimes[row],
      ];
      runs.push({ runId: batch.runIds[row] ?? '', metrics: {}, params: {}, tags: {}, attributes });
    }
    for (const key of batch.metrics.keys) {
      const column = metricColumn(batch.metrics, key);
      column?.rows.forEach((row, i) => {
        const run = runs[first + row];
        if (run !== undefined) run.metrics[key] = column.values[i] ?? Number.NaN;
      });
    }
    for (const kind of ['params', 'tags'] as const) {
      for (const key of batch[kind].keys) {
        for (const [row, text] of textColumn(batch[kind], key, batch.length).entries()) {
          const run = runs[first + row];
          if (run !== undefined && text !== undefined) run[kind][key] = text;
        }
      }
    }
  }
  return runs;
}

export async function walkArtifacts(store: TrackingStore, runId: string, path?: string): Promise<ArtifactEntry[]> {
  const found: ArtifactEntry[] = [];
  for (const entry of await store.listArtifacts(runId, path)) {
    found.push(entry);
    if (entry.isDir) found.push(...(await walkArtifacts(store, runId, entry.path)));
  }
  return found;
}

export async function sha256(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
