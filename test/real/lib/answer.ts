import { runPython } from './python.ts';
import type { WrittenStore } from './stores.ts';

/** What `python/answer.py` prints. Numbers that JSON doesn't have are texts: see `numberOf`. */
export interface Answer {
  readonly version: string;
  readonly experiments: readonly AnsweredExperiment[];
  readonly runs: readonly AnsweredRun[];
  readonly histories: Readonly<Record<string, Readonly<Record<string, readonly AnsweredPoint[]>>>>;
  readonly artifacts: Readonly<Record<string, readonly AnsweredArtifact[]>>;
  /** Pages of ids; null where MLflow refuses. */
  readonly queries: readonly (readonly (readonly string[])[] | null)[];
  readonly experimentQueries: readonly (readonly (readonly string[])[] | null)[];
}

export interface AnsweredExperiment {
  readonly experimentId: string;
  readonly [field: string]: unknown;
}

export interface AnsweredRun {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly artifactUri: string;
  readonly status: string;
  readonly lifecycleStage: string;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly metrics: Readonly<Record<string, AnsweredPoint>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly unknown[];
  readonly loggedModels: readonly unknown[];
}

export interface AnsweredPoint {
  readonly value: number | string;
  readonly step: number;
  readonly timestamp: number;
}

export interface AnsweredArtifact {
  readonly path: string;
  readonly isDir: boolean;
  readonly size: number | null;
  readonly sha256?: string;
}

export interface Questions {
  readonly queries: readonly RunQuestion[];
  readonly experimentQueries: readonly ExperimentQuestion[];
}

export interface ExperimentQuestion {
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  readonly view?: 'active' | 'deleted' | 'all';
  readonly pageSize?: number;
}

export interface RunQuestion extends ExperimentQuestion {
  readonly experimentIds: readonly string[];
}

/** Asks MLflow's newest client everything about a store. */
export function askMlflow(store: WrittenStore, python: string, questions: Questions): Promise<Answer> {
  const call = { python, script: 'answer.py', args: [store.clientUri], cwd: store.folder };
  return runPython<Answer>(call, JSON.stringify(questions));
}

export function numberOf(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}
