import { join } from 'node:path';
import { step, warn } from './log.mjs';
import { cacheFolder } from './paths.mjs';
import { which } from './run.mjs';

const RELEASES = 'https://update.code.visualstudio.com/api/releases/stable';

/** The user's own `code`, where there is one. */
export function installedCode() {
  return which('code') ?? which('code-insiders');
}

/** @returns {Promise<boolean>} whether VS Code could be downloaded from here */
async function canDownload() {
  try {
    return (await fetch(RELEASES, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

/**
 * VS Code for the desktop, downloaded into the cache folder.
 *
 * @returns {Promise<{ executable: string, cli: string } | undefined>} undefined, after saying so, where it can't be had
 */
export async function ensureDownloadedCode() {
  if (!(await canDownload())) {
    warn('VS Code cannot be downloaded from here (update.code.visualstudio.com does not answer).');
    return undefined;
  }
  const { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath } = await import('@vscode/test-electron');
  try {
    const executable = await step('Downloading VS Code (once)', () =>
      downloadAndUnzipVSCode({ version: 'stable', cachePath: join(cacheFolder(), 'vscode') }),
    );
    return { executable, cli: resolveCliPathFromVSCodeExecutablePath(executable) };
  } catch (error) {
    warn(`VS Code could not be downloaded: ${error.message}`);
    return undefined;
  }
}
