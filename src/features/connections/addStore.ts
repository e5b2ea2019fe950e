import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { OpenStore } from '../../app/connections.ts';
import { type AppError, toAppError } from '../../base/errors.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { parseLocation } from '../../core/tracking/location.ts';
import { settings } from '../../platform/settings.ts';
import { collectEntries } from './entries.ts';
import { entryContext } from './sources.ts';

/** Asks for a store step by step, opens it to see that it works, and keeps it in the settings. */
export async function addStore(open: OpenStore): Promise<void> {
  let location = await askForLocation();
  while (location !== undefined) {
    const opened = await tryOpen(location, open);
    if (opened.ok) break;
    const again = vscode.l10n.t('Change Location');
    const picked = await vscode.window.showErrorMessage(inWords(opened.error), { modal: false }, again);
    location = picked === again ? await typeLocation(location) : undefined;
  }
  if (location === undefined) return;
  const name = await askForName(location);
  if (name !== undefined) await settings.addStore({ name, location });
}

async function askForLocation(): Promise<string | undefined> {
  const folder = {
    label: `$(folder) ${vscode.l10n.t('Folder…')}`,
    detail: vscode.l10n.t('A project with mlruns/ in it, or an mlruns folder'),
  };
  const file = { label: `$(database) ${vscode.l10n.t('SQLite file…')}`, detail: vscode.l10n.t('An mlflow.db') };
  const typed = {
    label: `$(link) ${vscode.l10n.t('Path or tracking URI…')}`,
    detail: 'sqlite:///mlflow.db, file:///data/mlruns, ~/mlruns',
  };
  const picked = await vscode.window.showQuickPick([folder, file, typed], {
    title: vscode.l10n.t('Add a store (1/2): where are the runs?'),
    matchOnDetail: true,
  });
  if (picked === undefined) return undefined;
  if (picked === typed) return typeLocation('');
  const uris = await vscode.window.showOpenDialog({
    canSelectFolders: picked === folder,
    canSelectFiles: picked === file,
    openLabel: vscode.l10n.t('Add Store'),
    ...(picked === file && { filters: { SQLite: ['db', 'sqlite', 'sqlite3'], [vscode.l10n.t('All files')]: ['*'] } }),
  });
  return uris?.[0]?.fsPath;
}

function typeLocation(value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Add a store (1/2): path or tracking URI'),
    value,
    placeHolder: 'sqlite:///mlflow.db',
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        parseLocation(text);
        return undefined;
      } catch (cause) {
        return text.trim() === '' ? '' : inWords(toAppError(cause));
      }
    },
  });
}

function askForName(location: string): Thenable<string | undefined> {
  const taken = new Set(settings.stores().map(({ name }) => name));
  const file = basename(location.replace(/[?#].*$/, '')) || location;
  const value = /^(?:mlruns|mlflow\.db)$/.test(file) ? basename(dirname(location)) || file : file;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Add a store (2/2): name'),
    prompt: vscode.l10n.t('Shown in the sidebar. The store is kept in the setting tandem.stores.'),
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === '') return vscode.l10n.t('A store needs a name.');
      return taken.has(text.trim()) ? vscode.l10n.t('There is a store of this name.') : undefined;
    },
  });
}

async function tryOpen(location: string, open: OpenStore): Promise<Result<void>> {
  const sources = { settings: [{ name: location, location }], dotenv: [], found: [] };
  const entry = collectEntries(sources, entryContext())[0];
  const title = vscode.l10n.t('Opening {0}…', location);
  try {
    if (entry === undefined || entry.refused !== undefined) throw entry?.refused;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
      const store = await open(entry.location);
      try {
        await store.searchExperiments({ pageSize: 1 });
      } finally {
        store.dispose();
      }
    });
    return ok(undefined);
  } catch (cause) {
    return err(toAppError(cause));
  }
}

function inWords({ message, hint }: AppError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
