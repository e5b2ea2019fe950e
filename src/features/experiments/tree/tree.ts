import type { Runs } from '../../../app/runs.ts';
import { type Disposable, DisposableStore } from '../../../base/disposables.ts';
import { Emitter, type Event } from '../../../base/events.ts';
import { lastGood } from '../../../base/snapshot.ts';
import type { Metric, Run } from '../../../core/tracking/model.ts';
import type { ArtifactEntry } from '../../../core/tracking/store.ts';
import type { BestValue, BestValues } from '../data/bestValues.ts';
import type { BranchChange, Branches } from '../data/branches.ts';
import type { Loaded } from '../data/loaded.ts';
import type { RunList } from '../data/runList.ts';
import { changedInside } from './changedInside.ts';
import { artifactChildren, experimentChildren, runChildren, storeChildren, valueChildren } from './children.ts';
import {
  type ArtifactNode,
  experimentNode,
  type GroupNode,
  groupNode,
  metricId,
  type Node,
  type RunNode,
  runNode,
  storeNode,
} from './nodes.ts';
import { ShownNodes } from './shownNodes.ts';

export interface TreeDeps {
  readonly branches: Branches;
  readonly runs: Runs;
  readonly best: BestValues;
}

export interface TreeChange {
  /** Absent: the roots. */
  readonly nodes?: readonly Node[] | undefined;
  /** Only time went on: what looks the same need not be drawn. */
  readonly tick?: boolean | undefined;
}

/** What is drawn at once when it comes within this time, in ms; after it the node says that it is loading. */
const PATIENCE = 250;
/** So many stores are opened at once; of more the user opens what is wanted. */
export const OPEN_STORES = 4;

/**
 * The tree of stores, experiments and runs, without VS Code: which nodes there are, when they change, and what is followed
 * for the sake of those that are on the screen.
 */
export class ExperimentsTree implements Disposable {
  readonly branches: Branches;
  readonly #runs: Runs;
  readonly #best: BestValues;
  readonly #changed = new Emitter<TreeChange>();
  readonly #lifetime = new DisposableStore();
  readonly #shown: ShownNodes<Node>;
  readonly #nodes = new Map<string, Node>();
  /** Nodes whose children are being asked for, how often; and those of them that changed meanwhile. */
  readonly #asked = new Map<string, number>();
  readonly #late = new Set<string>();
  /** What nodes on the screen hold. */
  readonly #held = new Map<string, DisposableStore>();
  readonly #details = new Map<string, () => Run | undefined>();
  readonly #folders = new Map<string, Loaded<readonly ArtifactEntry[]>>();

