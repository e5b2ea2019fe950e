import { join, sep } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { View } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import type { RunMeta } from './entities.ts';
import { type ExperimentCatalog, expectRoot } from './experimentCatalog.ts';
import { isFolder, listFolder, statOf } from './files.ts';
import { isRunId, META, RESERVED } from './keys.ts';
import type { Pacer } from './pacer.ts';
import type { Patience } from './patience.ts';
import { problemAt } from './problems.ts';
import { RunFolder } from './runFolder.ts';
import { isSettled } from './stamp.ts';

/** A run whose meta.yaml was just looked at. */
export interface ListedRun {
  readonly folder: RunFolder;
  readonly meta: RunMeta;
}

export interface RunList {
  readonly runs: readonly ListedRun[];
  readonly problems: readonly StoreProblem[];
}

/** Remembers runs from one session to the next. */
export interface RunMemory {
  /** Gives a folder that is new here what is remembered of it. */
  restore(experimentPath: string, folder: RunFolder): void;
  /** Every run of the experiment that is there was asked for. */
  listed(experimentPath: string): void;
  changed(): void;
}

/** The runs of a store by experiment, kept while it is open, so that only what changed is read again. */
export class RunCatalog {
  readonly #root: string;
  readonly #experiments: ExperimentCatalog;
  /** By experiment folder, then by run id. */
  readonly #known = new Map<string, Map<string, RunFolder>>();
  readonly #memory: RunMemory;
  readonly #patience: Patience;
  /** Runs that were answered as they are remembered, and are to be compared with their files. */
  readonly unchecked = new Set<RunFolder>();

  constructor(root: string, experiments: ExperimentCatalog, memory: RunMemory, patience: Patience) {
    this.#root = root;
    this.#experiments = experiments;
    this.#memory = memory;
    this.#patience = patience;
  }

