import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { Experiment, View } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { type ExperimentMeta, readExperimentMeta } from './entities.ts';
import { isFolder, listFolder, statOf } from './files.ts';
import { isExperimentId, META, RESERVED, TRASH } from './keys.ts';
import { type MetaFile, readMetaFile } from './metaFile.ts';
import type { Pacer } from './pacer.ts';
import { problemAt } from './problems.ts';
import { readTexts, type TextTable } from './tables.ts';

interface ExperimentFolder {
  readonly experimentId: string;
  readonly path: string;
}

interface KnownExperiment {
  readonly meta: MetaFile<ExperimentMeta>;
  readonly tags: TextTable | undefined;
}

/** The experiments of a store: folders of the root, deleted ones of its trash. Read again as far as they changed. */
export class ExperimentCatalog {
  readonly #root: string;
  readonly #known = new Map<string, KnownExperiment>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @throws AppError `notFound` when the store itself is gone, `unreadable`. */
  async list(view: View, pacer: Pacer): Promise<{ experiments: Experiment[]; problems: StoreProblem[] }> {
    expectRoot(this.#root);
    const experiments: Experiment[] = [];
    const problems: StoreProblem[] = [];
    for (const folder of this.folders(view, problems)) {
      if (pacer.due()) await pacer.rest();
      const experiment = this.#read(folder, problems);
      if (experiment !== undefined) experiments.push(experiment);
    }
    return { experiments, problems };
  }

  folders(view: View, problems: StoreProblem[] = []): ExperimentFolder[] {
    const found: ExperimentFolder[] = [];
    if (view !== 'deleted') this.#gather(this.#root, found, problems);
    if (view !== 'active') this.#gather(join(this.#root, TRASH), found, problems);
    return found;
  }

  /** The folder of an experiment, active or deleted; undefined where there is none. */
  pathOf(experimentId: string): string | undefined {
    if (!isExperimentId(experimentId)) return undefined;
    return [join(this.#root, experimentId), join(this.#root, TRASH, experimentId)].find(isFolder);
  }

  #gather(parent: string, found: ExperimentFolder[], problems: StoreProblem[]): void {
    for (const entry of listFolder(parent) ?? []) {
      const experimentId = entry.name;
      if (!isExperimentId(experimentId)) continue;
      const path = join(parent, experimentId);
      try {
        const isOne = entry.isDirectory() || (entry.isSymbolicLink() && statOf(path)?.isDirectory() === true);
        if (isOne) found.push({ experimentId, path });
      } catch (error) {
        problems.push(problemAt(this.#root, path, error, experimentId));
      }
    }
  }

  #read({ experimentId, path }: ExperimentFolder, problems: StoreProblem[]): Experiment | undefined {
    const before = this.#known.get(path);
    const meta = readMetaFile(path, before?.meta, (text) => readExperimentMeta(text, experimentId));
    if (!meta.exists) {
      if (holdsRuns(path)) problems.push(problemAt(this.#root, path, withoutMeta(), experimentId));
      return undefined;
    }
    if (meta.error !== undefined) problems.push(problemAt(this.#root, join(path, META), meta.error, experimentId));
    if (meta.value === undefined) return undefined;
    const tags = this.#readTags(path, before?.tags, problems, experimentId);
    this.#known.set(path, { meta, tags });
    const { name, artifactLocation, lifecycleStage, creationTime, lastUpdateTime } = meta.value;
    const texts = new Map(tags?.listing.keys.map((key, i) => [key, tags.texts[i] as string]));
    return { experimentId, name, artifactLocation, lifecycleStage, creationTime, lastUpdateTime, tags: texts };
  }

  #readTags(path: string, known: TextTable | undefined, problems: StoreProblem[], id: string): TextTable | undefined {
    const folder = join(path, 'tags');
    try {
      const tags = readTexts(folder, known, 'files');
      for (const { key, error } of tags.failures) problems.push(problemAt(this.#root, join(folder, key), error, id));
      return tags;
    } catch (error) {
      problems.push(problemAt(this.#root, folder, error, id));
      return undefined;
    }
  }
}

/** @throws AppError `notFound` when the folder of the store isn't there. */
export function expectRoot(root: string): void {
  const facts = statOf(root);
  if (facts?.isDirectory() === true) return;
  throw new AppError({
    code: 'notFound',
    message: facts === undefined ? `The store ${root} is not there.` : `${root} is not a folder.`,
    hint: 'Check that the folder exists and that its drive is mounted.',
  });
}

/** A folder without meta.yaml is no experiment: mostly it holds artifacts of a database's runs. One with runs lost its file. */
function holdsRuns(path: string): boolean {
  const entries = listFolder(path) ?? [];
  return entries.some((entry) => !RESERVED.has(entry.name) && statOf(join(path, entry.name, META)) !== undefined);
}

function withoutMeta(): AppError {
  return new AppError({ code: 'corrupt', message: 'It holds runs, but no meta.yaml of an experiment.' });
}
