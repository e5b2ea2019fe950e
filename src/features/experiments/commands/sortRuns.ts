import * as vscode from 'vscode';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { Run } from '../../../core/tracking/model.ts';
import { byKey } from '../collect/metricFolders.ts';
import { type RunSort, sameSort, usualDirection } from '../data/runSort.ts';

type What = Pick<RunSort, 'by' | 'key'>;

/** Asks what to order by, then which way; undefined when it was cancelled. @param runs those loaded: their keys are offered */
export async function askForSort(name: string, current: RunSort, runs: readonly Run[]): Promise<RunSort | undefined> {
  const title = vscode.l10n.t('Sort the runs of {0}', truncate(visibleText(name), 60));
  const what = await vscode.window.showQuickPick(whatItems(current, runs), {
    title,
    placeHolder: vscode.l10n.t('What to sort by'),
    matchOnDescription: true,
  });
  if (what === undefined || what.what === undefined) return undefined;
  const { by, key } = what.what;
  const usual = usualDirection(by, key);
  // The way one would want comes first; for what they are sorted by already, the other way.
  const isCurrent = sameSort({ by, key, ascending: current.ascending }, current);
  const first = isCurrent ? !current.ascending : usual;
  const items = [first, !first].map((ascending) => ({ label: directionLabel(by, ascending), ascending }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: what.label });
  return picked === undefined ? undefined : { by, key, ascending: picked.ascending };
}

function whatItems(
  current: RunSort,
  runs: readonly Run[],
): readonly (vscode.QuickPickItem & { readonly what?: What })[] {
  const item = (label: string, icon: string, what: What) => ({
    label: `$(${icon}) ${label}`,
    ...(what.by === current.by && what.key === current.key && { description: vscode.l10n.t('current') }),
    what,
  });
  const keys = (of: 'metrics' | 'params') => [...new Set(runs.flatMap((run) => [...run[of].keys()]))].sort(byKey);
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const metrics = keys('metrics').map((key) => item(visibleText(key), 'graph-line', { by: 'metric', key }));
  const params = keys('params').map((key) => item(visibleText(key), 'settings', { by: 'param', key }));
  return [
    item(vscode.l10n.t('Start time'), 'history', { by: 'startTime' }),
    item(vscode.l10n.t('Duration'), 'watch', { by: 'duration' }),
    item(vscode.l10n.t('Name'), 'case-sensitive', { by: 'name' }),
    item(vscode.l10n.t('Status'), 'pass', { by: 'status' }),
    ...(metrics.length > 0 ? [separator(vscode.l10n.t('Metrics')), ...metrics] : []),
    ...(params.length > 0 ? [separator(vscode.l10n.t('Params')), ...params] : []),
  ];
}

function directionLabel(by: RunSort['by'], ascending: boolean): string {
  if (by === 'startTime') {
    return ascending
      ? `$(arrow-up) ${vscode.l10n.t('Oldest first')}`
      : `$(arrow-down) ${vscode.l10n.t('Newest first')}`;
  }
  return ascending ? `$(arrow-up) ${vscode.l10n.t('Ascending')}` : `$(arrow-down) ${vscode.l10n.t('Descending')}`;
}
