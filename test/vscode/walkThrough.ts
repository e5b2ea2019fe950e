import { join } from 'node:path';
import type { EditorHost } from './lib/editor.ts';
import { waitFor } from './lib/waiting.ts';

export interface Walk {
  readonly host: EditorHost;
  /** The demo workspace. */
  readonly folder: string;
  /** Where the pictures go. */
  readonly pictures: string;
  /** Whether a training writes meanwhile. */
  readonly trainsLive: boolean;
  readonly step: <T>(what: string, action: () => Promise<T>) => Promise<T>;
  readonly say: (text: string) => void;
}

/** The story of a first visit, without a person: open, look around, tick, compare, see it grow, reload. */
export async function walkThrough({ host, folder, pictures, trainsLive, step, say }: Walk): Promise<void> {
  const window = await step('Opening the demo workspace', () => host.open(folder, { width: 1600, height: 1000 }));
  const { workbench } = window;
  let number = 0;
  const picture = (name: string) => {
    number++;
    return workbench.page.screenshot({ path: join(pictures, `${String(number).padStart(2, '0')}-${name}.png`) });
  };
  const tree = workbench.tree('Experiments');
  const panel = workbench.comparePanel();

  const stores = await step('Finding the stores of the folder', async () => {
    await workbench.openContainer('Tandem');
    const rows = await tree.waitForRows('stores', (all) => all.some((row) => row.level === 1));
    await picture('stores');
    return rows.filter((row) => row.level === 1).map((row) => row.label);
  });
  await step('Opening an experiment and a run', async () => {
    await tree.expand('mlruns');
    await tree.expand('digits-classifier');
    await tree.expand('sweep');
    await tree.expand('lr-0.001');
    await tree.expand(/^Metrics/, 'lr-0.001');
    await picture('runs-and-metrics');
    await tree.collapse('lr-0.001');
  });
  const ticked = ['lr-0.01', 'lr-0.001', 'lr-1.0-exploded', ...(trainsLive ? ['live'] : [])];
  await step(`Ticking ${ticked.join(', ')}`, async () => {
    for (const run of ticked) await tree.check(run);
    await workbench.tree('Selected Runs').waitForRows('the ticked runs', (rows) => rows.length === ticked.length);
  });
  const curves = await step('Comparing their curves', async () => {
    await workbench.runCommand('Tandem: Compare Selected Runs');
    const all = await panel.waitForCurves('loss', 'their curves', (found) => found.size === ticked.length, 30_000);
    await picture('compare');
    return all;
  });
  if (trainsLive) {
    await step('Watching the live training on the chart', async () => {
      const before = Number(curves.get('live')?.points);
      await panel.waitForCurves(
        'loss',
        'the live curve to grow',
        (now) => Number(now.get('live')?.points) > before,
        10_000,
      );
      await picture('live');
    });
  }
  await step('Looking at what differs', async () => {
    await panel.control('checkbox', 'Only differences').click();
    await panel.content.getByRole('grid', { name: 'Comparison of runs' }).scrollIntoViewIfNeeded();
    await waitFor(
      'the table',
      () => panel.content.getByRole('rowheader', { name: /learning_rate/ }).count(),
      (n) => n > 0,
    );
    await picture('differences');
  });
  await step('Reloading the window', async () => {
    await window.reload();
    await panel.reveal('loss');
    await panel.waitForCurves('loss', 'the panel as it was', (all) => all.size === ticked.length, 30_000);
    await picture('after-reload');
  });
  await step('Asking what Tandem sees', async () => {
    // An editor paints the lines in sight alone.
    await workbench.page.setViewportSize({ width: 1600, height: 2400 });
    await workbench.runCommand('Tandem: Report What Tandem Sees');
    const text = await waitFor(
      'the report',
      () => workbench.editorText(),
      (lines) => lines.includes('What Tandem sees'),
    );
    await picture('report');
    say(`\n${text}\n`);
  });
  say(`Tandem found ${stores.length} stores: ${stores.join(', ')}`);
  for (const [run, { last, lowest, points }] of curves)
    say(`  loss of ${run}: last ${last}, lowest ${lowest}, ${points} points`);
  await window.close();
}
