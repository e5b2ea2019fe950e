import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeExperiment,
  describeMetric,
  describeSize,
} from '../../../../src/features/experiments/collect/describe.ts';
import { exampleFilters } from '../../../../src/features/experiments/collect/exampleFilters.ts';
import { metricLines } from '../../../../src/features/experiments/collect/metricFolders.ts';
import { lookOfRun, runState } from '../../../../src/features/experiments/collect/runLook.ts';
import { understandFilter } from '../../../../src/features/experiments/data/runFilter.ts';
import { DEFAULT_SORT } from '../../../../src/features/experiments/data/runSort.ts';
import { makeRun } from '../../../fakes/memoryStore.ts';
import { words } from './words.ts';

const limits = { quietAfter: 120_000, noSignAfter: 1_800_000 };
const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (minutes: number) => now - minutes * 60_000;
const look = (init: Parameters<typeof makeRun>[0]) => lookOfRun(makeRun(init), { now, limits, words });

describe('the look of a run', () => {
  it('tells the states apart that a status hides', () => {
    const state = (init: Omit<Parameters<typeof makeRun>[0], 'runId'>) =>
      runState(makeRun({ runId: 'x', ...init }), now, limits);
    assert.equal(state({ status: 'RUNNING', startTime: ago(1) }), 'live');
    assert.equal(state({ status: 'RUNNING', startTime: ago(10) }), 'quiet');
    assert.equal(state({ status: 'RUNNING', startTime: ago(100) }), 'noSign');
    assert.equal(
      state({ status: 'RUNNING', startTime: ago(100), metrics: { loss: [{ value: 1, step: 0, timestamp: ago(1) }] } }),
      'live',
    );
    assert.equal(state({ status: 'SCHEDULED', startTime: ago(1) }), 'scheduled');
    assert.equal(state({ status: 'FAILED' }), 'failed');
    assert.equal(state({ status: 'KILLED' }), 'killed');
    assert.equal(state({ status: 'FINISHED', lifecycleStage: 'deleted' }), 'deleted');
  });

  it('says when it started and how long it took', () => {
    assert.equal(look({ runId: 'x', startTime: ago(180), endTime: ago(178) }).description, '3 h ago · 2m 00s');
  });

  it('counts the time of a run that goes on', () => {
    assert.equal(look({ runId: 'x', status: 'RUNNING', startTime: now - 5_200 }).description, 'just now · 5.2s');
  });

  it('counts a long time in steps, for a row that is always drawn anew has no tooltip', () => {
    const described = (seconds: number) =>
      look({ runId: 'x', status: 'RUNNING', startTime: now - seconds * 1000 }).description;
    assert.equal(described(59), 'just now · 59s');
    assert.equal(described(64), '1 min ago · 1m 00s');
    assert.equal(described(65), '1 min ago · 1m 05s');
  });

  it('does not let a dead run tick, but says since when there is no sign of it', () => {
    const { description, state } = look({ runId: 'x', status: 'RUNNING', startTime: ago(100) });
    assert.equal(state, 'noSign');
    assert.match(description, /^no sign of life since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('shows the metric or param that the list is ordered by', () => {
    const run = makeRun({
      runId: 'x',
      startTime: ago(180),
      endTime: ago(178),
      metrics: { acc: 0.9123456 },
      params: { lr: '0.1' },
    });
    const described = (sort: Parameters<typeof lookOfRun>[1]['sort']) =>
      lookOfRun(run, { now, limits, words, sort }).description;
    assert.equal(described({ by: 'metric', key: 'acc', ascending: false }), 'acc 0.912346 · 3 h ago · 2m 00s');
    assert.equal(described({ by: 'param', key: 'lr', ascending: true }), 'lr 0.1 · 3 h ago · 2m 00s');
    assert.equal(described({ by: 'metric', key: 'none', ascending: true }), '3 h ago · 2m 00s');
  });

  it('goes by the id where there is no name, and hides nothing of one', () => {
    assert.equal(look({ runId: '0123456789abcdef', runName: ' ' }).label, '01234567');
    assert.equal(look({ runId: 'x', runName: 'a\u202Eb\u001b[31m' }).label, 'a\\u202eb\\x1b[31m');
    assert.ok(look({ runId: 'x', runName: 'n'.repeat(100_000) }).label.length <= 200);
  });

  it('says everything to a screen reader', () => {
    const { accessible } = look({
      runId: 'x',
      runName: 'night',
      status: 'FAILED',
      startTime: ago(180),
      endTime: ago(178),
    });
    assert.equal(accessible, 'night, failed, 3 h ago, 2m 00s');
  });
});

describe('the lines of metrics', () => {
  const label = (lines: ReturnType<typeof metricLines>) =>
    lines.map((line) => (line.type === 'folder' ? `${line.label}/ ${line.count}` : line.label));

  it('are one list while there are few, in natural order', () => {
    assert.deepEqual(label(metricLines(['val/acc', 'layer10', 'layer2'], '')), ['layer2', 'layer10', 'val/acc']);
  });

  it('keep what the machine says apart', () => {
    assert.deepEqual(label(metricLines(['loss', 'system/cpu', 'system/gpu_0'], '')), ['loss', 'system/ 2']);
    assert.deepEqual(label(metricLines(['loss', 'system/cpu', 'system/gpu_0'], 'system/')), ['cpu', 'gpu_0']);
  });

  it('are sorted into folders where there are many', () => {
    const keys = [
      'epoch',
      'once/only',
      ...Array.from({ length: 9 }, (_, i) => `train/m${i}`),
      'val/a',
      'val/b/c',
      'val/b/d',
    ];
    assert.deepEqual(label(metricLines(keys, '')), ['epoch', 'once/only', 'train/ 9', 'val/ 3']);
    assert.deepEqual(label(metricLines(keys, 'val/')), ['a', 'b/c', 'b/d']);
  });

  it('open a folder in a folder where that has many, too, and lose no metric', () => {
    const keys = Array.from({ length: 40 }, (_, i) => `val/head${i % 2}/m${i}`);
    const lines = metricLines(keys, 'val/');
    assert.deepEqual(label(lines), ['head0/ 20', 'head1/ 20']);
    const all = lines.flatMap((line) => (line.type === 'folder' ? metricLines(keys, line.prefix) : [line]));
    assert.equal(all.length, 40);
  });

  it('take slashes at the ends of a name as part of it', () => {
    const keys = ['/a', 'b/', '//', ...Array.from({ length: 20 }, (_, i) => `m${i}`)];
    assert.equal(metricLines(keys, '').length, keys.length);
  });
});

describe('what stands beside a label', () => {
  it('of a metric is the last value, and the best where it was another', () => {
    const latest = { value: 0.5, step: 9, timestamp: now };
    assert.equal(describeMetric(latest, undefined, words), '0.5');
    assert.equal(describeMetric(latest, { value: 0.5, step: 9 }, words), '0.5');
    assert.equal(describeMetric(latest, { value: 0.25, step: 3 }, words), '0.5 · best 0.25');
  });

  it('of an experiment is how many runs there are so far, its filter and its order', () => {
    const plain = { filter: '', sort: DEFAULT_SORT };
    assert.equal(describeExperiment(plain, undefined, words), '');
    assert.equal(describeExperiment(plain, { count: 100, more: true }, words), '100+ runs');
    assert.equal(
      describeExperiment(
        { filter: 'lr', sort: { by: 'metric', key: 'acc', ascending: false } },
        { count: 1, more: false },
        words,
      ),
      '1 run · filter: lr · by acc ↓',
    );
  });

  it('of a file is its size', () => {
    assert.deepEqual([0, 999, 1500, 25_000, 3_400_000_000].map(describeSize), [
      '0 B',
      '999 B',
      '1.5 kB',
      '25 kB',
      '3.4 GB',
    ]);
  });
});

describe('example filters', () => {
  it('are expressions that say something about these runs', () => {
    const examples = exampleFilters([
      makeRun({ runId: 'x', metrics: { odd: 1, 'val/loss': 0.25 }, params: { note: "it's", lr: '0.1' } }),
    ]);
    assert.deepEqual(examples.slice(0, 2), ['metrics."val/loss" <= 0.25', "params.lr = '0.1'"]);
    for (const example of examples) assert.equal(understandFilter(example).kind, 'expression', example);
  });
});
