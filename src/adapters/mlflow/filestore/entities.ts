import { AppError } from '../../../base/errors.ts';
import { LIFECYCLE_STAGES, type LifecycleStage, RUN_STATUSES, type RunStatus } from '../../../core/tracking/model.ts';
import { type MetaMap, metaInteger, metaText, parseMeta } from './metaYaml.ts';

/** What a run's meta.yaml says. */
export interface RunMeta {
  /** Empty where only the tag `mlflow.runName` has it: MLflow before 1.28. */
  readonly runName: string;
  readonly userId: string | undefined;
  readonly artifactUri: string;
  readonly status: RunStatus;
  readonly lifecycleStage: LifecycleStage;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

export interface ExperimentMeta {
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
}

/** @throws AppError `corrupt` */
export function readRunMeta(text: string, folder: { readonly experimentId: string; readonly runId: string }): RunMeta {
  const meta = parseMeta(text);
  const runId = metaText(meta, 'run_id') ?? metaText(meta, 'run_uuid');
  const experimentId = metaText(meta, 'experiment_id');
  const status = metaText(meta, 'status');
  // Keys are written in order; a file that ends before these was cut off.
  if (runId === undefined || experimentId === undefined || (status === undefined && !meta.has('user_id'))) {
    throw cutOff();
  }
  expectId('run', runId, folder.runId);
  expectId('experiment', experimentId, folder.experimentId);
  return {
    runName: metaText(meta, 'run_name') ?? metaText(meta, 'name') ?? '',
    userId: metaText(meta, 'user_id'),
    artifactUri: metaText(meta, 'artifact_uri') ?? '',
    status: statusOf(status),
    lifecycleStage: stageOf(meta),
    startTime: metaInteger(meta, 'start_time'),
    endTime: metaInteger(meta, 'end_time'),
  };
}

/** @throws AppError `corrupt` */
export function readExperimentMeta(text: string, experimentId: string): ExperimentMeta {
  const meta = parseMeta(text);
  const recorded = metaText(meta, 'experiment_id');
  const name = metaText(meta, 'name');
  if (recorded === undefined || name === undefined) throw cutOff();
  expectId('experiment', recorded, experimentId);
  return {
    name,
    artifactLocation: metaText(meta, 'artifact_location') ?? '',
    lifecycleStage: stageOf(meta),
    creationTime: metaInteger(meta, 'creation_time'),
    lastUpdateTime: metaInteger(meta, 'last_update_time'),
  };
}

function cutOff(): AppError {
  return new AppError({ code: 'corrupt', message: 'Its meta.yaml is cut off or lacks what MLflow always writes.' });
}

function expectId(what: string, recorded: string, folder: string): void {
  if (recorded === folder) return;
  const shown = recorded.length > 40 ? `${recorded.slice(0, 40)}…` : recorded;
  throw new AppError({
    code: 'corrupt',
    message: `Its meta.yaml belongs to another ${what} (${shown}): ids must match their folders.`,
  });
}

/** Statuses are numbered in the files, 1 to 5; absent means running. */
function statusOf(recorded: string | undefined): RunStatus {
  if (recorded === undefined) return 'RUNNING';
  const status = NUMBERED_STATUSES[Number(recorded) - 1] ?? RUN_STATUSES.find((name) => name === recorded);
  if (status === undefined) throw new AppError({ code: 'corrupt', message: 'Its meta.yaml has an unknown status.' });
  return status;
}

const NUMBERED_STATUSES: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

function stageOf(meta: MetaMap): LifecycleStage {
  const recorded = metaText(meta, 'lifecycle_stage');
  return LIFECYCLE_STAGES.find((stage) => stage === recorded) ?? 'active';
}
