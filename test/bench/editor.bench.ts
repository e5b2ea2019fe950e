import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyDemo, type DemoWorkspace } from '../vscode/lib/demoWorkspace.ts';
import type { EditorHost, EditorWindow } from '../vscode/lib/editor.ts';
import { startFileRun } from '../vscode/lib/fileRun.ts';
import { startHost } from '../vscode/lib/hosts.ts';
import { experimentFolder, liveLatency } from '../vscode/lib/latency.ts';
import { activationTime } from '../vscode/lib/runningExtensions.ts';
import { startSqliteRun } from '../vscode/lib/sqliteRun.ts';
import { vsixToTest } from '../vscode/lib/vsix.ts';
import { makeProfile } from '../vscode/lib/workspace.ts';
import { median } from './kit/measure.ts';
import { type BenchRow, row } from './kit/rows.ts';

const SPY = fileURLToPath(new URL('../vscode/lib/fileSpy.cjs', import.meta.url));

/** As the editor's own list of running extensions says, in several windows, each with an extension host of its own. */
export async function activation(): Promise<readonly BenchRow[]> {
  return withEditor({}, async (host, demo) => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const window = await host.open(demo.folder);
      await window.workbench.openContainer('Tandem');
      await window.workbench.tree('Experiments').row('mlruns');
      const time = await activationTime(window.workbench, 'tandem-ml.tandem');
      if (time === undefined) throw new Error('Tandem is not among the running extensions');
      times.push(time);
      await window.close();
    }
    const bar = { kind: 'atMost', value: 50 } as const;
    const note = `each: ${times.join(', ')}`;
    return [
      row({ id: 'activation', what: 'activation in the real editor', value: median(times), unit: 'ms', bar, note }),
    ];
  });
}

/** Files of the workspace that Tandem opens, lists or asks for while no view of its is shown. */
export async function readsBeforeAView(): Promise<readonly BenchRow[]> {
  const demo = await copyDemo();
  const log = `${demo.folder}-reads.log`;
  const env = { NODE_OPTIONS: `--require=${SPY}`, TANDEM_SPY_ROOT: demo.folder, TANDEM_SPY_LOG: log };
  return withEditor(
    env,
    async (host) => {
      const window = await host.open(demo.folder);
      await delay(5000);
      const before = await readsIn(log);
      await window.workbench.openContainer('Tandem');
      await window.workbench.tree('Experiments').expand('mlruns');
      await window.workbench.tree('Experiments').row('digits-classifier');
      const after = await readsIn(log);
      // Without this the row would hold for a spy that sees nothing.
      if (after.length === 0) throw new Error('The spy did not even see the reads of a view that is shown');
      return [
        row({
          id: 'reads-before-a-view',
          what: 'files read before a view is shown',
          value: before.length,
          unit: 'reads',
          bar: { kind: 'atMost', value: 0 },
          note: `${after.length} once a store is open`,
        }),
      ];
    },
    demo,
  );
}

/** From the write of a training to the table of the open chart, which the picture is drawn from. */
export async function writtenToChart(): Promise<readonly BenchRow[]> {
  return withEditor({}, async (host, demo) => {
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
    const sqlite = startSqliteRun(demo.folder, 'churn-forecast', 'b'.repeat(32), 'right-now');
    rows.push(
      await latencyRow('mlflow.db', await host.open(demo.folder), {
        path: ['mlflow.db', 'churn-forecast'],
        run: 'right-now',
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

async function withEditor<T>(
  env: NodeJS.ProcessEnv,
  use: (host: EditorHost, demo: DemoWorkspace) => Promise<T>,
  workspace?: DemoWorkspace,
): Promise<T> {
  const demo = workspace ?? (await copyDemo());
  const profile = await makeProfile();
  try {
    const host = await startHost({ profile, vsix: await vsixToTest(), env });
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

async function readsIn(log: string): Promise<string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
