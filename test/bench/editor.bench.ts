import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { copyDemo, type DemoWorkspace } from '../vscode/lib/demoWorkspace.ts';
import type { EditorHost, EditorWindow } from '../vscode/lib/editor.ts';
import { watchReads } from '../vscode/lib/fileReads.ts';
import { startFileRun } from '../vscode/lib/fileRun.ts';
import { startHost } from '../vscode/lib/hosts.ts';
import { experimentFolder, liveLatency } from '../vscode/lib/latency.ts';
import { activationTime } from '../vscode/lib/runningExtensions.ts';
import { startSqliteRun } from '../vscode/lib/sqliteRun.ts';
import { vsixToTest } from '../vscode/lib/vsix.ts';
import { makeProfile } from '../vscode/lib/workspace.ts';
import { median } from './kit/measure.ts';
import { type BenchRow, row } from './kit/rows.ts';

/** Until the editor's own extensions have started, ms. */
const SETTLING = 5000;

/**
 * As the editor's own list of running extensions says: loading the code and `activate()`, in several windows, each with
 * an extension host of its own, once the editor has settled.
 */
export async function activation(): Promise<readonly BenchRow[]> {
  return withEditor(async (host, demo) => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const window = await host.open(demo.folder);
      await delay(SETTLING);
      await window.workbench.openContainer('Tandem');
      await window.workbench.tree('Experiments').row('mlruns');
      const time = await activationTime(window.workbench, 'Tandem');
      if (time === undefined) throw new Error('Tandem is not among the running extensions');
      times.push(time);
      await window.close();
    }
    const bar = { kind: 'atMost', value: 50 } as const;
    const note = `each: ${times.join(', ')}`;
    return [
      row({
        id: 'activation',
        what: 'activation in the real editor, median',
        value: median(times),
        unit: 'ms',
        bar,
        note,
      }),
    ];
  });
}

/** Files of the stores that anybody reads while no view of Tandem's is shown. */
export async function readsBeforeAView(): Promise<readonly BenchRow[]> {
  return withEditor(async (host, demo) => {
    const reads = await watchReads(join(demo.folder, 'mlruns'));
    const window = await host.open(demo.folder);
    await delay(SETTLING);
    const before = await reads.paths();
    await window.workbench.openContainer('Tandem');
    await window.workbench.tree('Experiments').expand('mlruns');
    await window.workbench.tree('Experiments').row('digits-classifier');
    const after = await reads.paths();
    // Without this the row would hold where the file system tells of no read.
    if (after.length === 0) throw new Error('No read is seen even when a store is open: are access times kept here?');
    return [
      row({
        id: 'reads-before-a-view',
        what: 'files of a store read before a view is shown',
        value: before.length,
        unit: 'files',
        bar: { kind: 'atMost', value: 0 },
        note: `${after.length} once it is open`,
      }),
    ];
  });
}

/** From the write of a training to the table of the open chart, which the picture is drawn from. */
export async function writtenToChart(): Promise<readonly BenchRow[]> {
  return withEditor(async (host, demo) => {
    const rows: BenchRow[] = [];
    const file = await startFileRun(
      await experimentFolder(demo.folder, 'digits-classifier'),
      'a'.repeat(32),
      'right-now',
    );
    rows.push(
      await latencyRow('mlruns', await host.open(demo.folder), {
        path: ['mlruns', 'digits-classifier'],
        run: 'right-now',
        metric: 'loss',
        log: (value, step) => file.log('loss', value, step),
      }),
    );
    if (!demo.genuine) return rows;
    // The tree is found as it was left: two runs of one name would both be in sight.
    const sqlite = startSqliteRun(demo.folder, 'churn-forecast', 'b'.repeat(32), 'right-now-too');
    rows.push(
      await latencyRow('mlflow.db', await host.open(demo.folder), {
        path: ['mlflow.db', 'churn-forecast'],
        run: 'right-now-too',
        metric: 'valid-auc',
        log: (value, step) => sqlite.log('valid-auc', value, step),
      }),
    );
    sqlite.close();
    return rows;
  });
}

async function latencyRow(
  store: string,
  window: EditorWindow,
  what: Parameters<typeof liveLatency>[1],
): Promise<BenchRow> {
  const times = await liveLatency(window, what, 10);
  await window.close();
  return row({
    id: `written-to-chart-${store}`,
    what: `a value written into ${store} → on the open chart, slowest of ${times.length}`,
    value: Math.max(...times),
    unit: 'ms',
    bar: { kind: 'atMost', value: 1000 },
    note: `median ${Math.round(median(times))} ms`,
  });
}

async function withEditor<T>(use: (host: EditorHost, demo: DemoWorkspace) => Promise<T>): Promise<T> {
  const demo = await copyDemo();
  const profile = await makeProfile();
  try {
    const host = await startHost({ profile, vsix: await vsixToTest() });
    try {
      return await use(host, demo);
    } finally {
      await host.stop();
    }
  } finally {
    await profile.dispose();
    await demo.dispose();
  }
}
