import * as vscode from 'vscode';
import type { Connections } from '../../../app/connections.ts';
import type { ExperimentNames } from '../../../app/experiments.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { lastGood } from '../../../base/snapshot.ts';
import { themeColourId } from '../../../core/compare/colours.ts';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { LivenessLimits } from '../../../core/tracking/liveness.ts';
import { VIEWS } from '../../../manifest.ts';
import { runLabel, runState } from '../collect/runLook.ts';
import { runTooltip } from '../collect/tooltips.ts';
import { markdown } from '../tree/itemParts.ts';
import type { Words } from '../words.ts';
import type { SelectedNode, SelectedRuns } from './selectedRuns.ts';

export interface SelectedViewDeps {
  readonly selected: SelectedRuns;
  readonly connections: Connections;
  readonly experiments: ExperimentNames;
  readonly words: Words;
  readonly limits: () => LivenessLimits;
}

/** The view *Selected Runs*. */
export class SelectedView implements vscode.TreeDataProvider<SelectedNode>, Disposable {
  readonly view: vscode.TreeView<SelectedNode>;
  readonly #deps: SelectedViewDeps;
  readonly #changed = new vscode.EventEmitter<SelectedNode[] | undefined>();
  readonly #lifetime = new DisposableStore();
  #names: Disposable | undefined;

  constructor(deps: SelectedViewDeps) {
    this.#deps = deps;
    const { selected } = deps;
    this.#lifetime.add(this.#changed);
    this.#lifetime.add(
      selected.onDidChange((nodes) => this.#changed.fire(nodes === undefined ? undefined : [...nodes])),
    );
    this.view = vscode.window.createTreeView(VIEWS.selectedRuns, { treeDataProvider: this, canSelectMany: true });
    this.#lifetime.add(this.view);
    this.#lifetime.add(this.view.onDidChangeVisibility(({ visible }) => this.#setVisible(visible)));
    this.#setVisible(this.view.visible);
  }

  get onDidChangeTreeData(): vscode.Event<SelectedNode[] | undefined> {
    return this.#changed.event;
  }

  getChildren(node?: SelectedNode): SelectedNode[] {
    return node === undefined ? [...this.#deps.selected.nodes] : [];
  }

  getTreeItem(node: SelectedNode): vscode.TreeItem {
    const { selected, connections, experiments, words, limits } = this.#deps;
    const snapshot = selected.snapshot(node);
    const run = lastGood(snapshot);
    const store = connections.get(node.ref.storeId)?.entry.name ?? node.ref.storeId;
    const label = run === undefined ? node.ref.runId.slice(0, 8) : runLabel(run);
    const item = new vscode.TreeItem(label);
    item.id = node.id;
    item.contextValue = 'run';
    item.iconPath = new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(themeColourId(node.colour)));
    const parts: string[] = [];
    if (snapshot.state === 'failed') {
      parts.push(snapshot.error.message);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = [snapshot.error.message, snapshot.error.hint].filter((text) => text !== undefined).join('\n');
    } else if (run === undefined) {
      parts.push(words.loading);
    }
    if (run !== undefined) {
      parts.push(words.state[runState(run, Date.now(), limits())]);
      parts.push(experiments.get(node.ref.storeId, run.experimentId));
    }
    parts.push(store);
    item.description = parts.map((part) => truncate(visibleText(part), 120)).join(' · ');
    item.accessibilityInformation = { label: [label, ...parts].map(visibleText).join(', ') };
    return item;
  }

  /** Runs and names are followed only for a view that is seen. */
  #setVisible(visible: boolean): void {
    const { selected, experiments } = this.#deps;
    this.#names?.dispose();
    this.#names = visible ? experiments.onDidChange(() => this.#changed.fire(undefined)) : undefined;
    selected.setVisible(visible);
  }

  getParent(): undefined {
    return undefined;
  }

  resolveTreeItem(item: vscode.TreeItem, node: SelectedNode): vscode.TreeItem {
    const { selected, words, limits } = this.#deps;
    const snapshot = selected.snapshot(node);
    const run = lastGood(snapshot);
    if (snapshot.state === 'ready' && run !== undefined) {
      item.tooltip = markdown(runTooltip(run, Date.now(), limits(), words));
    }
    return item;
  }

  dispose(): void {
    this.#names?.dispose();
    this.#lifetime.dispose();
  }
}
