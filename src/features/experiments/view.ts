import * as vscode from 'vscode';
import type { Clock } from '../../app/clock.ts';
import type { Connections } from '../../app/connections.ts';
import type { Selection } from '../../app/selection.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { AppError } from '../../base/errors.ts';
import { truncate, visibleText } from '../../core/format/text.ts';
import type { LivenessLimits } from '../../core/tracking/liveness.ts';
import { type RunRef, runKey } from '../../core/tracking/model.ts';
import { type ExperimentTarget, VIEWS } from '../../manifest.ts';
import { setContext } from '../../platform/context.ts';
import { runState } from './collect/runLook.ts';
import type { ViewSettings } from './data/viewSettings.ts';
import { StatusBar } from './statusBar.ts';
import { Items } from './tree/items.ts';
import type { Node } from './tree/nodes.ts';
import { Provider } from './tree/provider.ts';
import type { ExperimentsTree } from './tree/tree.ts';
import type { Words } from './words.ts';

export interface ExperimentsViewDeps {
  readonly tree: ExperimentsTree;
  readonly connections: Connections;
  readonly selection: Selection;
  readonly settings: ViewSettings;
  readonly words: Words;
  readonly limits: () => LivenessLimits;
  readonly clock: Clock;
}

/** The view *Experiments*, with what VS Code shows around a tree: boxes, message, badge, status bar. */
export class ExperimentsView implements Disposable {
  readonly view: vscode.TreeView<Node>;
  readonly #deps: ExperimentsViewDeps;
  readonly #lifetime = new DisposableStore();
  readonly #statusBar = this.#lifetime.add(new StatusBar());
  #ticking: Disposable | undefined;
  #selected = new Set<string>();

