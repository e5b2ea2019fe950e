import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileRun {
  readonly runId: string;
  readonly folder: string;
  /** Appends one line, as MLflow does; resolves when it is written, with `performance.now()` of before. */
  log(key: string, value: number, step: number): Promise<number>;
  end(status: 'FINISHED' | 'FAILED'): Promise<void>;
}

const STATUS_NUMBERS = { RUNNING: 1, FINISHED: 3, FAILED: 4 } as const;

/** A run in an experiment folder of a file store, in the layout of MLflow 3 (mlflow/store/tracking/file_store.py). */
export async function startFileRun(experimentFolder: string, runId: string, name: string): Promise<FileRun> {
  const experimentId = experimentFolder.split('/').at(-1) ?? '';
  const folder = join(experimentFolder, runId);
  const began = Date.now();
  const meta = (status: keyof typeof STATUS_NUMBERS) =>
    writeFile(
      join(folder, 'meta.yaml'),
      [
        `artifact_uri: file://${folder}/artifacts`,
        `end_time: ${status === 'RUNNING' ? 'null' : Date.now()}`,
        "entry_point_name: ''",
        `experiment_id: '${experimentId}'`,
        'lifecycle_stage: active',
        `run_id: ${runId}`,
        `run_name: ${name}`,
        "source_name: ''",
        'source_type: 4',
        "source_version: ''",
        `start_time: ${began}`,
        `status: ${STATUS_NUMBERS[status]}`,
        'tags: []',
        'user_id: someone',
        '',
      ].join('\n'),
    );
  await put(join(folder, 'tags', 'mlflow.runName'), name);
  await put(join(folder, 'params', 'learning_rate'), '0.005');
  await meta('RUNNING');
  return {
    runId,
    folder,
    async log(key, value, step) {
      const file = join(folder, 'metrics', key);
      await mkdir(dirname(file), { recursive: true });
      const before = performance.now();
      await appendFile(file, `${Date.now()} ${value} ${step}\n`);
      return before;
    },
    end: meta,
  };
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
