import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Disposable } from '../../../../base/disposables.ts';
import { Debouncer } from '../../../../base/scheduling.ts';
import { Pacer } from '../pacer.ts';
import type { RunFolder } from '../runFolder.ts';
import { decodeIndex, encodeIndex, type IndexedRun } from './indexFile.ts';

/** Written when nothing has changed for so long, and at the latest after so long, in ms. */
const QUIET = 3000;
const MAX_QUIET = 30_000;

type StoredRuns = Map<string, Map<string, IndexedRun>>;

/** What is known of a store's runs: by experiment folder, then run id. */
export type KnownRuns = ReadonlyMap<string, ReadonlyMap<string, RunFolder>>;

/**
 * What was read of a store in earlier sessions and other windows, in one file of the cache folder. It is only ever a
 * memory: every answer checks what it takes from it against the files. Several windows share it; whoever writes last
 * wins, a reader sees a whole file or none, and one that is damaged or of another version counts as none.
 */
export class StoreIndex implements Disposable {
  readonly #root: string;
  readonly #folder: string;
  readonly #path: string;
  readonly #known: () => KnownRuns;
  readonly #later = new Debouncer(() => void this.#save(), QUIET, MAX_QUIET);
  /** From the file; runs leave it as they are taken over. */
  #stored: StoredRuns | undefined;
  #last: { path: string; stored: StoredRuns; runs: Map<string, IndexedRun> | undefined } | undefined;
  #dirty = false;
  #saving = false;

  constructor(root: string, folder: string, known: () => KnownRuns) {
    this.#root = root;
    this.#folder = folder;
    this.#known = known;
    const name = createHash('sha256').update(root).digest('hex').slice(0, 24);
    this.#path = join(folder, `filestore-${name}.index`);
  }

  /** Gives a run's folder what is remembered of it. */
  restore(experimentPath: string, folder: RunFolder): void {
    const runs = this.#runsOf(experimentPath);
    const run = runs?.get(folder.runId);
    if (run === undefined) return;
    runs?.delete(folder.runId);
    folder.restore(run.meta, run.tables);
  }

  /** The experiment was listed: what is left of it here isn't there any more. */
  listed(experimentPath: string): void {
    this.#runsOf(experimentPath)?.clear();
  }

  changed(): void {
    this.#dirty = true;
    this.#later.schedule();
  }

  /** Forgets everything; the file is made anew from what is read from now on. */
  clear(): void {
    this.#stored = new Map();
    this.#dirty = true;
  }

  /** Writes what is not written yet. */
  dispose(): void {
    this.#later.dispose();
    if (!this.#dirty) return;
    this.#dirty = false;
    const pieces = encodeIndex(this.#root, this.#all());
    let piece = pieces.next();
    while (piece.done !== true) piece = pieces.next();
    this.#write(piece.value);
  }

  async #save(): Promise<void> {
    if (this.#saving) {
      this.#later.schedule();
      return;
    }
    this.#saving = true;
    this.#dirty = false;
    try {
      const pacer = new Pacer();
      const pieces = encodeIndex(this.#root, this.#all());
      let piece = pieces.next();
      while (piece.done !== true) {
        if (pacer.due()) await pacer.rest();
        piece = pieces.next();
      }
      this.#write(piece.value);
    } catch {
      // As in #write: the next change tries again, or the next session reads the files.
      this.#dirty = true;
    } finally {
      this.#saving = false;
    }
  }

  #load(): StoredRuns {
    this.#stored ??= new Map(
      [...(this.#read() ?? [])].map(([path, runs]) => [path, new Map(runs.map((run) => [run.runId, run]))]),
    );
    return this.#stored;
  }

  #read(): ReturnType<typeof decodeIndex> {
    try {
      return decodeIndex(readFileSync(this.#path), this.#root);
    } catch {
      // Not there, not readable, not JSON: there is no index, then.
      return undefined;
    }
  }

  /** A cache that can't be written is no reason to bother anybody: the next session reads the files again. */
  #write(parts: readonly Buffer[]): void {
    const temporary = `${this.#path}.${process.pid}.${Date.now()}.tmp`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      try {
        writeFileSync(temporary, Buffer.concat(parts), { flag: 'wx', mode: 0o600 });
        renameSync(temporary, this.#path);
      } finally {
        rmSync(temporary, { force: true });
      }
    } catch {
      this.#dirty = true;
    }
  }

  /** What this session read, and what it didn't ask for. */
  #all(): Map<string, IndexedRun[]> {
    const all = new Map<string, IndexedRun[]>();
    for (const [path, runs] of this.#known()) {
      const newestFirst = [...runs.values()].sort((a, b) => startOf(b) - startOf(a));
      all.set(
        this.#relative(path),
        newestFirst.flatMap((folder) => {
          const meta = folder.lastMeta;
          return meta === undefined ? [] : [{ runId: folder.runId, meta, tables: () => folder.lastTables }];
        }),
      );
    }
    for (const [path, runs] of this.#load()) all.set(path, [...(all.get(path) ?? []), ...runs.values()]);
    return all;
  }

  /** What is left of an experiment. Asked for once a run, mostly of the same experiment. */
  #runsOf(experimentPath: string): Map<string, IndexedRun> | undefined {
    const stored = this.#load();
    if (this.#last?.path !== experimentPath || this.#last.stored !== stored) {
      this.#last = { path: experimentPath, stored, runs: stored.get(this.#relative(experimentPath)) };
    }
    return this.#last.runs;
  }

  #relative(path: string): string {
    return relative(this.#root, path).split(sep).join('/');
  }
}

function startOf(folder: RunFolder): number {
  return folder.lastMeta?.value?.startTime ?? 0;
}
