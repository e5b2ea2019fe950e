import * as vscode from 'vscode';
import type { Connections } from '../../../app/connections.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { type ExperimentTarget, VIEWS } from '../../../manifest.ts';
import type { Commands } from '../../../platform/commands.ts';
import type { BestValues } from '../data/bestValues.ts';
import type { Branches } from '../data/branches.ts';
import type { ViewSettings } from '../data/viewSettings.ts';
import { askForFilter } from './filterRuns.ts';
import { showProblems } from './problems.ts';
import { askForSort } from './sortRuns.ts';
import { asExperiment, asStore, inView, pickExperiment } from './targets.ts';

export interface ListCommandsDeps {
  readonly commands: Commands;
  readonly connections: Connections;
  readonly branches: Branches;
  readonly best: BestValues;
  readonly settings: ViewSettings;
  /** The experiment whose node, or one below it, is selected in the tree. */
  readonly looking: () => ExperimentTarget | undefined;
}

/** What one can do with stores and the run lists of experiments. */
export function registerListCommands(deps: ListCommandsDeps): Disposable {
  const { commands, connections, branches, best, settings } = deps;
  const lifetime = new DisposableStore();
  const experimentName = ({ storeId, experimentId }: ExperimentTarget) =>
    branches.store(storeId)?.get(experimentId)?.name ?? experimentId;
  const runsOf = (target: ExperimentTarget) => [...(branches.list(target)?.forest?.byId.values() ?? [])];
  const pick = (title: string, isOffered?: (target: ExperimentTarget) => boolean) =>
    pickExperiment(branches, connections, title, { preferred: deps.looking(), ...(isOffered && { isOffered }) });
  /** Until the list is as it was set; nothing when it isn't on the screen. */
  const applied = (target: ExperimentTarget) => inView(async () => branches.list(target)?.settled());

  lifetime.add(
    commands.register('tandem.refresh', (target) => {
      const storeId = asStore(target);
      const wanted = connections.list.filter(({ id }) => storeId === undefined || id === storeId);
      if (storeId === undefined) connections.lookAgain();
      return inView(async () => {
        for (const { id } of wanted) best.forget(id);
        await Promise.all(wanted.map((connection) => connection.refresh()));
      });
    }),
  );
  lifetime.add(
    commands.register('tandem.filterRuns', async (item) => {
      const target = asExperiment(item) ?? (await pick(vscode.l10n.t('Filter the runs of')));
      if (target === undefined) return;
      await branches.list(target)?.settled();
      const filter = await askForFilter(target, experimentName(target), settings, runsOf(target));
      if (filter === undefined) return;
      settings.setFilter(target.storeId, target.experimentId, filter);
      await applied(target);
    }),
  );
  lifetime.add(
    commands.register('tandem.clearFilter', async (item) => {
      const isFiltered = ({ storeId, experimentId }: ExperimentTarget) =>
        settings.get(storeId, experimentId).filter !== '';
      const target = asExperiment(item) ?? (await pick(vscode.l10n.t('Show all runs of'), isFiltered));
      if (target !== undefined) settings.setFilter(target.storeId, target.experimentId, '');
    }),
  );
  lifetime.add(
    commands.register('tandem.sortRuns', async (item) => {
      const target = asExperiment(item) ?? (await pick(vscode.l10n.t('Sort the runs of')));
      if (target === undefined) return;
      await branches.list(target)?.settled();
      const { sort: current } = settings.get(target.storeId, target.experimentId);
      const sort = await askForSort(experimentName(target), current, runsOf(target));
      if (sort === undefined) return;
      settings.setSort(target.storeId, target.experimentId, sort);
      await applied(target);
    }),
  );
  lifetime.add(
    commands.register('tandem.loadMoreRuns', async (item) => {
      const target = asExperiment(item);
      if (target !== undefined) await inView(async () => branches.list(target)?.loadMore());
    }),
  );
  lifetime.add(
    commands.register('tandem.toggleDeleted', async () => {
      settings.setShowDeleted(!settings.showDeleted);
      await vscode.commands.executeCommand(`${VIEWS.experiments}.focus`);
    }),
  );
  lifetime.add(commands.register('tandem.showProblems', (target) => showProblems(branches, asProblemStore(target))));
  return lifetime;
}

/** A store, or the line below it that tells of its problems. */
function asProblemStore(
  target: { readonly storeId?: string; readonly type?: unknown } | undefined,
): string | undefined {
  return target?.type === undefined || target.type === 'problems' ? target?.storeId : asStore(target);
}
