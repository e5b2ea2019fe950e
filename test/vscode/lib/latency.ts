import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from './editor.ts';

export interface LiveRun {
  /** Store and experiment, as the tree names them. */
  readonly path: readonly [store: string, experiment: string];
  /** Name of a run that is there and has no value of the metric yet. */
  readonly run: string;
  readonly metric: string;
  /** Writes one value; answers `performance.now()` of just before. */
  readonly log: (value: number, step: number) => Promise<number> | number;
}

/** Opens the comparison on a run and times values from the write to the chart's own table, in ms. */
export async function liveLatency(window: EditorWindow, live: LiveRun, values: number): Promise<number[]> {
  const { workbench } = window;
  for (let step = 0; step < 5; step++) await live.log(2 - step / 10, step);
  await workbench.openContainer('Tandem');
  const tree = workbench.tree('Experiments');
  for (const folder of live.path) await tree.expand(folder);
  await tree.check(live.run);
  await workbench.runCommand('Tandem: Compare Selected Runs');
  const panel = workbench.comparePanel();
  await panel.waitForCurves(live.metric, 'the curve', (curves) => curves.get(live.run)?.points === '5', 30_000);
  const times: number[] = [];
  for (let step = 5; step < 5 + values; step++) {
    const value = 3 + step / 8;
    const written = await live.log(value, step);
    const arrived = (last: string | undefined) => last === String(value);
    await panel.waitForCurves(live.metric, `the value ${value}`, (all) => arrived(all.get(live.run)?.last), 10_000, 15);
    times.push(performance.now() - written);
  }
  return times;
}

/** The folder of an experiment in the workspace's file store. */
export async function experimentFolder(workspace: string, name: string): Promise<string> {
  const store = join(workspace, 'mlruns');
  for (const folder of await readdir(store)) {
    const meta = await readFile(join(store, folder, 'meta.yaml'), 'utf8').catch(() => '');
    if (meta.includes(`name: ${name}\n`)) return join(store, folder);
  }
  throw new Error(`No experiment ${name} in ${store}`);
}
