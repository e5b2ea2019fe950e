import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const LONG_AGO = 48 * 3_600_000;

export interface FileReads {
  /** Files that anybody has read since, from the folder. */
  paths(): Promise<string[]>;
}

/**
 * Tells which files below a folder are read from now on, by their access times: set to long ago, they are renewed by the
 * first read (`relatime`, as Linux mounts by default; a file system that keeps none shows no read at all).
 */
export async function watchReads(folder: string): Promise<FileReads> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const before = new Map<string, number>();
  for (const file of files) {
    const { mtime } = await stat(file);
    await utimes(file, new Date(mtime.getTime() - LONG_AGO), mtime);
    before.set(file, (await stat(file)).atimeMs);
  }
  return {
    async paths() {
      const read: string[] = [];
      for (const file of files) {
        const now = await stat(file).catch(() => undefined);
        if (now !== undefined && now.atimeMs !== before.get(file)) read.push(file.slice(folder.length + 1));
      }
      return read;
    },
  };
}
