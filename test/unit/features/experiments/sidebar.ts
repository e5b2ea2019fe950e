import { BestValues } from '../../../../src/features/experiments/data/bestValues.ts';
import { Branches } from '../../../../src/features/experiments/data/branches.ts';
import { ViewSettings } from '../../../../src/features/experiments/data/viewSettings.ts';
import type { Node, RunNode } from '../../../../src/features/experiments/tree/nodes.ts';
import { ExperimentsTree } from '../../../../src/features/experiments/tree/tree.ts';
import type { MemoryStore } from '../../../fakes/memoryStore.ts';
import { makeTracking, settle } from '../../../fakes/tracking.ts';

const limits = { quietAfter: 120_000, noSignAfter: 1_800_000 };

/** The sidebar without VS Code: its models over stores in memory, and a tree that is asked as VS Code asks. */
export function makeSidebar(stores: Readonly<Record<string, MemoryStore>>, pageSize = 100) {
  const tracking = makeTracking(stores);
  const { connections, live, runs } = tracking;
  const settings = new ViewSettings({ load: () => undefined, save: () => {} });
  const branches = new Branches({ connections, live, runs, settings, pageSize: () => pageSize, limits: () => limits });
  const best = new BestValues(connections);
  const tree = new ExperimentsTree({ branches, runs, best });
  const changed: (readonly string[] | 'roots')[] = [];
  tree.onDidChange(({ nodes }) => changed.push(nodes === undefined ? 'roots' : nodes.map(({ id }) => id)));
  tree.setVisible(true);
  return {
    ...tracking,
    settings,
    branches,
    best,
    tree,
    /** Ids of nodes that were to be drawn again, in order. */
    changed,
    /** Opens the nodes on a way from the roots, by type, id or label; answers with the last one's children. */
    async open(...way: readonly string[]): Promise<readonly Node[]> {
      let children = await tree.getChildren();
      for (const step of way) {
        const node = children.find((one) => nameOf(one) === step || one.id === step);
        if (node === undefined) throw new Error(`There is no ${step} among ${children.map(nameOf).join(', ')}`);
        children = await tree.getChildren(node);
      }
      await settle();
      return children;
    },
    dispose() {
      tree.dispose();
      best.dispose();
      branches.dispose();
      tracking.dispose();
    },
  };
}

/** How a test calls a node. */
export function nameOf(node: Node): string {
  switch (node.type) {
    case 'store':
      return node.storeId;
    case 'experiment':
      return node.experimentId;
    case 'run':
      return node.ref.runId;
    case 'group':
      return node.group;
    case 'metricFolder':
      return node.prefix;
    case 'value':
      return node.label;
    case 'artifact':
      return node.path;
    case 'message':
      return `(${node.message.kind})`;
    default:
      return `(${node.type})`;
  }
}

export const names = (nodes: readonly Node[]) => nodes.map(nameOf);

export function runOf(nodes: readonly Node[], runId: string): RunNode {
  const node = nodes.find((one) => one.type === 'run' && one.ref.runId === runId);
  if (node?.type !== 'run') throw new Error(`There is no run ${runId}`);
  return node;
}
