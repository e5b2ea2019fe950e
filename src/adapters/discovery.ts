import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { FoundStore } from '../core/tracking/discovery.ts';

export interface DiscoveryOptions {
  /** Folders below the root to go down; 6 unless told. */
  readonly maxDepth?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bounds of one search: a workspace may be a whole disk. What was found until then is the answer. */
const DEFAULT_DEPTH = 6;
const MAX_FOLDERS = 20_000;
const MAX_STORES = 200;
const MAX_TIME = 20_000;
/** Folders read at once. */
const WIDTH = 8;
/** Entries of an mlruns/ that are looked at for the meta.yaml of an experiment. */
const MAX_EXPERIMENTS = 5000;

/** Folders that hold no stores, or other people's. Whether Git ignores a folder says nothing: stores usually are ignored. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'site-packages',
  'dist-packages',
  '__pycache__',
  '__pypackages__',
  'mlartifacts',
]);
/** Of the folders whose names begin with a dot, those that people put projects in are searched; these are not. */
const SKIPPED_HIDDEN =
  /^\.(?:git|hg|svn|jj|venv|virtualenv|tox|nox|cache|npm|pnpm-store|yarn|conda|mamba|pixi|eggs|mypy_cache|pytest_cache|ruff_cache|ipynb_checkpoints|vscode|vscode-server|vscode-test|idea|gradle|m2|cargo|rustup|local|Trash|trash)$/;

/**
 * The stores below a folder, the folder itself included, nearest first: an `mlruns/` with the meta.yaml of an experiment
 * (one without holds artifacts only) and a file `mlflow.db`. Never looks into a store that it found. What can't be read
 * is passed over. An aborted signal rejects with an AbortError.
 */
export async function findLocalStores(root: string, options: DiscoveryOptions = {}): Promise<FoundStore[]> {
  const search = new Search(resolve(root), options);
  await search.run();
  return search.found;
}

interface Folder {
  readonly path: string;
  /** `/` between parts; '' for the root. */
  readonly relative: string;
}

class Search {
  readonly found: FoundStore[] = [];
  readonly #root: string;
  readonly #maxDepth: number;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline = performance.now() + MAX_TIME;
  /** Real paths of folders that were read: a link may lead back. */
  readonly #seen = new Set<string>();

  constructor(root: string, { maxDepth = DEFAULT_DEPTH, signal }: DiscoveryOptions) {
    this.#root = root;
    this.#maxDepth = maxDepth;
    this.#signal = signal;
  }

  /** Level by level, so that what is near is found before a bound is reached. */
  async run(): Promise<void> {
    let level: Folder[] = [{ path: this.#root, relative: '' }];
    for (let depth = 0; depth <= this.#maxDepth && level.length > 0; depth++) {
      const next: Folder[] = [];
      for (let i = 0; i < level.length; i += WIDTH) {
        this.#signal?.throwIfAborted();
        if (this.#isSpent()) return;
        for (const below of await Promise.all(level.slice(i, i + WIDTH).map((folder) => this.#visit(folder)))) {
          next.push(...below);
        }
      }
      level = next;
    }
  }

  #isSpent(): boolean {
    return this.#seen.size > MAX_FOLDERS || this.found.length >= MAX_STORES || performance.now() > this.#deadline;
  }

  /** Reads one folder and answers those below it that are worth a look. */
  async #visit(folder: Folder): Promise<Folder[]> {
    if (!(await this.#enter(folder.path))) return [];
    if (basename(folder.path) === 'mlruns') {
      if (await hasExperiment(folder.path)) this.#add('filestore', folder);
      return [];
    }
    const entries = await list(folder.path);
    if (entries.some((entry) => entry.name === 'pyvenv.cfg')) return [];
    const below: Folder[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const place = {
        path: join(folder.path, entry.name),
        relative: folder.relative === '' ? entry.name : `${folder.relative}/${entry.name}`,
      };
      if (entry.name === 'mlflow.db') {
        if (await isDatabase(place.path)) this.#add('sqlite', place);
      } else if (!isSkipped(entry.name) && (await isFolderEntry(entry, place.path))) below.push(place);
    }
    return below;
  }

  async #enter(path: string): Promise<boolean> {
    try {
      const real = await realpath(path);
      if (this.#seen.has(real)) return false;
      this.#seen.add(real);
      return true;
    } catch {
      return false;
    }
  }

  #add(kind: FoundStore['kind'], { path, relative }: Folder): void {
    // The searched folder may itself be an mlruns/.
    this.found.push({ location: path, kind, relativePath: relative === '' ? '.' : relative });
  }
}

function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || SKIPPED_HIDDEN.test(name);
}

async function list(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

async function isFolderEntry(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function hasExperiment(path: string): Promise<boolean> {
  const entries = await list(path);
  for (const entry of entries.slice(0, MAX_EXPERIMENTS)) {
    if (entry.name === 'models' || entry.isFile()) continue;
    const isOne = await stat(join(path, entry.name, 'meta.yaml')).then(
      (facts) => facts.isFile(),
      () => false,
    );
    if (isOne) return true;
  }
  return false;
}

const SQLITE_HEADER = Buffer.from('SQLite format 3\0', 'latin1');

async function isDatabase(path: string): Promise<boolean> {
  try {
    // A pipe of that name would never answer.
    if (!(await stat(path)).isFile()) return false;
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(SQLITE_HEADER.length), 0, SQLITE_HEADER.length, 0);
      return buffer.equals(SQLITE_HEADER);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
