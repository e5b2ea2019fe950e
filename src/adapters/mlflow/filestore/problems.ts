import { relative, sep } from 'node:path';
import { toAppError } from '../../../base/errors.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';

/** Names a thing of the store that could not be read, by its path inside the root. */
export function problemAt(root: string, path: string, error: unknown, experimentId?: string): StoreProblem {
  const { code, message } = toAppError(error);
  return { code, place: relative(root, path).split(sep).join('/'), message, experimentId };
}
