import type { AppError } from '../../../base/errors.ts';
import { lastGood, type Snapshot } from '../../../base/snapshot.ts';
import { formatValue } from '../../../core/format/numbers.ts';
import type { Run } from '../../../core/tracking/model.ts';
import type { ArtifactEntry, StoreProblem } from '../../../core/tracking/store.ts';
import type { RunForest } from '../collect/forest.ts';
import { byKey, metricLines } from '../collect/metricFolders.ts';
import type { RunList } from '../data/runList.ts';
import type { StoreExperiments } from '../data/storeExperiments.ts';
import {
  type ArtifactNode,
  artifactNode,
  type ExperimentNode,
  experimentNode,
  type FailureText,
  type GroupNode,
  groupNode,
  type MetricFolderNode,
  messageNode,
  metricFolderNode,
  metricId,
  type Node,
  type RunNode,
  runNode,
  type StoreNode,
  type ValueNode,
} from './nodes.ts';

/** What stands below each node, from what is known now. */

export function storeChildren(
  node: StoreNode,
  store: StoreExperiments | undefined,
  lists: readonly RunList[],
): readonly Node[] {
  if (store === undefined) return [];
  const nodes: Node[] = [];
  const { snapshot } = store.connection;
  const failed =
    snapshot.state === 'failed' ? snapshot : store.snapshot.state === 'failed' ? store.snapshot : undefined;
  if (failed !== undefined)
    nodes.push(messageNode(node, { kind: 'failed', of: node, error: failureText(failed.error) }));
  const { data } = store;
  if (data === undefined) return failed === undefined ? [messageNode(node, { kind: 'loading' })] : nodes;
  if (storeProblems(store, lists).length > 0) {
    nodes.push({ type: 'problems', id: `${node.id}#problems`, storeId: node.storeId });
  }
  nodes.push(...data.experiments.map(({ experimentId }) => experimentNode(node.storeId, experimentId)));
  if (data.experiments.length === 0 && failed === undefined) nodes.push(messageNode(node, { kind: 'noExperiments' }));
  return nodes;
}

/** All that could not be read of a store so far, each once. */
export function storeProblems(store: StoreExperiments, lists: readonly RunList[]): readonly StoreProblem[] {
  const mine = lists.filter(({ connection }) => connection === store.connection);
  const all = [...(store.data?.problems ?? []), ...mine.flatMap(({ problems }) => problems)];
  return [...new Map(all.map((problem) => [`${problem.place}\n${problem.message}`, problem])).values()];
}

export function experimentChildren(node: ExperimentNode, list: RunList | undefined): readonly Node[] {
  if (list === undefined) return [];
  const { snapshot, forest, extent } = list;
  const nodes: Node[] = [];
  if (snapshot.state === 'failed') {
    nodes.push(messageNode(node, { kind: 'failed', of: node, error: failureText(snapshot.error) }));
  }
  if (forest === undefined) return nodes.length > 0 ? nodes : [messageNode(node, { kind: 'loading' })];
  nodes.push(...forest.roots.map(({ runId }) => runNode(node.storeId, node.experimentId, runId)));
  if (extent?.more === true) {
    nodes.push({ type: 'more', id: `${node.id}#more`, storeId: node.storeId, experimentId: node.experimentId });
  }
  if (nodes.length === 0)
    nodes.push(messageNode(node, { kind: 'noRuns', experiment: node, filtered: list.isFiltered }));
  return nodes;
}

export function runChildren(node: RunNode, run: Run | undefined, forest: RunForest | undefined): readonly Node[] {
  const children = forest?.children.get(node.ref.runId) ?? [];
  const nodes: Node[] = children.map(({ runId }) => runNode(node.storeId, node.experimentId, runId));
  if (run === undefined) return nodes;
  for (const group of ['metrics', 'params', 'tags'] as const) {
    if (run[group].size > 0) nodes.push(groupNode(node, group));
  }
  nodes.push(groupNode(node, 'artifacts'));
  return nodes;
}

/** Metrics, params or tags. @param now the run as it is when a value is copied */
export function valueChildren(
  node: GroupNode | MetricFolderNode,
  run: Run | undefined,
  now: () => Run | undefined,
): readonly Node[] {
  if (run === undefined) return [];
  if (node.type === 'metricFolder') return metricNodes(node.run, run, node.prefix, now);
  switch (node.group) {
    case 'metrics':
      return metricNodes(node.run, run, '', now);
    case 'params':
      return textNodes('param', node.run, [...run.params.keys()], now);
    case 'tags': {
      const keys = [...run.tags.keys()];
      const own = textNodes(
        'tag',
        node.run,
        keys.filter((key) => !isSystemTag(key)),
        now,
      );
      return keys.some(isSystemTag) ? [...own, groupNode(node.run, 'systemTags')] : own;
    }
    case 'systemTags':
      return textNodes('tag', node.run, [...run.tags.keys()].filter(isSystemTag), now);
    case 'artifacts':
      return [];
  }
}

export function artifactChildren(
  parent: GroupNode | ArtifactNode,
  run: RunNode,
  snapshot: Snapshot<readonly ArtifactEntry[]>,
): readonly Node[] {
  const entries = lastGood(snapshot);
  const nodes: Node[] = [];
  if (snapshot.state === 'failed') {
    nodes.push(messageNode(parent, { kind: 'artifactsFailed', error: failureText(snapshot.error) }));
  }
  if (entries === undefined) return nodes.length > 0 ? nodes : [messageNode(parent, { kind: 'loading' })];
  nodes.push(...entries.map((entry) => artifactNode(run, entry)));
  return nodes.length > 0 ? nodes : [messageNode(parent, { kind: 'noArtifacts' })];
}

/** Tags that MLflow and its tools write for themselves. */
function isSystemTag(key: string): boolean {
  return key.startsWith('mlflow.');
}

function metricNodes(node: RunNode, run: Run, prefix: string, now: () => Run | undefined): Node[] {
  return metricLines(run.metrics.keys(), prefix).map((line) =>
    line.type === 'folder' ? metricFolderNode(node, line.prefix) : valueNode('metric', node, line.key, line.label, now),
  );
}

function textNodes(of: 'param' | 'tag', node: RunNode, keys: string[], now: () => Run | undefined): Node[] {
  return keys.sort(byKey).map((key) => valueNode(of, node, key, key, now));
}

function valueNode(
  of: ValueNode['of'],
  run: RunNode,
  key: string,
  label: string,
  now: () => Run | undefined,
): ValueNode {
  return {
    type: 'value',
    id: of === 'metric' ? metricId(run, key) : `${run.id}#${of}:${key}`,
    of,
    run,
    key,
    label,
    get value() {
      return wholeValue(now(), of, key) ?? '';
    },
  };
}

/** A value in full, as it is copied: metrics with all their digits. */
function wholeValue(run: Run | undefined, of: ValueNode['of'], key: string): string | undefined {
  if (of !== 'metric') return run?.[of === 'param' ? 'params' : 'tags'].get(key);
  const value = run?.metrics.get(key)?.value;
  return value === undefined ? undefined : Number.isFinite(value) ? String(value) : formatValue(value);
}

function failureText({ code, message, hint }: AppError): FailureText {
  return { code, message, hint };
}
