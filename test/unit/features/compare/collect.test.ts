import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../../../src/base/errors.ts';
import type { CompareAxis, CompareSeriesRequest } from '../../../../src/contracts/compare.ts';
import { DEFAULT_LIVENESS } from '../../../../src/core/tracking/liveness.ts';
import type { Run } from '../../../../src/core/tracking/model.ts';
import { compareGuards, decodeSource } from '../../../../src/features/compare/guards.ts';
import { collectOverview, type ShownRun } from '../../../../src/features/compare/overview.ts';
import { historyRequest, toCompareSeries } from '../../../../src/features/compare/series.ts';
import { type ComparedRun, cellText, collectTable } from '../../../../src/features/compare/table.ts';

function run(
  id: string,
  parts: { metrics?: Record<string, number>; params?: Record<string, string>; tags?: Record<string, string> } = {},
): Run {
  const metrics = Object.entries(parts.metrics ?? {}).map(
    ([key, value]) => [key, { value, step: 0, timestamp: 1 }] as const,
  );
  return {
    runId: id,
    runName: `name of ${id}`,
    experimentId: '1',
    userId: 'me',
    artifactUri: '',
    status: 'FINISHED',
    lifecycleStage: 'active',
    startTime: 1000,
    endTime: 3000,
    metrics: new Map(metrics),
    params: new Map(Object.entries(parts.params ?? {})),
    tags: new Map(Object.entries(parts.tags ?? {})),
    datasets: [],
    loggedModels: [],
  };
}
const compared = (r: Run | undefined, runKey = r?.runId ?? '?'): ComparedRun => ({
  runKey,
  run: r,
  experiment: 'e',
  store: 's',
});
const all = { onlyDifferences: false };
const rows = (table: ReturnType<typeof collectTable>, kind: string) =>
  table.sections.find((section) => section.kind === kind)?.rows ?? [];

describe('the table', () => {
  it('has one row for each key of any run, in the order a person expects', () => {
    const table = collectTable(
      [compared(run('a', { params: { layer10: '1', layer2: '2' } })), compared(run('b', { params: { B: '3' } }))],
      all,
    );
    assert.deepEqual(
      rows(table, 'param').map(({ key, cells }) => [key, cells]),
      [
        ['B', [undefined, '3']],
        ['layer2', ['2', undefined]],
        ['layer10', ['1', undefined]],
      ],
    );
  });

  it('with only differences leaves out what is the same, and counts it', () => {
    const runs = [
      compared(run('a', { params: { lr: '1', seed: '7' } })),
      compared(run('b', { params: { lr: '2', seed: '7' } })),
    ];
    const section = collectTable(runs, { onlyDifferences: true }).sections.find(({ kind }) => kind === 'param');
    assert.deepEqual(
      section?.rows.map(({ key }) => key),
      ['lr'],
    );
    assert.equal(section?.hidden, 1);
  });

  it('takes NaN for the same as NaN, and a missing value for different', () => {
    const runs = [
      compared(run('a', { metrics: { x: Number.NaN, y: 1 } })),
      compared(run('b', { metrics: { x: Number.NaN } })),
    ];
    const metrics = rows(collectTable(runs, all), 'metric');
    assert.deepEqual(
      metrics.map(({ key, differs }) => [key, differs]),
      [
        ['x', false],
        ['y', true],
      ],
    );
  });

  it('does not call a run different that has not been read yet', () => {
    const table = collectTable([compared(run('a', { params: { lr: '1' } })), compared(undefined)], {
      onlyDifferences: true,
    });
    assert.deepEqual(rows(table, 'param'), []);
  });

  it('marks the best value by the direction that the name tells, never NaN, and none where all are equal', () => {
    const runs = [
      compared(run('a', { metrics: { loss: 2, acc: 0.5, epoch: 3, f1: 1 } })),
      compared(run('b', { metrics: { loss: 1, acc: 0.9, epoch: 4, f1: 1 } })),
      compared(run('c', { metrics: { loss: Number.NaN, acc: Number.NaN } })),
    ];
    const best = Object.fromEntries(rows(collectTable(runs, all), 'metric').map((row) => [row.key, row.best]));
    assert.deepEqual(best, { acc: 1, epoch: undefined, f1: undefined, loss: 1 });
  });

  it('sends what JSON can not hold as text', () => {
    const runs = [compared(run('a', { metrics: { x: Number.POSITIVE_INFINITY, y: Number.NaN } }))];
    const cells = rows(collectTable(runs, all), 'metric').map((row) => row.cells[0]);
    assert.deepEqual(JSON.parse(JSON.stringify(cells)), ['Infinity', 'NaN']);
  });

  it('cuts a long value for the view and copies it whole', () => {
    const long = 'x'.repeat(100_000);
    const one = compared(run('a', { params: { p: long } }));
    const cell = rows(collectTable([one], all), 'param')[0]?.cells[0];
    assert.ok(String(cell).length < 1000);
    assert.equal(cellText('param', 'p', one), long);
    assert.equal(cellText('param', 'no such', one), undefined);
  });

  it('leaves out attributes that no run has', () => {
    const keys = rows(collectTable([compared(run('a'))], all), 'attribute').map(({ key }) => key);
    assert.ok(keys.includes('status') && !keys.includes('dataset') && !keys.includes('model'));
  });

  it('finds rows by a part of their key, whatever the case', () => {
    const table = collectTable([compared(run('a', { params: { LearningRate: '1', seed: '2' } }))], {
      ...all,
      search: ' rate',
    });
    assert.deepEqual(
      rows(table, 'param').map(({ key }) => key),
      ['LearningRate'],
    );
  });
});

