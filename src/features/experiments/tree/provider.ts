import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import type { Items } from './items.ts';
import type { Node } from './nodes.ts';
import type { ExperimentsTree } from './tree.ts';

/** Drawing a row again closes its tooltip: while somebody may read it, a duration stands still for so long, in ms. */
const READING_TIME = 10_000;

/** The tree, in VS Code's terms. */
export class Provider implements vscode.TreeDataProvider<Node>, Disposable {
  readonly #tree: ExperimentsTree;
  readonly #items: Items;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #lifetime = new DisposableStore();
  /** What each node looked like when it was drawn last. */
  readonly #drawn = new WeakMap<Node, Look>();
  /** Until when somebody may read a node's tooltip. */
  readonly #readUntil = new WeakMap<Node, number>();

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
    this.#drawn.set(node, lookOf(item));
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return [...(await this.#tree.getChildren(node))];
  }

  getParent(node: Node): Node | undefined {
    return this.#tree.getParent(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    this.#readUntil.set(node, Date.now() + READING_TIME);
    const tooltip = this.#items.tooltip(node);
    if (tooltip !== undefined) item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #looksDifferent(node: Node): boolean {
    const before = this.#drawn.get(node);
    if (before === undefined) return false;
    const now = lookOf(this.#items.make(node));
    if (before.standing !== now.standing) return true;
    return before.description !== now.description && Date.now() > (this.#readUntil.get(node) ?? 0);
  }
}

interface Look {
  /** All but the description, which ticks. */
  readonly standing: string;
  readonly description: string;
}

function lookOf({ label, description, iconPath, checkboxState, contextValue }: vscode.TreeItem): Look {
  const icon = iconPath instanceof vscode.ThemeIcon ? `${iconPath.id} ${iconPath.color?.id ?? ''}` : '';
  const ticked = typeof checkboxState === 'object' ? checkboxState.state : checkboxState;
  return { standing: [label, icon, ticked, contextValue].join('\n'), description: String(description ?? '') };
}
