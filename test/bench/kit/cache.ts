import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tools and generated stores are kept between runs, outside the tree. */
export function cacheFolder(): string {
  const { TANDEM_CACHE, XDG_CACHE_HOME } = process.env;
  return TANDEM_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tandem-dev');
}

/**
 * A generated folder, made once: `generate` fills a temporary folder, which gets its name only when it is whole.
 * Other versions of the same name are removed.
 */
export async function generated(
  name: string,
  version: string,
  generate: (folder: string) => Promise<void>,
): Promise<string> {
  const parent = join(cacheFolder(), 'bench');
  const folder = join(parent, `${name}@${version}`);
  if (await exists(folder)) return folder;
  await mkdir(parent, { recursive: true });
  for (const old of await readdir(parent)) {
    if (old.startsWith(`${name}@`)) await rm(join(parent, old), { recursive: true, force: true });
  }
  const temporary = join(parent, `.${name}@${version}.${process.pid}`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  await generate(temporary);
  await rename(temporary, folder);
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
