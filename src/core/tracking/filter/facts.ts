/**
 * What an evaluator asks about one run. Only what a filter or an order names is asked for, so that a store may read
 * lazily. An attribute, metric, param or tag that the run doesn't have is undefined.
 */
export interface RunFacts {
  /** Latest value; may be NaN. */
  metric(key: string): number | undefined;
  param(key: string): string | undefined;
  tag(key: string): string | undefined;
  /** `run_id`, `run_name`, `user_id`, `status`, `artifact_uri`: text; `start_time`, `end_time`: ms. */
  attribute(key: string): string | number | undefined;
  datasets(): readonly DatasetFacts[];
}

export interface DatasetFacts {
  readonly name: string;
  readonly digest: string;
  /** Value of the input's tag `mlflow.data.context`. */
  readonly context?: string | undefined;
}

export interface ExperimentFacts {
  /** `name`, `experiment_id`: text; `creation_time`, `last_update_time`: ms. */
  attribute(key: string): string | number | undefined;
  tag(key: string): string | undefined;
}

/** MLflow's back ends answer some questions differently: Python over files, or SQLite's own operators. */
export type Dialect = 'file' | 'sql';