  /**
   * The runs of these experiments, newest first; unknown experiments have none.
   *
   * @param limit only so many are needed. Then runs that were seen before are put in order by the start time that is
   * remembered, which MLflow never changes, and only those that are answered are looked at: a first page of thousands.
   * @throws AppError `notFound`: the store is gone.
   */
  async list(ids: readonly string[], view: View, pacer: Pacer, limit = Number.POSITIVE_INFINITY): Promise<RunList> {
    expectRoot(this.#root);
    const problems: StoreProblem[] = [];
    const candidates: { readonly folder: RunFolder; readonly meta: RunMeta; readonly isChecked: boolean }[] = [];
    for (const experimentId of new Set(ids)) {
      const path = this.#experiments.pathOf(experimentId);
      if (path === undefined) continue;
      for (const folder of this.#folders(experimentId, path, problems)) {
        if (pacer.due()) await pacer.rest();
        const remembered = limit === Number.POSITIVE_INFINITY ? undefined : folder.lastMeta?.value;
        const meta = remembered ?? this.#check(folder, problems);
        if (meta !== undefined) candidates.push({ folder, meta, isChecked: remembered === undefined });
      }
    }
    const runs: ListedRun[] = [];
    for (const { folder, meta: listed, isChecked } of candidates.sort(byNewest)) {
      if (runs.length >= limit) break;
      const meta = isChecked ? listed : this.#check(folder, problems);
      if (meta !== undefined && (view === 'all' || meta.lifecycleStage === view)) runs.push({ folder, meta });
    }
    return { runs, problems };
  }

  /** Active or deleted, in whatever experiment. @throws AppError `notFound`, `corrupt`, `unreadable`. */
  find(runId: string): ListedRun {
    expectRoot(this.#root);
    for (const folder of this.#candidates(runId)) {
      const { value: meta, error } = folder.checkMeta();
      if (meta !== undefined) return { folder, meta };
      if (error !== undefined) throw unusable(join(folder.path, META), error);
    }
    throw new AppError({ code: 'notFound', message: `There is no run ${runId} in this store.` });
  }

  /** Where a run's folder is; undefined where there is none. Looks at its old place first. */
  locate(runId: string): string | undefined {
    for (const known of this.#known.values()) {
      const path = known.get(runId)?.path;
      if (path !== undefined && isFolder(path)) return path;
    }
    try {
      return this.find(runId).folder.path;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  folder(experimentId: string, experimentPath: string, runId: string): RunFolder {
    let known = this.#known.get(experimentPath);
    if (known === undefined) {
      known = new Map();
      this.#known.set(experimentPath, known);
    }
    let folder = known.get(runId);
    if (folder === undefined) {
      folder = new RunFolder(experimentId, `${experimentPath}${sep}${runId}`, runId, () => this.#memory.changed());
      this.#memory.restore(experimentPath, folder);
      known.set(runId, folder);
    }
    return folder;
  }

  /** Every run that was read, by experiment folder. */
  known(): ReadonlyMap<string, ReadonlyMap<string, RunFolder>> {
    return this.#known;
  }

  clear(): void {
    this.#known.clear();
    this.unchecked.clear();
  }

  *#candidates(runId: string): Generator<RunFolder> {
    if (!isRunId(runId) || RESERVED.has(runId)) return;
    for (const known of this.#known.values()) {
      const folder = known.get(runId);
      if (folder !== undefined && isFolder(folder.path)) yield folder;
    }
    for (const { experimentId, path } of this.#experiments.folders('all')) {
      if (isFolder(join(path, runId))) yield this.folder(experimentId, path, runId);
    }
  }

  #folders(experimentId: string, path: string, problems: StoreProblem[]): RunFolder[] {
    const folders: RunFolder[] = [];
    const there = new Set<string>();
    for (const entry of this.#entries(path, problems, experimentId)) {
      const runId = entry.name;
      if (RESERVED.has(runId) || !isRunId(runId)) continue;
      try {
        const isOne =
          entry.isDirectory() || (entry.isSymbolicLink() && statOf(join(path, runId))?.isDirectory() === true);
        if (!isOne) continue;
        there.add(runId);
        folders.push(this.folder(experimentId, path, runId));
      } catch (error) {
        problems.push(problemAt(this.#root, join(path, runId), error, experimentId));
      }
    }
    const known = this.#known.get(path);
    for (const runId of known?.keys() ?? []) {
      if (there.has(runId)) continue;
      known?.delete(runId);
      this.#memory.changed();
    }
    this.#memory.listed(path);
    return folders;
  }

  #entries(path: string, problems: StoreProblem[], experimentId: string) {
    try {
      return listFolder(path) ?? [];
    } catch (error) {
      problems.push(problemAt(this.#root, path, error, experimentId));
      return [];
    }
  }

  #check(folder: RunFolder, problems: StoreProblem[]): RunMeta | undefined {
    if (folder.isUnchecked && this.#patience.isSpent) {
      this.unchecked.add(folder);
      return folder.lastMeta?.value;
    }
    const { value, error, exists } = this.#patience.measure(() => folder.checkMeta());
    if (error !== undefined) {
      const place = exists ? join(folder.path, META) : folder.path;
      problems.push(problemAt(this.#root, place, error, folder.experimentId));
    } else if (!exists && lostItsMeta(folder.path)) {
      problems.push(problemAt(this.#root, folder.path, withoutMeta(), folder.experimentId));
    }
    return value;
  }
}

/**
 * Whether a folder without meta.yaml was a run. Not one that holds artifacts alone (a database's runs keep them in the
 * same place), nor one so young that its writer may not have come to it.
 */
function lostItsMeta(path: string): boolean {
  try {
    const facts = statOf(path);
    if (facts === undefined || !isSettled(facts, Date.now())) return false;
    const names = new Set((listFolder(path) ?? []).map((entry) => entry.name));
    if (names.has('metrics') || names.has('params') || names.has('tags')) return true;
    return !names.has('artifacts') && /\/[0-9a-f]{32}$/.test(path.replaceAll('\\', '/'));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** In a list the place stands beside the problem; one run is asked for from anywhere. */
function unusable(path: string, { code, message, cause }: AppError): AppError {
  return new AppError({ code, message: `The run can't be read. ${message}`, hint: `Look at ${path}.`, cause });
}

function withoutMeta(): AppError {
  return new AppError({ code: 'corrupt', message: 'It is a folder of a run, but has no meta.yaml.' });
}

function byNewest(a: ListedRun, b: ListedRun): number {
  const difference = (b.meta.startTime ?? 0) - (a.meta.startTime ?? 0);
  return difference !== 0 ? difference : a.folder.runId < b.folder.runId ? -1 : 1;
}
