import * as vscode from 'vscode';
import { type StoreSetting, settings } from '../../platform/settings.ts';

/** Takes a store out of the settings, with a way back. Its files are not touched. */
export async function removeStore(name: string | undefined): Promise<void> {
  const stores = settings.stores();
  const store = name === undefined ? await pick(stores) : stores.find((one) => one.name === name);
  if (store === undefined) return;
  await settings.removeStore(store.name);
  const undo = vscode.l10n.t('Undo');
  const message = vscode.l10n.t('“{0}” is not shown any more. Its files are as they were.', store.name);
  void vscode.window.showInformationMessage(message, undo).then(async (picked) => {
    if (picked === undo) await settings.addStore(store);
  });
}

async function pick(stores: readonly StoreSetting[]): Promise<StoreSetting | undefined> {
  if (stores.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No store was added by hand. Stores of the workspace’s folders disappear with their files, or with the setting tandem.discovery.enabled.',
      ),
    );
    return undefined;
  }
  const items = stores.map((store) => ({ label: store.name, description: store.location, store }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Remove a store'),
    placeHolder: vscode.l10n.t('Only the setting is removed; files are not touched.'),
  });
  return picked?.store;
}
