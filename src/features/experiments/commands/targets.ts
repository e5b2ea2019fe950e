import * as vscode from 'vscode';
import type { Connections } from '../../../app/connections.ts';
import { AppError } from '../../../base/errors.ts';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { RunRef } from '../../../core/tracking/model.ts';
import { type ExperimentTarget, type RunTarget, type StoreTarget, VIEWS } from '../../../manifest.ts';
import type { Branches } from '../data/branches.ts';

/** How long a first look for stores may take, in ms. */
const PATIENCE = 10_000;

/**
 * What a command was asked for. From a view's title VS Code passes whichever node has the focus, so that an argument may
 * be any node: it counts if it has what is needed.
 */
export function asExperiment(target: Partial<ExperimentTarget> | undefined): ExperimentTarget | undefined {
  const { storeId, experimentId } = target ?? {};
  return typeof storeId === 'string' && typeof experimentId === 'string' ? { storeId, experimentId } : undefined;
}

/** Only a store itself: Refresh in the title means all of them, whatever has the focus. */
export function asStore(target: (Partial<StoreTarget> & { readonly type?: unknown }) | undefined): string | undefined {
  return target?.type === undefined || target.type === 'store' ? target?.storeId : undefined;
}

/** The runs that a command of an item is about: all selected ones, where the item is among them. */
export function asRuns(
  item: Partial<RunTarget> | undefined,
  items: readonly Partial<RunTarget>[] | undefined,
): RunRef[] {
  const targets = items !== undefined && items.length > 0 ? items : item === undefined ? [] : [item];
  return targets.flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
}

export function inView<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: VIEWS.experiments } }, work);
}

export interface PickOptions {
  /** Offered first: whose runs the user is looking at. */
  readonly preferred?: ExperimentTarget | undefined;
  readonly isOffered?: (target: ExperimentTarget) => boolean;
}

/** Has the user choose an experiment, of all stores that can be read. */
export async function pickExperiment(
  branches: Branches,
  connections: Connections,
  title: string,
  { preferred, isOffered = () => true }: PickOptions = {},
): Promise<ExperimentTarget | undefined> {
  const items = inView(async () => {
    await connections.whenKnown(PATIENCE);
    await Promise.all(branches.stores.map((store) => store.settled()));
    return branches.stores.flatMap((store) => {
      const { id: storeId, entry } = store.connection;
      const experiments = (store.data?.experiments ?? []).filter(({ experimentId }) =>
        isOffered({ storeId, experimentId }),
      );
      return experiments.map(({ experimentId, name }) => ({
        label: truncate(visibleText(name), 200),
        description: visibleText(entry.name),
        target: { storeId, experimentId },
      }));
    });
  });
  const offered = await items;
  if (offered.length === 0) {
    throw new AppError({ code: 'notFound', message: vscode.l10n.t('There is no experiment to choose.') });
  }
  if (offered.length === 1) return offered[0]?.target;
  const isPreferred = ({ target }: (typeof offered)[number]) =>
    Number(target.storeId === preferred?.storeId && target.experimentId === preferred.experimentId);
  offered.sort((a, b) => isPreferred(b) - isPreferred(a));
  const picked = await vscode.window.showQuickPick(offered, { title, matchOnDescription: true });
  return picked?.target;
}
