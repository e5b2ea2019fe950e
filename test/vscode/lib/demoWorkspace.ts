import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDemo, liveTraining } from '../../../scripts/lib/demo.mjs';
import { cacheFolder } from '../../../scripts/lib/paths.mjs';
import { type Started, start } from './processes.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

export interface DemoWorkspace extends Workspace {
  /** Whether the real MLflow made it: with mlflow.db, and with training that can go on. */
  readonly genuine: boolean;
  /** Starts the training of the demo: one run in each store, a value every half second. */
  train(minutes?: number): Started;
}

/** A copy of the demo, made once into the cache folder: so every path inside its stores is one that is no longer true. */
export async function copyDemo(): Promise<DemoWorkspace> {
  const { folder: template, python } = await ensureDemo(join(cacheFolder(), 'demo'));
  const workspace = await makeWorkspace();
  await cp(template, workspace.folder, { recursive: true });
  return {
    ...workspace,
    genuine: python !== undefined,
    train(minutes = 5) {
      if (python === undefined) throw new Error('There is no Python to train with');
      const { program, args, env } = liveTraining(python, workspace.folder, minutes);
      return start(program, args, { ...process.env, ...env }, workspace.folder);
    },
  };
}
