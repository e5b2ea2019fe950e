import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CompareRun, CompareViewState } from '../../../../src/contracts/compare.ts';
import {
  DEFAULT_STATE,
  decodeViewState,
  groupMetrics,
  lineStyles,
  pointsPerRun,
  runLabel,
  toggled,
  withAxis,
  withRunToggled,
  withZoom,
} from '../../../../webview/compare/state.ts';

function run(runKey: string, colour = 0): CompareRun {
  return { runKey, runId: runKey, name: runKey, experiment: 'e', store: 's', colour };
}

test('whatever was left behind decodes to a whole state', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ version: fc.constant(1) }, { requiredKeys: [] }), almostState()),
      (raw) => {
        const state = decodeViewState(raw);
        assert.equal(state.version, 1);
        assert.ok(['step', 'time', 'relative'].includes(state.axis));
        assert.ok(Number.isFinite(state.scroll));
        for (const list of [state.hiddenMetrics, state.hiddenRuns, state.collapsedGroups]) {
          assert.ok(list.every((item) => typeof item === 'string'));
        }
        for (const { from, to } of Object.values(state.zoom)) assert.ok(Number.isFinite(from) && from < to);
      },
    ),
  );
});

function almostState(): fc.Arbitrary<unknown> {
  const keys = Object.keys(DEFAULT_STATE).filter((key) => key !== 'version');
  const model = Object.fromEntries(keys.map((key) => [key, fc.anything()]));
  return fc.record({ version: fc.constant(1), ...model });
}

test('a state that was kept comes back as it was', () => {
  const state: CompareViewState = {
    version: 1,
    source: { type: 'fixed', runKeys: ['a@s', 'b@s'] },
    axis: 'relative',
    logScale: true,
    onlyDifferences: true,
    search: 'loss',
    hiddenMetrics: ['acc'],
    zoom: { loss: { from: 1, to: 2 }, __proto__x: { from: 0, to: 9 } },
    hiddenRuns: ['a@s'],
    collapsedGroups: [],
    expandedMetric: 'loss',
    tableCollapsed: ['tag'],
    scroll: 120,
  };
  assert.deepEqual(JSON.parse(JSON.stringify(decodeViewState(JSON.parse(JSON.stringify(state))))), state);
});

test('another version and nonsense become the defaults', () => {
  assert.deepEqual(decodeViewState({ ...DEFAULT_STATE, version: 2, axis: 'time' }), DEFAULT_STATE);
  assert.deepEqual(decodeViewState(undefined), DEFAULT_STATE);
  assert.deepEqual(decodeViewState({ version: 1, zoom: { a: { from: 5, to: 1 }, b: [] } }).zoom, Object.create(null));
});

test('zooms are set and cleared by metric and mean nothing on another axis', () => {
  const zoomed = withZoom(DEFAULT_STATE, 'loss', { from: 1, to: 2 });
  assert.deepEqual(zoomed.zoom, { loss: { from: 1, to: 2 } });
  assert.equal(withZoom(zoomed, 'loss', { from: 1, to: 2 }), zoomed);
  assert.deepEqual(withZoom(zoomed, 'loss', undefined).zoom, {});
  assert.deepEqual(withAxis(zoomed, 'time').zoom, {});
  assert.equal(withAxis(zoomed, 'step'), zoomed);
});

test('a run is hidden and shown, or shown alone and all again', () => {
  const runs = [run('a'), run('b'), run('c')];
  const hidden = withRunToggled(DEFAULT_STATE, runs, 'a', false);
  assert.deepEqual(hidden.hiddenRuns, ['a']);
  assert.deepEqual(withRunToggled(hidden, runs, 'a', false).hiddenRuns, []);
  const alone = withRunToggled(hidden, runs, 'b', true);
  assert.deepEqual(alone.hiddenRuns, ['a', 'c']);
  assert.deepEqual(withRunToggled(alone, runs, 'b', true).hiddenRuns, []);
  assert.deepEqual(toggled([1, 2], 1), [2]);
});

test('60 runs look different from each other', () => {
  const runs = Array.from({ length: 60 }, (_, i) => run(`r${i}`, i % 12));
  const looks = new Set([...lineStyles(runs).values()].map(({ colour, dash }) => `${colour}/${dash}`));
  assert.equal(looks.size, 60);
});

test('metrics are grouped by prefix, plain ones first and the machine last', () => {
  const metrics = ['acc', 'system/cpu', 'train/acc', 'train/loss', 'val/loss'].map((key) => ({ key, runs: 1 }));
  const names = (search: string, hidden: string[]) =>
    groupMetrics(metrics, search, hidden).map((group) => [group.name, group.metrics.map((metric) => metric.key)]);
  assert.deepEqual(names('', []), [
    ['', ['acc']],
    ['train', ['train/acc', 'train/loss']],
    ['val', ['val/loss']],
    ['system', ['system/cpu']],
  ]);
  assert.deepEqual(names(' LOSS ', ['val/loss']), [['train', ['train/loss']]]);
});

test('the points of all runs stay within the budget, and small changes of size ask for no other number', () => {
  assert.equal(pointsPerRun(400, 5), pointsPerRun(480, 5));
  assert.equal(pointsPerRun(1_000, 100), 2_000);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8_000 }), fc.integer({ min: 1, max: 4_000 }), (width, runs) => {
      const points = pointsPerRun(width, runs);
      assert.ok(points * runs <= 200_000 && points >= 50);
    }),
  );
});

test('a run without a name is called by its id', () => {
  assert.equal(runLabel({ name: ' ', runId: '0123456789abcdef' }), '01234567');
  assert.equal(runLabel({ name: 'calm-otter', runId: 'x' }), 'calm-otter');
});
