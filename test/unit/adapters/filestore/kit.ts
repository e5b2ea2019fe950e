import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Patience } from '../../../../src/adapters/mlflow/filestore/patience.ts';
import { openFileStore } from '../../../../src/adapters/mlflow/filestore/store.ts';
import type { TrackingStore } from '../../../../src/core/tracking/store.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/filestore');

/** Stores that the real MLflow wrote. */
export const RECORDED = ['mlflow-3.17.2', 'mlflow-2.0.1'] as const;

/** A folder of its own for a test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their path; a name that ends with `/` is an empty folder. */
export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, text);
  }
}

export function recordedStore(t: TestContext, recording: string = RECORDED[0]): string {
  const root = join(folderOf(t), 'mlruns');
  writeTree(root, JSON.parse(readFileSync(join(FIXTURES, `${recording}.files.json`), 'utf8')));
  return root;
}

export function readAnswers<T>(recording: string): T {
  return JSON.parse(readFileSync(join(FIXTURES, `${recording}.answers.json`), 'utf8')) as T;
}

export async function open(
  t: TestContext,
  root: string,
  cacheFolder?: string,
  patience?: Patience,
): Promise<TrackingStore> {
  const store = await openFileStore(root, { cacheFolder, patience });
  t.after(() => store.dispose());
  return store;
}

export const EXPERIMENT = '1';
export const RUN = 'a'.repeat(32);
const START = 1_770_000_000_000;

export function experimentMeta(experimentId: string = EXPERIMENT, name = 'first'): string {
  return `artifact_location: /store/${experimentId}\ncreation_time: ${START}\nexperiment_id: '${experimentId}'\nlast_update_time: ${START}\nlifecycle_stage: active\nname: ${name}\n`;
}

export function runMeta(runId: string = RUN, changes: Readonly<Record<string, string>> = {}): string {
  const meta = {
    artifact_uri: `/store/${EXPERIMENT}/${runId}/artifacts`,
    end_time: 'null',
    entry_point_name: "''",
    experiment_id: `'${EXPERIMENT}'`,
    lifecycle_stage: 'active',
    run_id: runId,
    run_name: 'a run',
    run_uuid: runId,
    source_name: "''",
    source_type: '4',
    source_version: "''",
    start_time: `${START}`,
    status: '1',
    tags: '[]',
    user_id: 'ann',
    ...changes,
  };
  return Object.entries(meta)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** A store with one experiment and one run in it, and these files in the run's folder. */
export function smallStore(t: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const root = join(folderOf(t), 'mlruns');
  const run = { 'meta.yaml': runMeta(), 'metrics/': '', 'params/': '', 'tags/': '', 'artifacts/': '', ...files };
  const place = (name: string) => `${EXPERIMENT}/${RUN}/${name}`;
  writeTree(root, {
    [`${EXPERIMENT}/meta.yaml`]: experimentMeta(),
    ...Object.fromEntries(Object.entries(run).map(([name, text]) => [place(name), text])),
  });
  return root;
}

export function runPath(root: string, ...parts: string[]): string {
  return join(root, EXPERIMENT, RUN, ...parts);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