  constructor({ branches, runs, best }: TreeDeps) {
    this.branches = branches;
    this.#runs = runs;
    this.#best = best;
    this.#shown = this.#lifetime.add(new ShownNodes<Node>());
    this.#lifetime.add(
      this.#shown.onDidChange(({ shown, hidden }) => {
        for (const node of hidden) this.#leave(node);
        for (const node of shown) this.#enter(node);
      }),
    );
    this.#lifetime.add(branches.onDidChange((change) => this.#onBranch(change)));
    this.#lifetime.add(
      best.onDidChange(({ ref, key }) => {
        const metric = this.#nodes.get(metricId(runNode(ref.storeId, '', ref.runId), key));
        if (metric !== undefined) this.#fire([metric]);
      }),
    );
  }

  readonly onDidChange: Event<TreeChange> = this.#changed.event;

  setVisible(visible: boolean): void {
    this.#shown.setVisible(visible);
  }

  expanded(node: Node): void {
    this.#shown.opened(node);
  }

  collapsed(node: Node): void {
    this.#shown.closed(node);
  }

  async getChildren(parent?: Node): Promise<readonly Node[]> {
    if (parent === undefined) return this.#place(undefined, await this.#roots());
    this.#shown.opened(parent);
    this.#asked.set(parent.id, (this.#asked.get(parent.id) ?? 0) + 1);
    const children = this.#place(parent, await this.#children(parent));
    const others = (this.#asked.get(parent.id) ?? 1) - 1;
    if (others > 0) this.#asked.set(parent.id, others);
    else this.#asked.delete(parent.id);
    // Its children are the newest; the node itself may have come to look otherwise meanwhile.
    if (others === 0 && this.#late.delete(parent.id)) queueMicrotask(() => this.#fire([parent], true));
    return children;
  }

  #place(parent: Node | undefined, made: readonly Node[]): readonly Node[] {
    const children = made.map((node) => this.#intern(node));
    const openable = children.filter(({ type }) => type !== 'value' && type !== 'message' && type !== 'more');
    this.#forget(this.#shown.placed(parent, openable));
    return children;
  }

  getParent(node: Node): Node | undefined {
    switch (node.type) {
      case 'store':
        return undefined;
      case 'experiment':
        return this.#intern(storeNode(node.storeId));
      case 'run': {
        const parentId = this.branches.list(node)?.forest?.parents.get(node.ref.runId);
        return parentId === undefined
          ? this.#intern(experimentNode(node.storeId, node.experimentId))
          : this.run(node.storeId, node.experimentId, parentId);
      }
      case 'group':
        return node.group === 'systemTags' ? this.#intern(groupNode(node.run, 'tags')) : this.#intern(node.run);
      default:
        // Nothing below is ever revealed by a command.
        return undefined;
    }
  }

  /** The one node of a run. */
  run(storeId: string, experimentId: string, runId: string): RunNode {
    return this.#intern(runNode(storeId, experimentId, runId));
  }

  /** The run as it is known now: from its list, or closer followed while it is open. */
  runOf(node: RunNode): Run | undefined {
    return this.#details.get(node.id)?.() ?? this.branches.list(node)?.get(node.ref.runId);
  }

  /** The best value of a metric that is on the screen, once it was looked up. */
  bestOf(node: RunNode, key: string, latest: Metric): BestValue | undefined {
    return this.#best.get(node.ref, key, latest);
  }

  /** Time went on: whatever may show a duration or a liveness. */
  tick(now: number): void {
    for (const list of this.branches.lists) list.tick(now);
  }

  /** All runs of the lists may look different: the selection changed, the time of day did. */
  redrawRuns(isWanted: (node: RunNode) => boolean, tick = false): void {
    this.#fire(
      [...this.#nodes.values()].filter((node) => node.type === 'run' && isWanted(node)),
      tick,
    );
  }

  dispose(): void {
    this.#lifetime.dispose();
    for (const held of this.#held.values()) held.dispose();
    for (const folder of this.#folders.values()) folder.dispose();
    this.#changed.dispose();
  }

  /** Those that are opened at once are waited for a moment, so that they are drawn once and not bit by bit. */
  async #roots(): Promise<readonly Node[]> {
    this.branches.want();
    const { stores } = this.branches;
    if (stores.length > 0 && stores.length <= OPEN_STORES)
      await within(Promise.all(stores.map((one) => one.settled())));
    return this.branches.stores.map(({ connection }) => storeNode(connection.id));
  }

  async #children(parent: Node): Promise<readonly Node[]> {
    switch (parent.type) {
      case 'store': {
        const store = this.branches.store(parent.storeId);
        await within(store?.settled());
        return storeChildren(parent, store, this.branches.lists);
      }
      case 'experiment': {
        const list = this.branches.list(parent);
        await within(list?.settled());
        return experimentChildren(parent, list);
      }
      case 'run':
        return runChildren(parent, this.runOf(parent), this.branches.list(parent)?.forest);
      case 'group':
        if (parent.group === 'artifacts') return this.#artifacts(parent, parent.run, '');
        return valueChildren(parent, this.runOf(parent.run), () => this.runOf(parent.run));
      case 'metricFolder':
        return valueChildren(parent, this.runOf(parent.run), () => this.runOf(parent.run));
      case 'artifact':
        return this.#artifacts(parent, parent.run, parent.path);
      default:
        return [];
    }
  }

  async #artifacts(parent: GroupNode | ArtifactNode, run: RunNode, path: string): Promise<readonly Node[]> {
    const folder = this.#folder(parent, run, path);
    await within(folder.settled());
    return artifactChildren(parent, run, folder.snapshot);
  }

  #folder(node: Node, run: RunNode, path: string): Loaded<readonly ArtifactEntry[]> {
    const before = this.#folders.get(node.id);
    if (before !== undefined) return before;
    const folder = this.branches.artifacts(run.ref, path);
    folder.onDidChange(() => this.#fire([node]));
    this.#folders.set(node.id, folder);
    return folder;
  }

  #enter(node: Node): void {
    const held = new DisposableStore();
    this.#held.set(node.id, held);
    switch (node.type) {
      case 'store': {
        const store = this.branches.store(node.storeId);
        held.add({ dispose: () => store?.setActive(false) });
        store?.setActive(true);
        return;
      }
      case 'experiment': {
        const list = this.branches.list(node);
        held.add({ dispose: () => list?.setActive(false) });
        list?.setActive(true);
        return;
      }
      case 'run':
        held.add(this.#hold(node));
        return;
      case 'group':
        if (node.group === 'artifacts') this.#readAgain(node);
        return;
      case 'artifact':
        this.#readAgain(node);
        return;
      default:
        return;
    }
  }

  #leave(node: Node): void {
    this.#held.get(node.id)?.dispose();
    this.#held.delete(node.id);
    if (node.type === 'group' && node.group === 'metrics') this.#best.leave(node.run.ref);
  }

  /** A folder that is opened once more may hold new files: no store tells of them. */
  #readAgain(node: Node): void {
    const folder = this.#folders.get(node.id);
    if (folder !== undefined && folder.snapshot.state !== 'idle' && !folder.isReading) void folder.read();
  }

  /** Follows a run whose inside is on the screen. */
  #hold(node: RunNode): Disposable {
    const lifetime = new DisposableStore();
    const { model, dispose } = this.#runs.hold(node.ref);
    lifetime.add({ dispose });
    let before = this.runOf(node);
    this.#details.set(node.id, () => lastGood(model.snapshot));
    lifetime.add({ dispose: () => this.#details.delete(node.id) });
    lifetime.add(
      model.onDidChange(() => {
        const after = lastGood(model.snapshot);
        if (after !== undefined) this.#fire(changedInside(node, before, after, (id) => this.#nodes.get(id)));
        before = after;
      }),
    );
    return lifetime;
  }

  #onBranch(change: BranchChange): void {
    if (change.kind === 'stores') {
      this.#fire(undefined);
    } else if (change.kind === 'store') {
      this.#fire([this.#intern(storeNode(change.storeId))]);
    } else {
      this.#onList(change.list, change.change.structure, change.change.runIds);
    }
  }

  #onList(list: RunList, structure: boolean, runIds: readonly string[]): void {
    const { id: storeId } = list.connection;
    const node = this.#intern(experimentNode(storeId, list.experimentId));
    if (structure) this.#fire([node]);
    else
      this.#fire(
        runIds.map((runId) => this.run(storeId, list.experimentId, runId)),
        true,
      );
  }

  #fire(nodes: readonly Node[] | undefined, tick = false): void {
    // Whoever is just asking for a node's children gets the newest.
    const now = nodes?.filter(({ id }) => {
      if (this.#asked.has(id)) this.#late.add(id);
      return !this.#asked.has(id);
    });
    if (now?.length !== 0) this.#changed.fire({ nodes: now, tick });
  }

  /** One object for each id; a node that carries data of its own is the newest. */
  #intern<N extends Node>(node: N): N {
    const before = this.#nodes.get(node.id);
    if (before !== undefined && node.type !== 'artifact' && node.type !== 'message') return before as N;
    this.#nodes.set(node.id, node);
    return node;
  }

  #forget(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    for (const id of gone) {
      this.#nodes.delete(id);
      this.#folders.get(id)?.dispose();
      this.#folders.delete(id);
    }
    for (const [id, node] of this.#nodes) if (node.type === 'value' && gone.has(node.run.id)) this.#nodes.delete(id);
  }
}

/** Waits for it, but not for long, and not for its success. */
async function within(work: Promise<unknown> | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([work?.catch(() => {}), patience]);
  clearTimeout(timer);
}
