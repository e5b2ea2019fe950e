import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, QUIET_PYTHON } from '../python-env.mjs';
import { step, warn } from './log.mjs';
import { root } from './paths.mjs';
import { mustRun } from './run.mjs';

const DEMO = join(root, 'scripts', 'demo');
/** The MLflow that writes the demo. */
export const DEMO_MLFLOW = '3.17.2';
const QUIET_MLFLOW = { ...QUIET_PYTHON, MLFLOW_ALLOW_FILE_STORE: 'true' };

/**
 * Lays out a demo workspace: train.py, a README, and the stores as the real MLflow writes them. Where there is no
 * Python, a small sample of such a file store stands in, and there is no mlflow.db.
 *
 * @param {string} folder kept as it is where it holds a finished demo of this making
 * @returns {Promise<{ folder: string, python: string | undefined }>}
 */
export async function ensureDemo(folder) {
  const python = await ensurePython(DEMO_MLFLOW);
  const marker = join(folder, '.vscode', 'demo-made-by');
  const making = python === undefined ? 'sample' : recipe();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === making) return { folder, python };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  cpSync(join(DEMO, 'workspace'), folder, { recursive: true });
  if (python === undefined) {
    warn('No Python with MLflow: the demo shows a small sample of mlruns/, no mlflow.db, and nothing trains live.');
    cpSync(join(root, 'test', 'fixtures', 'demo-sample'), folder, { recursive: true });
  } else {
    await step(`Training for the demo with MLflow ${DEMO_MLFLOW}`, () =>
      mustRun(python, [join(DEMO, 'make_stores.py'), folder], { env: QUIET_MLFLOW }),
    );
  }
  writeFileSync(marker, making);
  return { folder, python };
}

/** Changes whenever the demo would. */
function recipe() {
  return createHash('sha256')
    .update(DEMO_MLFLOW)
    .update(readFileSync(join(DEMO, 'make_stores.py')))
    .digest('hex')
    .slice(0, 16);
}

/** The program and arguments of a training that goes on in a demo workspace. */
export function liveTraining(python, folder, minutes) {
  return {
    program: python,
    args: [join(DEMO, 'live_training.py'), folder, '--minutes', String(minutes)],
    env: QUIET_MLFLOW,
  };
}
