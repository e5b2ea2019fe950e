import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { listFolder, statOf } from './files.ts';
import { stampOf } from './stamp.ts';

/** MLflow's own names inside a store (file_store.py). */
export const META = 'meta.yaml';
export const TRASH = '.trash';
/** In the root: the model registry, not an experiment. */
const REGISTRY = 'models';
/** In an experiment: no runs. */
export const RESERVED: ReadonlySet<string> = new Set(['tags', 'datasets', 'traces', 'models']);

const RUN_ID = /^[a-zA-Z0-9][\w-]{0,255}$/;
const EXPERIMENT_ID = /^[a-zA-Z0-9][\w-]{0,63}$/;

/** What MLflow takes for an id; nothing else ever becomes part of a path. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

export function isExperimentId(text: string): boolean {
  return EXPERIMENT_ID.test(text) && text !== REGISTRY;
}

/** The key as a path inside its folder; undefined for one that no file of that folder can have. */
export function keyPath(key: string): string | undefined {
  if (key === '' || key.includes('\0') || (process.platform === 'win32' && key.includes('\\'))) return undefined;
  const parts = key.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : join(...parts);
}

/** A folder of one file a key, as it was when it was listed. Keys with `/` are files in nested folders. */
export interface KeyListing {
  /** In the order of the listing. */
  readonly keys: readonly string[];
  /** The folder and those in it, relative to it; '' for itself. Absent ones have no stamp. */
  readonly folders: readonly string[];
  /** Change time of each; NaN where it proves nothing. */
  readonly times: readonly number[];
}

const MAX_DEPTH = 64;
const ABSENT = -1;

/** As `os.walk` sees it: links to files are files, links to folders aren't entered. @throws AppError `unreadable`. */
export function listKeys(folder: string, now: number): KeyListing {
  const keys: string[] = [];
  const folders: string[] = [''];
  const times: number[] = [];
  for (let i = 0; i < folders.length; i++) {
    const inner = folders[i] as string;
    const path = inner === '' ? folder : `${folder}/${inner}`;
    times.push(folderTime(path, now));
    for (const entry of listFolder(path) ?? []) {
      const name = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (entry.isFile() || (entry.isSymbolicLink() && isLinkToFile(path, entry))) keys.push(name);
      else if (entry.isDirectory() && inner.split('/').length < MAX_DEPTH) folders.push(name);
    }
  }
  return { keys, folders, times };
}

/** Whether the folders hold the same names as when they were listed. */
export function isListingCurrent(folder: string, listing: KeyListing, now: number): boolean {
  return listing.folders.every(
    (inner, i) => folderTime(inner === '' ? folder : `${folder}/${inner}`, now) === listing.times[i],
  );
}

function folderTime(path: string, now: number): number {
  const facts = statOf(path);
  return facts === undefined ? ABSENT : stampOf(facts, now).time;
}

function isLinkToFile(path: string, entry: Dirent): boolean {
  try {
    // A link to nothing is a file that can't be read, and is named as such.
    return statOf(join(path, entry.name))?.isDirectory() !== true;
  } catch {
    return true;
  }
}