  constructor(deps: ExperimentsViewDeps) {
    this.#deps = deps;
    const { tree, selection, settings } = deps;
    const provider = this.#lifetime.add(new Provider(tree, new Items(deps)));
    this.view = vscode.window.createTreeView(VIEWS.experiments, {
      treeDataProvider: provider,
      showCollapseAll: true,
      canSelectMany: true,
      manageCheckboxStateManually: true,
    });
    for (const subscription of [
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => this.#onVisible(visible)),
      this.view.onDidExpandElement(({ element }) => {
        settings.setOpen(element.id, true);
        tree.expanded(element);
      }),
      this.view.onDidCollapseElement(({ element }) => {
        settings.setOpen(element.id, false);
        tree.collapsed(element);
      }),
      this.view.onDidChangeCheckboxState(({ items }) => this.#onTicked(items)),
      tree.branches.onDidChange(() => this.#update()),
      selection.onDidChange(() => this.#onSelection()),
      settings.onDidChange(() => this.#onSettings()),
    ]) {
      this.#lifetime.add(subscription);
    }
    this.#onSelection();
    this.#onSettings();
    this.#onVisible(this.view.visible);
  }

  /** Shows a run in the tree, whatever hides it now. */
  async reveal(ref: RunRef): Promise<void> {
    const { connections, settings, tree } = this.#deps;
    const store = await connections.get(ref.storeId)?.store();
    if (store === undefined) {
      throw new AppError({ code: 'notFound', message: vscode.l10n.t('The store of this run is not there any more.') });
    }
    const run = await store.getRun(ref.runId);
    const target = { storeId: ref.storeId, experimentId: run.experimentId };
    await tree.branches.store(ref.storeId)?.settled();
    const hidden = tree.branches.store(ref.storeId)?.get(run.experimentId) === undefined;
    if (run.lifecycleStage === 'deleted' || hidden) settings.setShowDeleted(true);
    await tree.branches.list(target)?.show(ref.runId);
    const node = tree.run(ref.storeId, run.experimentId, ref.runId);
    await this.view.reveal(node, { select: true, focus: true });
  }

  /** The experiment that is selected, itself or with something of it. */
  get looking(): ExperimentTarget | undefined {
    const [node] = this.view.selection;
    if (node === undefined) return undefined;
    if ('run' in node) return node.run;
    return 'experimentId' in node ? node : undefined;
  }

  /** Space: ticks the run that has the keyboard's focus, or all that are selected with it; opens or closes anything else. */
  async tickFocused(): Promise<void> {
    const { node: focused, before } = await this.#focus();
    if (focused?.type !== 'run') {
      await vscode.commands.executeCommand('list.toggleExpand');
      return;
    }
    const { selection } = this.#deps;
    const together = before.includes(focused) ? before : [focused];
    const refs = together.flatMap((node) => (node.type === 'run' ? [node.ref] : []));
    if (selection.get(focused.ref) === undefined) selection.add(refs);
    else selection.remove(refs);
  }

  /** Enter: a node with a box is opened by its arrow alone, unless we do it; anything else as VS Code does. */
  async openFocused(): Promise<void> {
    const { node, wasRun } = await this.#focus();
    if (node?.type === 'run') await vscode.commands.executeCommand('list.toggleExpand');
    else if (!wasRun) await vscode.commands.executeCommand('list.select');
  }

  /**
   * The node with the keyboard's focus. VS Code tells extensions the selection alone: the focus is what its own command
   * adds to it, or takes away, for a moment. Where that makes it the only one selected, VS Code runs its command.
   */
  async #focus(): Promise<{ node: Node | undefined; before: readonly Node[]; wasRun: boolean }> {
    const before = this.view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    const during = this.view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    const added = during.find((node) => !before.includes(node));
    const node = added ?? before.find((one) => !during.includes(one));
    const isAlone = added === undefined ? before.length === 1 : during.length === 1;
    const hasCommand = node?.type === 'more' || node?.type === 'problems' || node?.type === 'message';
    return { node, before, wasRun: isAlone && (hasCommand || (node?.type === 'artifact' && !node.entry.isDir)) };
  }

  dispose(): void {
    this.#ticking?.dispose();
    this.#lifetime.dispose();
  }

  #onVisible(visible: boolean): void {
    this.#deps.tree.setVisible(visible);
    // Times of day went on while nobody looked.
    if (visible) this.#deps.tree.redrawRuns(() => true, true);
    this.#update();
  }

  #onTicked(items: readonly (readonly [Node, vscode.TreeItemCheckboxState])[]): void {
    const refs = (wanted: vscode.TreeItemCheckboxState) =>
      items.flatMap(([node, state]) => (node.type === 'run' && state === wanted ? [node.ref] : []));
    this.#deps.selection.add(refs(vscode.TreeItemCheckboxState.Checked));
    this.#deps.selection.remove(refs(vscode.TreeItemCheckboxState.Unchecked));
  }

  #onSelection(): void {
    const before = this.#selected;
    this.#selected = new Set(this.#deps.selection.runs.map(({ ref }) => runKey(ref)));
    setContext('hasSelection', this.#selected.size > 0);
    this.#deps.tree.redrawRuns(({ ref }) => before.has(runKey(ref)) !== this.#selected.has(runKey(ref)));
    this.#update();
  }

  #onSettings(): void {
    setContext('showsDeleted', this.#deps.settings.showDeleted);
    this.#update();
  }

  /** What stands around the tree: follows what is in it. */
  #update(): void {
    const { tree, clock } = this.#deps;
    const following = tree.branches.lists.some((list) => list.following.length > 0);
    if (following) this.#ticking ??= clock.onTick((now) => tree.tick(now));
    else this.#stopTicking();
    const running = this.#countLive();
    this.view.badge =
      running === 0
        ? undefined
        : {
            value: running,
            tooltip:
              running === 1 ? vscode.l10n.t('1 run is going on') : vscode.l10n.t('{0} runs are going on', running),
          };
    this.#statusBar.show(running, this.#selected.size);
    const message = this.#message();
    if (this.view.message !== message) this.view.message = message;
  }

  #stopTicking(): void {
    this.#ticking?.dispose();
    this.#ticking = undefined;
  }

  #countLive(): number {
    const now = Date.now();
    const limits = this.#deps.limits();
    return this.#deps.tree.branches.lists
      .flatMap((list) => list.following.map((runId) => list.get(runId)))
      .filter((run) => run !== undefined && runState(run, now, limits) === 'live').length;
  }

  /** What the list doesn't show, or shows beyond the usual. */
  #message(): string {
    const { tree, settings } = this.#deps;
    const filtered = tree.branches.lists.filter((list) => list.isFiltered);
    const names = filtered.map(({ connection, experimentId }) =>
      truncate(visibleText(tree.branches.store(connection.id)?.get(experimentId)?.name ?? experimentId), 40),
    );
    const parts = [
      names.length === 0 ? undefined : vscode.l10n.t('Filtered: {0}', names.join(', ')),
      settings.showDeleted ? vscode.l10n.t('Deleted runs and experiments are shown') : undefined,
    ].filter((part) => part !== undefined);
    return parts.join(' · ');
  }
}
