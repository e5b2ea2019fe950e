import * as vscode from 'vscode';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import type { Branches } from '../data/branches.ts';
import { storeProblems } from '../tree/children.ts';

/** Lists what could not be read of one store, or of all; one that is picked is copied, to look for or to report. */
export async function showProblems(branches: Branches, storeId: string | undefined): Promise<void> {
  const stores = branches.stores.filter(({ connection }) => storeId === undefined || connection.id === storeId);
  const items = stores.flatMap((store) => {
    const { name } = store.connection.entry;
    const { snapshot } = store.connection;
    const own: StoreProblem[] =
      snapshot.state === 'failed' ? [{ code: snapshot.error.code, place: name, message: snapshot.error.message }] : [];
    return [...own, ...storeProblems(store, branches.lists)].map((problem) => ({
      label: truncate(visibleText(problem.place), 200),
      description: visibleText(name),
      detail: truncate(visibleText(problem.message), 500),
    }));
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Everything that was looked at so far could be read.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What could not be read'),
    placeHolder: vscode.l10n.t('Everything else is shown. Pick one to copy it.'),
    matchOnDetail: true,
  });
  if (picked !== undefined) await vscode.env.clipboard.writeText(`${picked.label}: ${picked.detail}`);
}
