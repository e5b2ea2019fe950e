import * as vscode from 'vscode';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { Run } from '../../../core/tracking/model.ts';
import type { ExperimentTarget } from '../../../manifest.ts';
import { exampleFilters } from '../collect/exampleFilters.ts';
import { understandFilter } from '../data/runFilter.ts';
import type { ViewSettings } from '../data/viewSettings.ts';

interface Choice extends vscode.QuickPickItem {
  /** Applied at once; undefined for an example, which goes into the box to be changed. */
  readonly apply?: string | undefined;
  readonly example?: string | undefined;
}

/** Asks for the filter of an experiment's runs. Resolves to the text, empty for none; undefined when it was cancelled. */
export function askForFilter(
  target: ExperimentTarget,
  name: string,
  settings: ViewSettings,
  runs: readonly Run[],
): Promise<string | undefined> {
  const input = vscode.window.createQuickPick<Choice>();
  const current = settings.get(target.storeId, target.experimentId).filter;
  const examples = exampleFilters(runs);
  input.title = vscode.l10n.t('Filter the runs of {0}', truncate(visibleText(name), 60));
  input.placeholder = vscode.l10n.t('Part of a name or ID, or an expression such as metrics.acc > 0.9');
  input.value = current;
  const offer = () => {
    input.items = choices(input.value, current, settings.recentFilters, examples);
  };
  offer();
  return new Promise((resolve) => {
    let answer: string | undefined;
    input.onDidChangeValue(offer);
    input.onDidAccept(() => {
      const [choice] = input.activeItems;
      if (choice?.example !== undefined) {
        input.value = choice.example;
        offer();
        return;
      }
      answer = choice?.apply ?? input.value.trim();
      input.hide();
    });
    input.onDidHide(() => {
      input.dispose();
      resolve(answer);
    });
    input.show();
  });
}

function choices(
  typed: string,
  current: string,
  recent: readonly string[],
  examples: readonly string[],
): readonly Choice[] {
  const items: Choice[] = [];
  if (typed.trim() !== '') items.push(typedChoice(typed));
  if (current !== '') {
    items.push({ label: `$(clear-all) ${vscode.l10n.t('Show all runs')}`, apply: '', alwaysShow: true });
  }
  const others = recent.filter((filter) => filter !== typed.trim());
  if (others.length > 0) {
    items.push({ label: vscode.l10n.t('Used lately'), kind: vscode.QuickPickItemKind.Separator });
    items.push(...others.map((filter) => ({ label: filter, apply: filter })));
  }
  if (examples.length > 0) {
    items.push({ label: vscode.l10n.t('Examples'), kind: vscode.QuickPickItemKind.Separator });
    // While nothing is typed they teach; afterwards only those that fit stay.
    items.push(...examples.map((example) => ({ label: example, example })));
  }
  return items;
}

/** What is typed, and how it will be understood, while it is typed. */
function typedChoice(typed: string): Choice {
  const understood = understandFilter(typed);
  const label = `$(filter) ${typed.trim()}`;
  if (understood.kind === 'expression') {
    return { label, description: vscode.l10n.t('MLflow expression'), apply: typed.trim(), alwaysShow: true };
  }
  const problem = understood.kind === 'text' ? understood.problem : undefined;
  return {
    label,
    description: vscode.l10n.t('name or ID contains'),
    ...(problem !== undefined && { detail: `$(warning) ${vscode.l10n.t('Not an expression: {0}', problem)}` }),
    apply: typed.trim(),
    alwaysShow: true,
  };
}
