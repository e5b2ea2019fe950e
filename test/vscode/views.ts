import { waitFor } from './lib/waiting.ts';
import type { Workbench } from './pages/workbench.ts';

type Show = (workbench: Workbench) => Promise<void>;

/** Every view, in an order in which each starts from where the one before left the window. */
export const VIEWS: Readonly<Record<string, Show>> = {
  async experiments(workbench) {
    await workbench.openContainer('Tandem');
    const tree = workbench.tree('Experiments');
    await tree.expand('mlruns');
    await tree.expand('digits-classifier');
    await tree.expand('sweep');
    await tree.expand('lr-0.001');
    await tree.expand(/^Metrics/, 'lr-0.001');
  },

  async tooltip(workbench) {
    await (await workbench.tree('Experiments').row('lr-1.0-exploded')).hover();
    await workbench.hoverText();
  },

  async selected(workbench) {
    await workbench.page.keyboard.press('Escape');
    const tree = workbench.tree('Experiments');
    await tree.collapse('lr-0.001');
    for (const run of ['lr-0.03', 'lr-0.01', 'lr-0.001', 'lr-1.0-exploded']) await tree.check(run);
    await workbench.tree('Selected Runs').waitForRows('the ticked runs', (rows) => rows.length === 4);
  },

  async compare(workbench) {
    await workbench.runCommand('Tandem: Compare Selected Runs');
    await workbench.comparePanel().waitForCurves('loss', 'four curves', (curves) => curves.size === 4, 30_000);
  },

  async 'compare-hover'(workbench) {
    await workbench.comparePanel().chart('val/accuracy').scrollIntoViewIfNeeded();
    await workbench.comparePanel().chart('val/accuracy').locator('canvas').hover();
  },

  async 'compare-table'(workbench) {
    const panel = workbench.comparePanel();
    await panel.content.getByRole('grid', { name: 'Comparison of runs' }).scrollIntoViewIfNeeded();
    const keys = panel.content.getByRole('rowheader', { name: /learning_rate/ });
    await waitFor(
      'the table',
      () => keys.count(),
      (count) => count > 0,
    );
  },

  async report(workbench) {
    await workbench.runCommand('Tandem: Report What Tandem Sees');
    await waitFor(
      'the report',
      () => workbench.editorText(),
      (text) => text.includes('What Tandem sees'),
    );
  },
};

/** What a folder without any store shows. */
export async function showWelcome(workbench: Workbench): Promise<void> {
  await workbench.openContainer('Tandem');
  await workbench.tree('Experiments').welcome().getByRole('button', { name: 'Add a Store' }).waitFor();
}
