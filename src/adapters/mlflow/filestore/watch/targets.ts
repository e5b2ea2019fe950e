import { join } from 'node:path';
import type { StoreChange } from '../../../../core/tracking/store.ts';
import type { ExperimentCatalog } from '../experimentCatalog.ts';
import { listFolder } from '../files.ts';
import { META, TRASH } from '../keys.ts';
import type { RunCatalog } from '../runCatalog.ts';
import type { RunFolder } from '../runFolder.ts';
import { KeyFolderSnapshot, orElse, printOf } from './snapshots.ts';

/** Something that is followed. Each look compares with the one before; the first only remembers. */
export interface Target {
  look(): StoreChange[];
  /** Folders whose file events call for a look. */
  folders(): string[];
}

/** Which experiments there are, their names and tags. */
export class ExperimentListTarget implements Target {
  readonly #root: string;
  readonly #experiments: ExperimentCatalog;
  #print: string | undefined;

  constructor(root: string, experiments: ExperimentCatalog) {
    this.#root = root;
    this.#experiments = experiments;
  }

  look(): StoreChange[] {
    const before = this.#print;
    this.#print = orElse(before ?? '', () => this.#look());
    return before === undefined || before === this.#print ? [] : [{ kind: 'experiments' }];
  }

  folders(): string[] {
    const experiments = orElse([], () => this.#experiments.folders('active'));
    return [this.#root, join(this.#root, TRASH), ...experiments.map(({ path }) => path)];
  }

  #look(): string {
    const prints = this.#experiments.folders('all').map(({ path }) => {
      // Of a tag only its file can tell that it was set anew.
      const tags = (orElse(undefined, () => listFolder(join(path, 'tags'))) ?? []).map((tag) => tag.name);
      return [path, printOf(join(path, META)), ...tags.map((tag) => `${tag}=${printOf(join(path, 'tags', tag))}`)];
    });
    return JSON.stringify(prints);
  }
}

/** Newest runs and those at work are looked at each time, of the others some in turn. */
const NEWEST = 200;
const IN_TURN = 400;

/** Which runs an experiment has, and what their meta.yaml says. */
export class RunListTarget implements Target {
  readonly #experimentId: string;
  readonly #experiments: ExperimentCatalog;
  readonly #runs: RunCatalog;
  /** By run id; in the order of the last listing, newest first. */
  #prints = new Map<string, string>();
  #at: { path: string; print: string } | undefined;
  #turn = 0;

  constructor(experimentId: string, experiments: ExperimentCatalog, runs: RunCatalog) {
    this.#experimentId = experimentId;
    this.#experiments = experiments;
    this.#runs = runs;
  }

