/**
 * MLflow's tracking entities, with camelCase names of MLflow's own fields
 * (mlflow/protos/service.proto). Times are milliseconds since the epoch, UTC.
 */

export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const LIFECYCLE_STAGES = ['active', 'deleted'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

/** Which lifecycle stages a query answers with: MLflow's ViewType. */
export type View = 'active' | 'deleted' | 'all';

export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  readonly creationTime?: number | undefined;
  readonly lastUpdateTime?: number | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** One logged value. `value` may be NaN or an infinity. */
export interface Metric {
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string | undefined;
  readonly profile?: string | undefined;
  /** Tags of the input, `mlflow.data.context` (training, eval, …) among them. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A logged model (MLflow 3) that a run read (`input`) or wrote (`output`). */
export interface LoggedModelLink {
  readonly modelId: string;
  readonly role: 'input' | 'output';
  /** Step at which it was written; outputs only. */
  readonly step?: number | undefined;
  readonly name?: string | undefined;
  readonly status?: 'UNSPECIFIED' | 'PENDING' | 'READY' | 'FAILED' | undefined;
  readonly artifactLocation?: string | undefined;
}

export interface Run {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly artifactUri: string;
  readonly status: RunStatus;
  readonly lifecycleStage: LifecycleStage;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** The latest value of each: the maximum by (step, timestamp, value), as MLflow defines it. */
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly datasets: readonly DatasetInput[];
  readonly loggedModels: readonly LoggedModelLink[];
}

/** Names a run across stores: copies of a store share run ids. */
export interface RunRef {
  readonly storeId: string;
  readonly runId: string;
}

/** A RunRef as one string, for maps and messages; `parseRunKey` is its inverse. */
export function runKey(ref: RunRef): string {
  return `${ref.runId}@${ref.storeId}`;
}

export function parseRunKey(key: string): RunRef {
  const at = key.indexOf('@');
  return { runId: key.slice(0, at), storeId: key.slice(at + 1) };
}

export const PARENT_RUN_TAG = 'mlflow.parentRunId';
export const RUN_NAME_TAG = 'mlflow.runName';
