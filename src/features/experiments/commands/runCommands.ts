import * as vscode from 'vscode';
import type { Connections } from '../../../app/connections.ts';
import type { Selection } from '../../../app/selection.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { AppError } from '../../../base/errors.ts';
import type { RunRef } from '../../../core/tracking/model.ts';
import type { RunTarget } from '../../../manifest.ts';
import { type Commands, run } from '../../../platform/commands.ts';
import { setContext } from '../../../platform/context.ts';
import type { SelectedNode } from '../selected/selectedRuns.ts';
import type { Node } from '../tree/nodes.ts';
import { openArtifact, revealInOS } from './files.ts';
import { asRuns } from './targets.ts';

export interface RunCommandsDeps {
  readonly commands: Commands;
  readonly connections: Connections;
  readonly selection: Selection;
  /** What is selected in the two views: a command from a key has no item. */
  readonly focused: {
    readonly experiments: () => readonly Node[];
    readonly selectedRuns: () => readonly SelectedNode[];
  };
  readonly reveal: (ref: RunRef) => Promise<void>;
  readonly tickFocused: () => Promise<void>;
  readonly openFocused: () => Promise<void>;
}

/** What one can do with a run, a value or an artifact. */
export function registerRunCommands(deps: RunCommandsDeps): Disposable {
  const { commands, connections, selection, focused } = deps;
  const lifetime = new DisposableStore();
  const inTree = () => focused.experiments().filter((node) => node.type === 'run');
  const chosen = (item: Partial<RunTarget> | undefined, items: readonly Partial<RunTarget>[] | undefined) =>
    asRuns(item, item === undefined && items === undefined ? inTree() : items);

  lifetime.add(
    commands.register('tandem.copyRunId', (item, items) => copy(chosen(item, items).map(({ runId }) => runId))),
  );
  lifetime.add(commands.register('tandem.copyValue', (item) => (item === undefined ? undefined : copy([item.value]))));
  lifetime.add(
    commands.register('tandem.revealInOS', (item) => (item === undefined ? undefined : revealInOS(connections, item))),
  );
  lifetime.add(
    commands.register('tandem.openArtifact', (item) =>
      item === undefined ? undefined : openArtifact(connections, item),
    ),
  );
  lifetime.add(
    commands.register('tandem.revealRun', (item) => (item === undefined ? undefined : deps.reveal(item.ref))),
  );
  lifetime.add(
    commands.register('tandem.compareRuns', (item, items) => {
      const refs = chosen(item, items);
      if (refs.length > 0) return run('tandem.openComparison', refs);
      return undefined;
    }),
  );
  lifetime.add(commands.register('tandem.tickFocusedRun', () => deps.tickFocused()));
  lifetime.add(commands.register('tandem.openFocused', () => deps.openFocused()));
  lifetime.add(registerPicking(commands, chosen));
  lifetime.add(
    commands.register('tandem.removeFromSelection', (item, items) => {
      const targets = item === undefined && items === undefined ? focused.selectedRuns() : items;
      selection.remove(asRuns(item, targets));
    }),
  );
  lifetime.add(commands.register('tandem.clearSelection', () => clearSelection(selection)));
  return lifetime;
}

type Chosen = (item: Partial<RunTarget> | undefined, items: readonly Partial<RunTarget>[] | undefined) => RunRef[];

/** Select for compare, then compare with selected: as for files in the explorer. */
function registerPicking(commands: Commands, chosen: Chosen): Disposable {
  const lifetime = new DisposableStore();
  let picked: RunRef | undefined;
  lifetime.add(
    commands.register('tandem.selectForCompare', (item) => {
      picked = chosen(item, undefined)[0];
      setContext('hasPicked', picked !== undefined);
    }),
  );
  lifetime.add(
    commands.register('tandem.compareWithSelected', (item, items) => {
      if (picked === undefined) {
        throw new AppError({
          code: 'invalidInput',
          message: vscode.l10n.t('No run was selected for compare.'),
          hint: vscode.l10n.t('Choose “Select for Compare” in the menu of a run first.'),
        });
      }
      const { runId, storeId } = picked;
      const others = chosen(item, items).filter((ref) => ref.runId !== runId || ref.storeId !== storeId);
      return run('tandem.openComparison', [picked, ...others]);
    }),
  );
  return lifetime;
}

function clearSelection(selection: Selection): void {
  const before = selection.runs;
  if (before.length === 0) return;
  selection.clear();
  const undo = vscode.l10n.t('Undo');
  const message =
    before.length === 1
      ? vscode.l10n.t('1 run was taken from the selection.')
      : vscode.l10n.t('{0} runs were taken from the selection.', before.length);
  void vscode.window.showInformationMessage(message, undo).then((picked) => {
    if (picked === undo) selection.restore(before);
  });
}

async function copy(texts: readonly string[]): Promise<void> {
  if (texts.length > 0) await vscode.env.clipboard.writeText(texts.join('\n'));
}
