import { execFile } from 'node:child_process';
import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** The Python of the environment with the real MLflow; undefined where it isn't installed. */
export function mlflowPython(version = '3.17.2'): string | undefined {
  const python = join(cacheFolder(), `py-mlflow-${version}`, 'bin', 'python');
  try {
    accessSync(python);
    return python;
  } catch {
    return undefined;
  }
}

/**
 * Runs a script of this folder with the real MLflow and answers the last line of its output as JSON.
 * @returns undefined where there is no Python with MLflow.
 */
export async function runPython<T>(script: string, args: readonly string[]): Promise<T | undefined> {
  const python = mlflowPython();
  if (python === undefined) return undefined;
  const { stdout } = await run(python, [join(import.meta.dirname, script), ...args], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...PYTHON_ENVIRONMENT },
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(last) as T;
}

const PYTHON_ENVIRONMENT = {
  PYTHONWARNINGS: 'ignore',
  GIT_PYTHON_REFRESH: 'quiet',
  MLFLOW_ALLOW_FILE_STORE: 'true',
  MLFLOW_DISABLE_AGENT_HINT: '1',
};
