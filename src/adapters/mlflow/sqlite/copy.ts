import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';

/** Files that belong to a database, as suffixes: itself, its write-ahead log, its rollback journal. */
const SUFFIXES = ['', '-wal', '-journal'] as const;
/** All that SQLite opens of a database: the files that are copied, and the index of the log. */
export const COMPANIONS = [...SUFFIXES, '-shm'] as const;
const ATTEMPTS = 5;

export interface DatabaseCopy {
  readonly file: string;
  dispose(): void;
}

/**
 * Copies a database to a temporary folder where SQLite may write what it needs to read it. A writer at work in between is
 * noticed by the files' sizes and times, and the copy is made again.
 * @throws AppError `locked` when the files don't hold still.
 */
export function copyDatabase(path: string): DatabaseCopy {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-'));
  const file = join(folder, basename(path));
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = stampOf(path);
      for (const suffix of SUFFIXES) copyIfThere(path + suffix, file + suffix);
      if (stampOf(path) === before) return { file, dispose };
    }
  } catch (error) {
    dispose();
    throw error;
  }
  dispose();
  throw new AppError({
    code: 'locked',
    message: `${path} changes faster than it can be copied.`,
    hint: 'Its folder is read-only, so it is read from a copy. Try again when the training run is done.',
  });
}

/** Identity, size and time of the database and its companions, as one text: equal while nobody wrote. */
export function stampOf(path: string): string {
  return SUFFIXES.map((suffix) => {
    const stat = statSync(path + suffix, { throwIfNoEntry: suffix === '' });
    return stat === undefined ? '' : `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`;
  }).join('|');
}

function copyIfThere(from: string, to: string): void {
  rmSync(to, { force: true });
  if (existsSync(from)) copyFileSync(from, to, constants.COPYFILE_FICLONE);
}
