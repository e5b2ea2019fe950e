import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../base/errors.ts';
import { parseLocation } from '../core/tracking/location.ts';
import type { TrackingStore } from '../core/tracking/store.ts';
import { openFileStore } from './mlflow/filestore/store.ts';
import { openSqliteStore } from './mlflow/sqlite/store.ts';

export interface LocalStoreOptions {
  readonly cacheFolder?: string | undefined;
}

/** Opens a store in the calling thread. Relative paths start at the process's folder. */
export async function openLocalStore(location: string, options: LocalStoreOptions): Promise<TrackingStore> {
  const parsed = parseLocation(location);
  if (parsed.kind === 'http') {
    throw new AppError({
      code: 'unsupported',
      message: 'This version of Tandem does not open MLflow servers yet.',
      hint: 'Folders with mlruns/ data and SQLite files (mlflow.db) work.',
    });
  }
  const path = resolve(parsed.path);
  const found = await kindOf(path);
  // A folder may be called `runs.db`; one that a sqlite: URI names is a mistake, which the database's error explains.
  const isDatabase = found === 'file' || /^\s*sqlite:/i.test(location);
  if (isDatabase) return openSqliteStore(path, {});
  return openFileStore(await storeRoot(path), options);
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AppError({
      code: missing ? 'notFound' : 'unreadable',
      message: missing ? `${path} is not there.` : `${path} can't be read.`,
      hint: missing ? 'Check the path, or remove the store.' : 'Check the permissions.',
      cause,
    });
  }
}

/** A project folder stands for the `mlruns/` in it. */
async function storeRoot(folder: string): Promise<string> {
  const inner = join(folder, 'mlruns');
  const isProject = await stat(inner).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isProject ? inner : folder;
}
