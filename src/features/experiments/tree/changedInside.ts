import type { Run } from '../../../core/tracking/model.ts';
import { sameMetric, sameTexts } from '../collect/same.ts';
import { groupNode, metricId, type Node, type RunNode } from './nodes.ts';

/**
 * The nodes below a run that are not as before; the run itself where its groups changed.
 *
 * @param known the node with this id, where it was ever drawn
 */
export function changedInside(
  node: RunNode,
  before: Run | undefined,
  after: Run,
  known: (id: string) => Node | undefined,
): readonly Node[] {
  if (before === undefined) return [node];
  const groups = ['metrics', 'params', 'tags'] as const;
  if (groups.some((group) => (before[group].size === 0) !== (after[group].size === 0))) return [node];
  const ids: string[] = [];
  if (sameKeys(before, after)) {
    for (const [key, metric] of after.metrics) {
      const old = before.metrics.get(key);
      if (old === undefined || !sameMetric(old, metric)) ids.push(metricId(node, key));
    }
  } else {
    ids.push(groupNode(node, 'metrics').id);
  }
  for (const group of ['params', 'tags'] as const) {
    if (!sameTexts(before[group], after[group])) ids.push(groupNode(node, group).id);
  }
  return ids.flatMap((id) => known(id) ?? []);
}

function sameKeys(before: Run, after: Run): boolean {
  return (
    before.metrics.size === after.metrics.size && [...after.metrics.keys()].every((key) => before.metrics.has(key))
  );
}
