import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where downloads and installed tools live that outlast a clone; safe to delete at any time. */
export function cacheFolder() {
  if (process.env.TANDEM_CACHE) return process.env.TANDEM_CACHE;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tandem-dev');
}

/** What a command leaves for people to look at: pictures, failures, the packed extension. */
export function outFolder(...parts) {
  return join(root, 'out', ...parts);
}
