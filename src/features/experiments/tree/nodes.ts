import type { ArtifactEntry } from '../../../core/tracking/store.ts';
import type { ArtifactTarget, ExperimentTarget, RunTarget, StoreTarget, ValueTarget } from '../../../manifest.ts';

/**
 * The elements of the tree: addresses, with the fields that commands take. What is shown of them is looked up when they
 * are drawn, so that an element stays the same object while its run goes on. `id` is unique in the tree.
 */
export type Node =
  | StoreNode
  | ProblemsNode
  | MessageNode
  | ExperimentNode
  | MoreNode
  | RunNode
  | GroupNode
  | MetricFolderNode
  | ValueNode
  | ArtifactNode;

interface Element {
  readonly id: string;
}

export interface StoreNode extends Element, StoreTarget {
  readonly type: 'store';
}

/** What of a store could not be read. */
export interface ProblemsNode extends Element, StoreTarget {
  readonly type: 'problems';
}

/** A line that says why there is nothing, or nothing more. */
export interface MessageNode extends Element {
  readonly type: 'message';
  readonly message: Message;
}

export type Message =
  | { readonly kind: 'loading' }
  | { readonly kind: 'noExperiments' | 'noArtifacts' }
  | { readonly kind: 'noRuns'; readonly experiment: ExperimentTarget; readonly filtered: boolean }
  | { readonly kind: 'failed'; readonly of: StoreTarget | ExperimentTarget; readonly error: FailureText }
  | { readonly kind: 'artifactsFailed'; readonly error: FailureText };

export interface FailureText {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

export interface ExperimentNode extends Element, ExperimentTarget {
  readonly type: 'experiment';
}

export interface MoreNode extends Element, ExperimentTarget {
  readonly type: 'more';
}

export interface RunNode extends Element, ExperimentTarget, RunTarget {
  readonly type: 'run';
}

export const GROUPS = ['metrics', 'params', 'tags', 'systemTags', 'artifacts'] as const;
export type Group = (typeof GROUPS)[number];

export interface GroupNode extends Element {
  readonly type: 'group';
  readonly group: Group;
  readonly run: RunNode;
}

/** Metrics whose names begin alike: `system/`. */
export interface MetricFolderNode extends Element {
  readonly type: 'metricFolder';
  readonly run: RunNode;
  /** With its `/`. */
  readonly prefix: string;
}

/** One metric, param or tag. `value`: what is copied, as it is now. */
export interface ValueNode extends Element, ValueTarget {
  readonly type: 'value';
  readonly of: 'metric' | 'param' | 'tag';
  readonly run: RunNode;
  readonly key: string;
  readonly label: string;
}

/** `ref` and `path` for commands. */
export interface ArtifactNode extends Element, ArtifactTarget {
  readonly type: 'artifact';
  readonly run: RunNode;
  readonly entry: ArtifactEntry;
}

export function storeNode(storeId: string): StoreNode {
  return { type: 'store', id: `store:${storeId}`, storeId };
}

export function experimentNode(storeId: string, experimentId: string): ExperimentNode {
  return { type: 'experiment', id: `experiment:${experimentId}@${storeId}`, storeId, experimentId };
}

/** A run keeps its id when it moves below a parent that turns up. */
export function runNode(storeId: string, experimentId: string, runId: string): RunNode {
  return { type: 'run', id: `run:${runId}@${storeId}`, storeId, experimentId, ref: { storeId, runId } };
}

export function groupNode(run: RunNode, group: Group): GroupNode {
  return { type: 'group', id: `${run.id}#${group}`, run, group };
}

export function metricFolderNode(run: RunNode, prefix: string): MetricFolderNode {
  return { type: 'metricFolder', id: `${run.id}#metrics/${prefix}`, run, prefix };
}

/** The id of a metric's node. */
export function metricId(run: RunNode, key: string): string {
  return `${run.id}#metric:${key}`;
}

export function artifactNode(run: RunNode, entry: ArtifactEntry): ArtifactNode {
  return { type: 'artifact', id: `${run.id}#artifacts/${entry.path}`, run, ref: run.ref, path: entry.path, entry };
}

export function messageNode(parent: Element, message: Message): MessageNode {
  return { type: 'message', id: `${parent.id}#message:${message.kind}`, message };
}
