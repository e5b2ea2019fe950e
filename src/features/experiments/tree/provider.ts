import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import type { Items } from './items.ts';
import type { Node } from './nodes.ts';
import type { ExperimentsTree } from './tree.ts';

/** The tree, in VS Code's terms. */
export class Provider implements vscode.TreeDataProvider<Node>, Disposable {
  readonly #tree: ExperimentsTree;
  readonly #items: Items;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #lifetime = new DisposableStore();
  /** What each node looked like when it was drawn last. */
  readonly #drawn = new WeakMap<Node, string>();

  constructor(tree: ExperimentsTree, items: Items) {
    this.#tree = tree;
    this.#items = items;
    this.#lifetime.add(this.#changed);
    this.#lifetime.add(
      tree.onDidChange(({ nodes, tick }) => {
        const changed = tick === true ? nodes?.filter((node) => this.#looksDifferent(node)) : nodes;
        if (changed === undefined || changed.length > 0)
          this.#changed.fire(changed === undefined ? undefined : [...changed]);
      }),
    );
  }

  readonly onDidChangeTreeData: vscode.Event<Node[] | undefined> = this.#changed.event;

  getTreeItem(node: Node): vscode.TreeItem {
    const item = this.#items.make(node);
    this.#drawn.set(node, look(item));
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return [...(await this.#tree.getChildren(node))];
  }

  getParent(node: Node): Node | undefined {
    return this.#tree.getParent(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = this.#items.tooltip(node);
    if (tooltip !== undefined) item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #looksDifferent(node: Node): boolean {
    const drawn = this.#drawn.get(node);
    return drawn !== undefined && drawn !== look(this.#items.make(node));
  }
}

function look({ label, description, iconPath, checkboxState, contextValue }: vscode.TreeItem): string {
  const icon = iconPath instanceof vscode.ThemeIcon ? `${iconPath.id} ${iconPath.color?.id ?? ''}` : '';
  const ticked = typeof checkboxState === 'object' ? checkboxState.state : checkboxState;
  return [label, description, icon, ticked, contextValue].join('\n');
}