describe('the overview', () => {
  const shown = (snapshot: ShownRun['snapshot']): ShownRun => ({
    ref: { storeId: 's', runId: 'abcdefghij' },
    runKey: 'abcdefghij@s',
    colour: 3,
    snapshot,
    experiment: 'e',
    store: 's',
  });
  const collect = (...snapshots: ShownRun['snapshot'][]) =>
    collectOverview({ type: 'selection' }, snapshots.map(shown), 10_000, DEFAULT_LIVENESS);

  it('counts the runs of each metric', () => {
    const overview = collect(
      { state: 'ready', data: run('a', { metrics: { acc: 1, loss: 1 } }) },
      { state: 'ready', data: run('b', { metrics: { acc: 1 } }) },
    );
    assert.deepEqual(overview.metrics, [
      { key: 'acc', runs: 2 },
      { key: 'loss', runs: 1 },
    ]);
    assert.equal(overview.loading, false);
  });

  it('keeps the last good data of a run that failed, with the reason', () => {
    const error = new AppError({ code: 'locked', message: 'The database is locked.' });
    const overview = collect({ state: 'failed', error, last: run('a', { metrics: { acc: 1 } }) });
    assert.equal(overview.runs[0]?.problem, 'The database is locked.');
    assert.equal(overview.runs[0]?.name, 'name of a');
    assert.equal(overview.metrics.length, 1);
  });

  it('shows a run that is still unknown by the start of its id', () => {
    const overview = collect({ state: 'loading' });
    assert.equal(overview.runs[0]?.name, 'abcdefgh');
    assert.equal(overview.loading, true);
  });
});

describe('the series', () => {
  const request = (axis: CompareAxis, range?: CompareSeriesRequest['range']): CompareSeriesRequest => ({
    key: 'm',
    runKeys: [],
    axis,
    range,
    maxPoints: 10,
  });
  const series = {
    runId: 'a',
    key: 'm',
    total: 3,
    steps: Float64Array.of(0, 1, 2),
    timestamps: Float64Array.of(5000, 9000, 7000),
    values: Float64Array.of(1, 2, 3),
    nans: [{ fromStep: 1, toStep: 2, fromTime: 6000, toTime: 7000, count: 2 }],
  };
  const origin = { runKey: 'a@s', runId: 'a', startTime: 4000 };

  it('stand by step as they are', () => {
    const out = toCompareSeries(series, request('step'), origin);
    assert.deepEqual(
      [[...out.x], [...out.y], [...out.nans]],
      [
        [0, 1, 2],
        [1, 2, 3],
        [1, 2],
      ],
    );
  });
  it('are in order of time by time, though a clock went back', () => {
    const out = toCompareSeries(series, request('time'), origin);
    assert.deepEqual(
      [[...out.x], [...out.y]],
      [
        [5000, 7000, 9000],
        [1, 3, 2],
      ],
    );
  });
  it('count seconds from the start of the run by relative time', () => {
    const out = toCompareSeries(series, request('relative'), origin);
    assert.deepEqual(
      [[...out.x], [...out.nans]],
      [
        [1, 3, 5],
        [2, 3],
      ],
    );
  });
  it('read the same stretch that the view shows, on every axis', () => {
    const range = { from: 1, to: 3 };
    assert.deepEqual(historyRequest(request('step', range), [{ ...origin, startTime: 4000 }]).range, {
      axis: 'step',
      from: 1,
      to: 3,
    });
    assert.deepEqual(historyRequest(request('relative', range), [{ ...origin, startTime: 4000 }]).range, {
      axis: 'time',
      from: 5000,
      to: 7000,
    });
    assert.deepEqual(historyRequest(request('relative', range), [{ ...origin, startTime: undefined }]).range, {
      axis: 'time',
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
    });
  });
});

describe('what a view may say', () => {
  const anything = fc.anything({ withNullPrototype: true });
  it('is refused unless it fits, and no guard throws', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 3 }), (args) => {
        for (const guard of Object.values(compareGuards)) assert.equal(typeof guard(args), 'boolean');
      }),
    );
  });
  it('is taken where it fits', () => {
    assert.ok(compareGuards.series([{ key: 'm', runKeys: ['a@s'], axis: 'step', maxPoints: 100 }]));
    assert.ok(compareGuards.series([{ key: 'm', runKeys: [], axis: 'time', range: { from: 1, to: 2 }, maxPoints: 1 }]));
    assert.ok(compareGuards.table([{ onlyDifferences: true, search: null }]));
    assert.ok(compareGuards.copyCell([{ kind: 'param', key: 'a', runKey: 'b' }]));
    assert.ok(!compareGuards.series([{ key: 'm', runKeys: [], axis: 'sideways', maxPoints: 1 }]));
    assert.ok(!compareGuards.series([{ key: 'm', runKeys: [], axis: 'step', maxPoints: Number.POSITIVE_INFINITY }]));
    assert.ok(!compareGuards.overview(['more']));
  });
  it('about its source decides what a restored panel shows; nonsense follows the selection', () => {
    assert.deepEqual(decodeSource({ source: { type: 'fixed', runKeys: ['a@s'] } }), {
      type: 'fixed',
      runKeys: ['a@s'],
    });
    for (const state of [undefined, null, 7, {}, { source: { type: 'fixed', runKeys: [1] } }, { source: 'fixed' }]) {
      assert.deepEqual(decodeSource(state), { type: 'selection' });
    }
  });
});
