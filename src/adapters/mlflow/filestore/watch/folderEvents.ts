import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../../../../base/disposables.ts';

/** Handles of one watch: systems give out a limited number (Linux: 8,192 for all programs of a user, at times). */
const LIMIT = 512;

/** File events of folders, not of those below them: what works on every system, network drives aside. */
export class FolderEvents implements Disposable {
  readonly #onEvent: (folder: string) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(onEvent: (folder: string) => void) {
    this.#onEvent = onEvent;
  }

  /** Follows these folders and no others. Answers those that were not followed before: something may have happened in them. */
  set(folders: ReadonlySet<string>): string[] {
    for (const folder of this.#watchers.keys()) if (!folders.has(folder)) this.#drop(folder);
    const added: string[] = [];
    for (const folder of folders) {
      if (this.#watchers.size >= LIMIT) break;
      if (!this.#watchers.has(folder) && this.#follow(folder)) added.push(folder);
    }
    return added;
  }

  has(folder: string): boolean {
    return this.#watchers.has(folder);
  }

  dispose(): void {
    for (const folder of [...this.#watchers.keys()]) this.#drop(folder);
  }

  #follow(folder: string): boolean {
    try {
      const watcher = watch(folder, { persistent: true }, () => this.#onEvent(folder));
      watcher.on('error', () => this.#drop(folder));
      this.#watchers.set(folder, watcher);
      return true;
    } catch {
      // Not there (yet), or no handle left: looking from time to time finds its changes, too.
      return false;
    }
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
