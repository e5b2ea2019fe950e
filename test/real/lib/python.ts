import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePython, MLFLOW_VERSIONS, QUIET_PYTHON } from '../../../scripts/python-env.mjs';

/** The version whose client answers: the newest that is pinned. */
export const NEWEST = '3.17.2';

/** Versions that write stores for this run of the tests. */
export function writers(): string[] {
  const asked = process.env['TANDEM_MLFLOW_VERSIONS'] ?? process.env['TANDEM_MLFLOW'] ?? `${NEWEST},2.22.5`;
  const versions = asked === 'all' ? MLFLOW_VERSIONS : asked.split(/[\s,]+/).filter((version) => version !== '');
  if (versions.length === 0) throw new Error('TANDEM_MLFLOW_VERSIONS names no version');
  return versions;
}

const pythons = new Map<string, Promise<string | undefined>>();

/** The Python that has this MLflow; undefined, and said loudly, where there is none. */
export function pythonWith(version: string): Promise<string | undefined> {
  const known = pythons.get(version);
  if (known !== undefined) return known;
  const python = ensurePython(version);
  pythons.set(version, python);
  return python;
}

export interface PythonCall {
  readonly python: string;
  /** A file in test/real/python. */
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export function pythonEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...QUIET_PYTHON,
    MLFLOW_ALLOW_FILE_STORE: 'true',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    PYTHONIOENCODING: 'utf-8',
    LOGNAME: 'tester',
  };
  for (const name of ['MLFLOW_TRACKING_URI', 'MLFLOW_RUN_ID', 'MLFLOW_EXPERIMENT_ID', 'PYTHONDONTWRITEBYTECODE']) {
    delete env[name];
  }
  return env;
}

/** Runs a script to its end and reads the JSON that it prints. */
export async function runPython<T>(call: PythonCall, input = ''): Promise<T> {
  const child = spawn(call.python, [join(import.meta.dirname, '..', 'python', call.script), ...call.args], {
    cwd: call.cwd,
    env: pythonEnvironment(),
  });
  const chunks: Buffer[] = [];
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${call.script} ended with ${code}\n${errors.slice(-3000)}`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T;
}
