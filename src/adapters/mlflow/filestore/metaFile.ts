import { AppError, toAppError } from '../../../base/errors.ts';
import { readWhole, statOf } from './files.ts';
import { META } from './keys.ts';
import { isSettled, type Stamp, stampOf } from './stamp.ts';

/** A meta.yaml as it was last read. */
export interface MetaFile<T> {
  readonly stamp: Stamp;
  /** What the file says, or said before a writer began to write it anew. */
  readonly value: T | undefined;
  /** Why it can't be used; absent while a writer may still be at work. */
  readonly error: AppError | undefined;
  readonly exists: boolean;
}

const NOTHING: Stamp = { size: -1, time: Number.NaN };

/**
 * Reads `<folder>/meta.yaml` unless `known` is still true. MLflow rewrites these files in place, so a reader may meet one
 * that is empty or half there: while it is younger than two seconds, what was known before stands, and it counts as not
 * written yet where nothing was.
 */
export function readMetaFile<T>(
  folder: string,
  known: MetaFile<T> | undefined,
  parse: (text: string) => T,
): MetaFile<T> {
  const path = `${folder}/${META}`;
  const now = Date.now();
  try {
    if (known !== undefined && isCurrent(path, known.stamp, now)) return known;
    const file = readWhole(path);
    if (file === undefined) return { stamp: NOTHING, value: undefined, error: undefined, exists: false };
    const stamp = stampOf(file.facts, now);
    try {
      return { stamp, value: parse(file.bytes.toString('utf8')), error: undefined, exists: true };
    } catch (error) {
      const writing = !isSettled(file.facts, now);
      return {
        stamp: NOTHING,
        value: writing ? known?.value : undefined,
        error: writing ? undefined : toAppError(error),
        exists: true,
      };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { stamp: NOTHING, value: undefined, error, exists: true };
  }
}

function isCurrent(path: string, stamp: Stamp, now: number): boolean {
  if (Number.isNaN(stamp.time)) return false;
  const facts = statOf(path);
  return facts !== undefined && facts.size === stamp.size && stampOf(facts, now).time === stamp.time;
}
