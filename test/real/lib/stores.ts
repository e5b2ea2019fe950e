import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPython } from './python.ts';

export type Backend = 'file' | 'sqlite';
export const BACKENDS: readonly Backend[] = ['file', 'sqlite'];

/** A store that a real MLflow wrote. */
export interface WrittenStore {
  readonly backend: Backend;
  readonly version: string;
  /** What Tandem opens: the folder, or the database. */
  readonly location: string;
  /** What MLflow's newest client opens: it migrates a database on a mere read, so that it gets a copy. */
  readonly clientUri: string;
  readonly folder: string;
  readonly experimentIds: readonly string[];
  /** Run ids by the names that `write_store.py` gives them. */
  readonly runs: Readonly<Record<string, string>>;
}

/** A temporary folder that disposing removes. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'tandem-real-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function writeStore(
  parent: string,
  backend: Backend,
  version: string,
  python: string,
): Promise<WrittenStore> {
  const folder = join(parent, `${backend}-${version}`);
  await mkdir(folder);
  const location = join(folder, backend === 'file' ? 'mlruns' : 'mlflow.db');
  const uri = backend === 'file' ? location : `sqlite:///${location}`;
  const written = await runPython<Pick<WrittenStore, 'version' | 'experimentIds' | 'runs'>>({
    python,
    script: 'write_store.py',
    args: [uri, folder],
    cwd: folder,
  });
  if (written.version !== version) throw new Error(`MLflow ${written.version} wrote, not ${version}`);
  if (backend === 'file') return { ...written, backend, location, clientUri: uri, folder };
  const copy = join(folder, 'copy-for-the-client.db');
  await copyFile(location, copy);
  return { ...written, backend, location, clientUri: `sqlite:///${copy}`, folder };
}
