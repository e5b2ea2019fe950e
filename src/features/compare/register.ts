import * as vscode from 'vscode';
import type { Connections } from '../../app/connections.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { AppError } from '../../base/errors.ts';
import type { CompareSource } from '../../contracts/compare.ts';
import { type RunRef, runKey } from '../../core/tracking/model.ts';
import { PANELS } from '../../manifest.ts';
import type { Commands } from '../../platform/commands.ts';
import { run } from '../../platform/commands.ts';
import { Panels } from '../../platform/webviews/panels.ts';
import { findRun } from './findRun.ts';
import { decodeSource } from './guards.ts';
import { ComparePanel, type ComparePanelDeps } from './panel.ts';

export interface CompareDeps extends ComparePanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly commands: Commands;
}

/** The compare panel: one that follows the selection, and any number with runs of their own. */
export function registerCompare(deps: CompareDeps): Disposable {
  const lifetime = new DisposableStore();
  const opened = new Map<vscode.WebviewPanel, ComparePanel>();
  const panels = new Panels(deps.extensionUri, { viewType: PANELS.compare, bundle: 'compare', icon: 'compare' });

  const fill = (panel: vscode.WebviewPanel, source: CompareSource) => {
    const comparison = lifetime.add(new ComparePanel(panel, source, deps));
    opened.set(panel, comparison);
    panel.onDidDispose(() => {
      opened.delete(panel);
      lifetime.release(comparison);
    });
    panels.load(panel);
  };
  const show = (source: CompareSource) => {
    const same = [...opened].find(([, comparison]) => sameSource(comparison.source, source));
    if (same !== undefined) same[0].reveal();
    else fill(panels.open(vscode.l10n.t('Compare')), source);
  };
  const showRuns = (refs: readonly RunRef[]) => show({ type: 'fixed', runKeys: refs.map(runKey) });

  lifetime.add(panels.onRestore((panel, state) => fill(panel, decodeSource(state))));
  lifetime.add(deps.commands.register('tandem.compareSelected', () => show({ type: 'selection' })));
  lifetime.add(deps.commands.register('tandem.openComparison', showRuns));
  lifetime.add(
    deps.commands.register('tandem.openRun', (item, items) => {
      const targets = items !== undefined && items.length > 0 ? items : item === undefined ? [] : [item];
      if (targets.length > 0) showRuns(targets.map(({ ref }) => ref));
    }),
  );
  lifetime.add(
    deps.commands.register('tandem.openRunById', (id) =>
      // From a view's title VS Code passes the node that has the focus.
      openRunById(deps.connections, typeof id === 'string' ? id : undefined, showRuns),
    ),
  );
  return lifetime;
}

async function openRunById(
  connections: Connections,
  id: string | undefined,
  show: (refs: readonly RunRef[]) => void,
): Promise<void> {
  const typed = id ?? (await askForId());
  if (typed === undefined) return;
  connections.want();
  const ref = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Looking for the run…') },
    (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return findRun(connections, typed.trim(), abort.signal);
    },
  );
  if (ref === undefined) {
    throw new AppError({
      code: 'notFound',
      message: vscode.l10n.t('No store that Tandem sees has a run with the id {0}.', typed),
      hint: vscode.l10n.t('Check the id, or add its store.'),
    });
  }
  show([ref]);
  await run('tandem.revealRun', { ref });
}

function askForId(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Open run by ID'),
    placeHolder: vscode.l10n.t('32 hexadecimal digits, as mlflow.active_run().info.run_id prints'),
    validateInput: (text) =>
      /^\s*[0-9a-zA-Z_-]{1,64}\s*$/.test(text) ? undefined : vscode.l10n.t('A run id has letters and digits only.'),
  });
}

function sameSource(a: CompareSource, b: CompareSource): boolean {
  if (a.type === 'selection' || b.type === 'selection') return a.type === b.type;
  return a.runKeys.length === b.runKeys.length && a.runKeys.every((key, i) => key === b.runKeys[i]);
}
