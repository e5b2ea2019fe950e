import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from '../../base/cancellation.ts';
import type { Logger } from '../../base/logger.ts';
import type { FoundStore } from '../../core/tracking/discovery.ts';
import { readDotenv } from '../../core/tracking/dotenv.ts';
import { settings } from '../../platform/settings.ts';
import type { EntryContext, StoreSources, WorkspaceFolder } from './entries.ts';

export type FindStores = (
  root: string,
  options: { readonly maxDepth: number },
  signal: AbortSignal,
) => Promise<readonly FoundStore[]>;

const VARIABLE = 'MLFLOW_TRACKING_URI';
/** A `.env` larger than this isn't one. */
const LARGEST_DOTENV = 1_000_000;

/** Reads the settings, the environment and the `.env` files. */
export async function readNamed(): Promise<Omit<StoreSources, 'found'>> {
  const dotenv = await Promise.all(localFolders().map((folder) => dotenvOf(folder)));
  return {
    settings: settings.stores(),
    environment: process.env[VARIABLE]?.trim() || undefined,
    dotenv: dotenv.flat(),
  };
}

/** Searches the folders, unless the user doesn't want it. One that can't be searched doesn't keep the others from it. */
export async function findInFolders(
  find: FindStores,
  log: Logger,
  signal: AbortSignal,
): Promise<StoreSources['found']> {
  if (!settings.discoveryEnabled()) return [];
  const found = await Promise.all(localFolders().map((folder) => search(folder, find, log, signal)));
  return found.flat();
}

export function entryContext(): EntryContext {
  return { folders: localFolders(), home: homedir(), trusted: vscode.workspace.isTrusted, resolve };
}

function localFolders(): WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ name, uri }) =>
    uri.scheme === 'file' ? [{ name, path: uri.fsPath }] : [],
  );
}

async function search(
  folder: WorkspaceFolder,
  find: FindStores,
  log: Logger,
  signal: AbortSignal,
): Promise<StoreSources['found']> {
  try {
    const stores = await find(folder.path, { maxDepth: settings.discoveryDepth() }, signal);
    return stores.map((store) => ({ store, folder }));
  } catch (error) {
    if (!isAbort(error)) log.warn(`Looking for stores in ${folder.name} failed.`, error);
    return [];
  }
}

async function dotenvOf(folder: WorkspaceFolder): Promise<StoreSources['dotenv']> {
  const file = vscode.Uri.joinPath(vscode.Uri.file(folder.path), '.env');
  try {
    const { size, type } = await vscode.workspace.fs.stat(file);
    // Reading a pipe would never end.
    if ((type & vscode.FileType.File) === 0 || size > LARGEST_DOTENV) return [];
    const uri = readDotenv(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), VARIABLE);
    return uri === undefined ? [] : [{ uri, folder }];
  } catch {
    return []; // Most folders have none.
  }
}
