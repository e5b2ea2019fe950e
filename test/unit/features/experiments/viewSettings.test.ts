import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SORT } from '../../../../src/features/experiments/data/runSort.ts';
import { ViewSettings, type ViewSettingsChange } from '../../../../src/features/experiments/data/viewSettings.ts';

function makeSettings(stored?: unknown) {
  let saved: unknown = stored;
  const settings = new ViewSettings({
    load: () => saved,
    save: (value) => {
      // As VS Code keeps it.
      saved = JSON.parse(JSON.stringify(value));
    },
  });
  return { settings, saved: () => saved };
}

describe('the settings of the view', () => {
  it('come back after a restart', () => {
    const first = makeSettings();
    first.settings.setFilter('a', '1', ' metrics.acc > 0.5 ');
    first.settings.setSort('a', '1', { by: 'metric', key: 'acc', ascending: false });
    first.settings.setShowDeleted(true);
    const { settings } = makeSettings(first.saved());
    assert.deepEqual(settings.get('a', '1'), {
      filter: 'metrics.acc > 0.5',
      sort: { by: 'metric', key: 'acc', ascending: false },
    });
    assert.equal(settings.showDeleted, true);
    assert.deepEqual(settings.recentFilters, ['metrics.acc > 0.5']);
  });

  it('remember what was opened and closed, the newest 500', () => {
    const first = makeSettings();
    for (let i = 0; i < 510; i++) first.settings.setOpen(`node ${i}`, i % 2 === 0);
    first.settings.setOpen('node 10', false);
    const { settings } = makeSettings(first.saved());
    assert.equal(settings.isOpen('node 509'), false);
    assert.equal(settings.isOpen('node 508'), true);
    assert.equal(settings.isOpen('node 10'), false);
    assert.equal(settings.isOpen('node 0'), undefined);
  });

  it('are of one experiment of one store', () => {
    const { settings } = makeSettings();
    settings.setFilter('a', '1', 'x');
    for (const [store, experiment] of [
      ['a', '2'],
      ['b', '1'],
    ] as const) {
      assert.deepEqual(settings.get(store, experiment), { filter: '', sort: DEFAULT_SORT });
    }
  });

  it('remember the filters used lately, each once, newest first, not without end', () => {
    const { settings } = makeSettings();
    for (let i = 0; i < 30; i++) settings.setFilter('a', '1', `filter ${i}`);
    settings.setFilter('a', '2', 'filter 25');
    settings.setFilter('a', '2', '');
    assert.deepEqual(settings.recentFilters.slice(0, 3), ['filter 25', 'filter 29', 'filter 28']);
    assert.ok(settings.recentFilters.length <= 12);
  });

  it('tell whose list changed', () => {
    const { settings } = makeSettings();
    const changes: ViewSettingsChange[] = [];
    settings.onDidChange((change) => changes.push(change));
    settings.setFilter('a', '1', 'x');
    settings.setShowDeleted(true);
    settings.setShowDeleted(true);
    assert.deepEqual(changes, [{ experiment: { storeId: 'a', experimentId: '1' } }, {}]);
  });

  it('take nothing of what was kept that makes no sense', () => {
    const stored = {
      showDeleted: 'yes',
      recent: [1, 'ok'],
      lists: { '1@a': { filter: 7, sort: { by: 'metric', ascending: true } }, '2@a': null },
    };
    const { settings } = makeSettings(stored);
    assert.equal(settings.showDeleted, false);
    assert.deepEqual(settings.recentFilters, ['ok']);
    assert.deepEqual(settings.get('a', '1'), { filter: '', sort: DEFAULT_SORT });
    assert.deepEqual(makeSettings('nonsense').settings.get('a', '1').filter, '');
  });
});
