import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Connections } from '../../../app/connections.ts';
import { AppError } from '../../../base/errors.ts';
import { parseLocation } from '../../../core/tracking/location.ts';
import type { RunRef } from '../../../core/tracking/model.ts';
import type { ArtifactTarget, RunTarget, StoreTarget } from '../../../manifest.ts';

/** Opens a local artifact in the editor that fits it. */
export async function openArtifact(connections: Connections, { ref, path }: ArtifactTarget): Promise<void> {
  const local = await localPath(connections, ref, path);
  if (local === undefined) {
    throw new AppError({
      code: 'unsupported',
      message: vscode.l10n.t('“{0}” is not a file on this machine.', path),
      hint: vscode.l10n.t('Tandem opens artifacts that lie beside the store.'),
    });
  }
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(local));
}

/** Shows a store's file, a run's artifact folder or an artifact where the system shows files. */
export async function revealInOS(
  connections: Connections,
  target: RunTarget | ArtifactTarget | StoreTarget,
): Promise<void> {
  const place = 'ref' in target ? await placeOf(connections, target) : storePath(connections, target.storeId);
  if (place === undefined) {
    throw new AppError({
      code: 'notFound',
      message: vscode.l10n.t('There is nothing on this machine to show.'),
      hint: vscode.l10n.t('A run gets a folder with its first artifact.'),
    });
  }
  await reveal(vscode.Uri.file(place));
}

async function placeOf(connections: Connections, target: RunTarget | ArtifactTarget): Promise<string | undefined> {
  if ('path' in target) return localPath(connections, target.ref, target.path);
  const store = await connections.get(target.ref.storeId)?.store();
  const [first] = (await store?.listArtifacts(target.ref.runId)) ?? [];
  return first?.localPath === undefined ? undefined : dirname(first.localPath);
}

async function localPath(
  connections: Connections,
  { storeId, runId }: RunRef,
  path: string,
): Promise<string | undefined> {
  const store = await connections.get(storeId)?.store();
  const slash = path.lastIndexOf('/');
  const siblings = await store?.listArtifacts(runId, slash < 0 ? undefined : path.slice(0, slash));
  return siblings?.find((entry) => entry.path === path)?.localPath;
}

function storePath(connections: Connections, storeId: string): string | undefined {
  const connection = connections.get(storeId);
  if (connection === undefined) return undefined;
  const location = parseLocation(connection.entry.location);
  return location.kind === 'http' ? undefined : location.path;
}

/** In a browser there is no file manager: the explorer shows what lies in the workspace, the message where the rest is. */
async function reveal(uri: vscode.Uri): Promise<void> {
  await stat(uri.fsPath);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    const copy = vscode.l10n.t('Copy Path');
    void vscode.window.showInformationMessage(uri.fsPath, copy).then(async (picked) => {
      if (picked === copy) await vscode.env.clipboard.writeText(uri.fsPath);
    });
  }
}
