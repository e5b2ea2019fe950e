import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { DatasetInput, LoggedModelLink } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { isFolder, listFolder, readWhole } from './files.ts';
import { META } from './keys.ts';
import { type MetaMap, metaInteger, metaText, metaTexts, parseMeta } from './metaYaml.ts';
import { problemAt } from './problems.ts';

/** Datasets and logged models of one run (file_store.py, `_get_all_inputs`, `_get_all_outputs`). */
export interface RunLinks {
  readonly datasets: readonly DatasetInput[];
  readonly loggedModels: readonly LoggedModelLink[];
  readonly problems: readonly StoreProblem[];
}

const NONE: RunLinks = { datasets: [], loggedModels: [], problems: [] };

export function readLinks(root: string, runPath: string, experimentId: string): RunLinks {
  const hasInputs = isFolder(join(runPath, 'inputs'));
  const hasOutputs = isFolder(join(runPath, 'outputs'));
  if (!hasInputs && !hasOutputs) return NONE;
  const reader = new LinkReader(root, join(runPath, '..'), experimentId);
  if (hasInputs) reader.readInputs(join(runPath, 'inputs'));
  if (hasOutputs) reader.readOutputs(join(runPath, 'outputs'));
  return reader;
}

class LinkReader implements RunLinks {
  readonly datasets: DatasetInput[] = [];
  readonly loggedModels: LoggedModelLink[] = [];
  readonly problems: StoreProblem[] = [];
  readonly #root: string;
  readonly #experimentPath: string;
  readonly #experimentId: string;

  constructor(root: string, experimentPath: string, experimentId: string) {
    this.#root = root;
    this.#experimentPath = experimentPath;
    this.#experimentId = experimentId;
  }

  readInputs(folder: string): void {
    for (const meta of this.#metas(folder)) {
      const id = metaText(meta, 'source_id');
      if (id === undefined) continue;
      const type = metaText(meta, 'source_type');
      if (type === 'DATASET') this.#addDataset(id, metaTexts(meta, 'tags'));
      else if (type === 'MODEL') this.loggedModels.push({ modelId: id, role: 'input', ...this.#describeModel(id) });
    }
  }

  readOutputs(folder: string): void {
    for (const meta of this.#metas(folder)) {
      // `destination_id` is written as the model's id, whatever its name says.
      const modelId = metaText(meta, 'destination_id');
      if (modelId === undefined || metaText(meta, 'destination_type') !== 'MODEL_OUTPUT') continue;
      const step = metaInteger(meta, 'step');
      this.loggedModels.push({ modelId, role: 'output', step, ...this.#describeModel(modelId) });
    }
  }

  #addDataset(id: string, tags: ReadonlyMap<string, string>): void {
    const meta = this.#linked('datasets', id);
    if (meta === undefined) return;
    this.datasets.push({
      name: metaText(meta, 'name') ?? '',
      digest: metaText(meta, 'digest') ?? '',
      sourceType: metaText(meta, 'source_type') ?? '',
      source: metaText(meta, 'source') ?? '',
      schema: metaText(meta, 'schema'),
      profile: metaText(meta, 'profile'),
      tags,
    });
  }

  /** A model that was deleted, or logged in another store, is still a link. */
  #describeModel(id: string): Partial<LoggedModelLink> {
    const meta = this.#linked('models', id);
    if (meta === undefined) return {};
    return {
      name: metaText(meta, 'name'),
      status: MODEL_STATUSES[metaInteger(meta, 'status') ?? 0],
      artifactLocation: metaText(meta, 'artifact_location'),
    };
  }

  #linked(kind: 'datasets' | 'models', id: string): MetaMap | undefined {
    return PLAIN_ID.test(id) ? this.#meta(join(this.#experimentPath, kind, id)) : undefined;
  }

  *#metas(folder: string): Generator<MetaMap> {
    for (const name of this.#names(folder)) {
      const meta = this.#meta(join(folder, name));
      if (meta !== undefined) yield meta;
    }
  }

  #names(folder: string): string[] {
    try {
      return (listFolder(folder) ?? []).map((entry) => entry.name).sort();
    } catch (error) {
      this.#report(folder, error);
      return [];
    }
  }

  #meta(folder: string): MetaMap | undefined {
    const path = join(folder, META);
    try {
      const file = readWhole(path);
      return file === undefined ? undefined : parseMeta(file.bytes.toString('utf8'));
    } catch (error) {
      this.#report(path, error);
      return undefined;
    }
  }

  #report(path: string, error: unknown): void {
    if (!(error instanceof AppError)) throw error;
    this.problems.push(problemAt(this.#root, path, error, this.#experimentId));
  }
}

const PLAIN_ID = /^[A-Za-z0-9][\w-]*$/;
const MODEL_STATUSES = ['UNSPECIFIED', 'PENDING', 'READY', 'FAILED'] as const;