  look(): StoreChange[] {
    const first = this.#at === undefined;
    const path = this.#experiments.pathOf(this.#experimentId) ?? '';
    const print = path === '' ? '' : printOf(path);
    const relisted = path !== this.#at?.path || print !== this.#at.print;
    const changed = (relisted && this.#list(path)) || this.#lookAtSome(path);
    this.#at = { path, print };
    return changed && !first ? [{ kind: 'runs', experimentIds: [this.#experimentId] }] : [];
  }

  folders(): string[] {
    const path = this.#at?.path ?? '';
    if (path === '') return [];
    const due = [...this.#prints].filter(([runId, print]) => print === '' || this.#isWorking(path, runId));
    return [path, ...due.slice(0, NEWEST).map(([runId]) => join(path, runId))];
  }

  /** Lists the folder anew; true where runs came or went. */
  #list(path: string): boolean {
    const before = this.#prints;
    const entries = path === '' ? [] : (orElse(undefined, () => listFolder(path)) ?? []);
    const runIds = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
    const start = (runId: string) => this.#known(path, runId)?.lastMeta?.value?.startTime ?? Number.MAX_VALUE;
    runIds.sort((a, b) => start(b) - start(a));
    this.#prints = new Map(runIds.map((runId) => [runId, before.get(runId) ?? printOf(join(path, runId, META))]));
    const gone = [...before].some(([runId, print]) => print !== '' && !this.#prints.has(runId));
    return gone || runIds.some((runId) => !before.has(runId) && this.#prints.get(runId) !== '');
  }

  #lookAtSome(path: string): boolean {
    const runIds = [...this.#prints.keys()];
    const turn = runIds.slice(this.#turn, this.#turn + IN_TURN);
    this.#turn = this.#turn + IN_TURN < runIds.length ? this.#turn + IN_TURN : NEWEST;
    const due = new Set([...runIds.slice(0, NEWEST), ...turn]);
    // Folders without a meta.yaml are runs that are being made.
    const working = runIds.filter((runId) => this.#prints.get(runId) === '' || this.#isWorking(path, runId));
    for (const runId of working.slice(0, IN_TURN)) due.add(runId);
    let changed = false;
    for (const runId of due) {
      const print = printOf(join(path, runId, META));
      if (print === this.#prints.get(runId)) continue;
      this.#prints.set(runId, print);
      changed = true;
    }
    return changed;
  }

  /** A run that nobody has read yet is new, and counts as working. */
  #isWorking(path: string, runId: string): boolean {
    const status = this.#known(path, runId)?.lastMeta?.value?.status ?? 'RUNNING';
    return status === 'RUNNING' || status === 'SCHEDULED';
  }

  #known(path: string, runId: string): RunFolder | undefined {
    return this.#runs.known().get(path)?.get(runId);
  }
}

/** What one run says: meta.yaml, params, tags, inputs and outputs, and the files of its metrics. */
export class RunTarget implements Target {
  readonly #runId: string;
  readonly #metricKeys: readonly string[] | undefined;
  readonly #locate: () => string | undefined;
  #parts: RunParts | undefined;
  #wasLookedAt = false;

  constructor(runId: string, metricKeys: readonly string[] | undefined, locate: () => string | undefined) {
    this.#runId = runId;
    this.#metricKeys = metricKeys;
    this.#locate = locate;
  }

  look(): StoreChange[] {
    const path = this.#locate();
    const first = !this.#wasLookedAt;
    this.#wasLookedAt = true;
    if (path !== this.#parts?.path) {
      this.#parts = path === undefined ? undefined : new RunParts(path, this.#metricKeys);
      this.#parts?.look();
      // A run that comes late, or whose experiment was deleted or restored.
      return first ? [] : [{ kind: 'run', runIds: [this.#runId] }];
    }
    if (this.#parts === undefined) return [];
    const { facts, keys } = this.#parts.look();
    const changes: StoreChange[] = [];
    if (facts) changes.push({ kind: 'run', runIds: [this.#runId] });
    if (keys.length > 0) changes.push({ kind: 'metrics', runIds: [this.#runId], keys });
    return changes;
  }

  folders(): string[] {
    return this.#parts?.folders() ?? [];
  }
}

class RunParts {
  readonly path: string;
  readonly #metrics: KeyFolderSnapshot;
  readonly #texts: readonly KeyFolderSnapshot[];
  #print = '';

  constructor(path: string, metricKeys: readonly string[] | undefined) {
    this.path = path;
    this.#metrics = new KeyFolderSnapshot(join(path, 'metrics'), metricKeys);
    this.#texts = [new KeyFolderSnapshot(join(path, 'params')), new KeyFolderSnapshot(join(path, 'tags'))];
  }

  look(): { facts: boolean; keys: string[] } {
    const before = this.#print;
    this.#print = [META, 'inputs', 'outputs'].map((name) => printOf(join(this.path, name))).join();
    const texts = this.#texts.map((folder) => folder.changed().length);
    return { facts: before !== this.#print || texts.some((count) => count > 0), keys: this.#metrics.changed() };
  }

  folders(): string[] {
    return [this.path, ...this.#metrics.folders(), ...this.#texts.flatMap((folder) => folder.folders())];
  }
}
