import { Emitter, type Event } from '../../../base/events.ts';

interface Element {
  readonly id: string;
}

interface Place<N extends Element> {
  readonly node: N;
  readonly parentId: string | undefined;
  readonly childIds: Set<string>;
  open: boolean;
}

export interface ShownChange<N> {
  readonly shown: readonly N[];
  readonly hidden: readonly N[];
}

/**
 * Which nodes have their children on the screen: those that are open, as all above them are, in a view that is visible.
 * The tree follows its stores for these alone.
 */
export class ShownNodes<N extends Element> {
  readonly #changed = new Emitter<ShownChange<N>>();
  readonly #places = new Map<string, Place<N>>();
  readonly #rootIds = new Set<string>();
  #visible = false;
  #shown = new Map<string, N>();

  readonly onDidChange: Event<ShownChange<N>> = this.#changed.event;

  get isVisible(): boolean {
    return this.#visible;
  }

  isShown(node: Element): boolean {
    return this.#shown.has(node.id);
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#update();
  }

  /** The node was opened, or asked for its children, which only open ones are. */
  opened(node: Element): void {
    this.#setOpen(node, true);
  }

  closed(node: Element): void {
    this.#setOpen(node, false);
  }

  /** These are the children of `parent` now (the roots, without one). Answers with the ids that are gone, below them too. */
  placed(parent: Element | undefined, children: readonly N[]): readonly string[] {
    const siblings = parent === undefined ? this.#rootIds : this.#places.get(parent.id)?.childIds;
    if (siblings === undefined) return [];
    const ids = new Set(children.map(({ id }) => id));
    const gone = [...siblings].filter((id) => !ids.has(id)).flatMap((id) => this.#remove(id, parent?.id));
    siblings.clear();
    for (const node of children) {
      siblings.add(node.id);
      const before = this.#places.get(node.id);
      this.#places.set(node.id, {
        node,
        parentId: parent?.id,
        childIds: before?.childIds ?? new Set(),
        open: before?.open ?? false,
      });
    }
    this.#update();
    return gone;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #setOpen(node: Element, open: boolean): void {
    const place = this.#places.get(node.id);
    if (place === undefined || place.open === open) return;
    place.open = open;
    this.#update();
  }

  /** What moved below another parent meanwhile isn't gone. */
  #remove(id: string, parentId: string | undefined): string[] {
    const place = this.#places.get(id);
    if (place === undefined || place.parentId !== parentId) return [];
    this.#places.delete(id);
    return [id, ...[...place.childIds].flatMap((child) => this.#remove(child, id))];
  }

  #update(): void {
    const before = this.#shown;
    const after = new Map<string, N>();
    if (this.#visible) {
      for (const [id, place] of this.#places) if (this.#isOnScreen(place)) after.set(id, place.node);
    }
    this.#shown = after;
    const shown = [...after].flatMap(([id, node]) => (before.has(id) ? [] : [node]));
    const hidden = [...before].flatMap(([id, node]) => (after.has(id) ? [] : [node]));
    if (shown.length > 0 || hidden.length > 0) this.#changed.fire({ shown, hidden });
  }

  #isOnScreen(place: Place<N>): boolean {
    let at: Place<N> | undefined = place;
    while (at !== undefined) {
      if (!at.open) return false;
      if (at.parentId === undefined) return true;
      at = this.#places.get(at.parentId);
    }
    return false;
  }
}
