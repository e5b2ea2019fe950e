import { join } from 'node:path';
import { AppError } from '../../../../base/errors.ts';
import { statOf } from '../files.ts';
import { isListingCurrent, type KeyListing, listKeys } from '../keys.ts';
import { changeTime } from '../stamp.ts';

/** Size and change time as one comparable text; '' where there is nothing, or nothing that can be looked at. */
export function printOf(path: string): string {
  return orElse('', () => {
    const facts = statOf(path);
    return facts === undefined ? '' : `${facts.size}:${changeTime(facts)}:${facts.ino}`;
  });
}

/** What can't be read right now hasn't changed, as far as anybody can tell. */
export function orElse<T>(otherwise: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof AppError) return otherwise;
    throw error;
  }
}

/** A folder of one file a key (metrics, params, tags) as it was last seen: costs a stat a file, and reads none. */
export class KeyFolderSnapshot {
  readonly #folder: string;
  readonly #only: ReadonlySet<string> | undefined;
  #listing: KeyListing | undefined;
  #prints = new Map<string, string>();

  /** @param only these keys alone are looked at. */
  constructor(folder: string, only?: readonly string[]) {
    this.#folder = folder;
    this.#only = only === undefined ? undefined : new Set(only);
  }

  /** The keys that were written, added or removed since the last call. */
  changed(): string[] {
    return orElse([], () => {
      const keys = this.#keys();
      const prints = new Map(keys.map((key) => [key, printOf(join(this.#folder, key))]));
      const changed = keys.filter((key) => prints.get(key) !== this.#prints.get(key));
      for (const key of this.#prints.keys()) if (!prints.has(key)) changed.push(key);
      this.#prints = prints;
      return changed;
    });
  }

  /** Where a change would show. */
  folders(): string[] {
    return (this.#listing?.folders ?? ['']).map((inner) => join(this.#folder, inner));
  }

  #keys(): readonly string[] {
    const now = Date.now();
    if (this.#listing === undefined || !isListingCurrent(this.#folder, this.#listing, now)) {
      this.#listing = listKeys(this.#folder, now);
    }
    const { keys } = this.#listing;
    return this.#only === undefined ? keys : keys.filter((key) => this.#only?.has(key));
  }
}
