import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { CommandId } from '../../manifest.ts';
import { VIEWS } from '../../manifest.ts';

/** How many runs go on and how many are selected; a click compares. Not there while there is nothing to tell. */
export class StatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('tandem.status', vscode.StatusBarAlignment.Left, 10);

  constructor() {
    this.#item.name = vscode.l10n.t('Tandem: runs');
  }

  show(running: number, selected: number): void {
    const parts: string[] = [];
    const words: string[] = [];
    if (running > 0) {
      parts.push(`$(sync~spin) ${running}`);
      words.push(running === 1 ? vscode.l10n.t('1 run is going on') : vscode.l10n.t('{0} runs are going on', running));
    }
    if (selected > 0) {
      parts.push(`$(graph-line) ${selected}`);
      words.push(selected === 1 ? vscode.l10n.t('1 run selected') : vscode.l10n.t('{0} runs selected', selected));
    }
    if (parts.length === 0) {
      this.#item.hide();
      return;
    }
    const compare: CommandId = 'tandem.compareSelected';
    this.#item.text = parts.join('  ');
    this.#item.command = selected > 0 ? compare : `${VIEWS.experiments}.focus`;
    this.#item.tooltip = [
      ...words,
      selected > 0 ? vscode.l10n.t('Click to compare') : vscode.l10n.t('Click to show'),
    ].join('\n');
    this.#item.accessibilityInformation = { label: words.join(', ') };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
