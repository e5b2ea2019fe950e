import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseRunFilter, parseRunOrderBy } from '../../../../src/core/tracking/filter/parse.ts';
import { searchText, understandFilter } from '../../../../src/features/experiments/data/runFilter.ts';
import { type RunListQuery, runPages } from '../../../../src/features/experiments/data/runPages.ts';
import {
  compareOrderKeys,
  DEFAULT_SORT,
  orderClauses,
  type RunSort,
} from '../../../../src/features/experiments/data/runSort.ts';
import { MemoryStore, type RunInit } from '../../../fakes/memoryStore.ts';
import { anything } from './anything.ts';

const { signal } = new AbortController();

async function list(
  store: MemoryStore,
  more: Partial<Omit<RunListQuery, 'filter'>> & { readonly filter?: string } = {},
) {
  const filter = understandFilter(more.filter ?? '');
  const query = { experimentId: '1', sort: DEFAULT_SORT, view: 'active', pageSize: 3, ...more, filter } as const;
  const pages: string[][] = [];
  for await (const page of runPages(store, query, signal)) pages.push(page.runs.map(({ runId }) => runId));
  return pages;
}

function storeOf(...runs: readonly RunInit[]) {
  const store = new MemoryStore();
  store.put(...runs);
  return store;
}

describe('a filter as it is typed', () => {
  it('is an expression where MLflow takes it, else a text', () => {
    assert.deepEqual(understandFilter("metrics.acc > 0.9 and params.lr = '0.1'").kind, 'expression');
    assert.deepEqual(understandFilter('  night run '), { kind: 'text', text: 'night run', problem: undefined });
    assert.deepEqual(understandFilter(' ').kind, 'none');
  });

  it('says what is wrong where it looks like an expression', () => {
    for (const typed of ['metrics.acc >', 'acc > 0.9', "tags.x = '", 'params.lr like "x']) {
      const understood = understandFilter(typed);
      assert.ok(understood.kind === 'text' && (understood.problem ?? '') !== '', typed);
    }
  });

  it('becomes filters that MLflow takes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anything, minLength: 1 }), (text) => {
        for (const filter of searchText(text).filters) parseRunFilter(filter);
      }),
    );
  });

  it('as a text finds every run whose name contains it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'B', 'é', '%', '_', "'", '"', '\\', '`', ' ') }), {
          maxLength: 8,
        }),
        fc.string({
          unit: fc.constantFrom('A', 'b', 'É', '%', '_', "'", '"', '\\', '`', ' '),
          minLength: 1,
          maxLength: 2,
        }),
        async (names, filter) => {
          fc.pre(filter.trim() !== '' && understandFilter(filter).kind === 'text');
          const wanted = filter.trim().toLowerCase();
          const store = storeOf(...names.map((runName, i) => ({ runId: `r${i}`, runName, startTime: i })));
          const found = (await list(store, { filter })).flat();
          const expected = names.flatMap((name, i) => (name.toLowerCase().includes(wanted) ? [`r${i}`] : []));
          assert.deepEqual(found.sort(), expected.sort());
        },
      ),
      { numRuns: 200 },
    );
  });

  it('as a part of an id finds the run', async () => {
    const store = storeOf(
      { runId: '00ab12cd34', runName: 'x' },
      { runId: 'ffff', runName: 'named ab12cd by hand' },
      { runId: 'eeee' },
    );
    assert.deepEqual((await list(store, { filter: 'AB12CD' })).flat(), ['00ab12cd34', 'ffff']);
  });
});

describe('pages of runs', () => {
  it('are the newest first, each run once', async () => {
    const store = storeOf(...Array.from({ length: 7 }, (_, i) => ({ runId: `r${i}`, startTime: i })));
    assert.deepEqual(await list(store), [['r6', 'r5', 'r4'], ['r3', 'r2', 'r1'], ['r0']]);
  });

  it('show a run once that a newer one pushed onto the next page', async () => {
    const store = storeOf(...Array.from({ length: 4 }, (_, i) => ({ runId: `r${i}`, startTime: i })));
    const query = {
      experimentId: '1',
      sort: DEFAULT_SORT,
      view: 'active',
      pageSize: 2,
      filter: { kind: 'none' },
    } as const;
    const pages = runPages(store, query, signal);
    await pages.next();
    store.put({ runId: 'new', startTime: 9 });
    const second = await pages.next();
    assert.deepEqual(
      second.value?.runs.map(({ runId }) => runId),
      ['r1'],
    );
  });

  it('leave deleted runs to who asks for them', async () => {
    const store = storeOf({ runId: 'a' }, { runId: 'b', lifecycleStage: 'deleted' });
    assert.deepEqual((await list(store)).flat(), ['a']);
    assert.deepEqual((await list(store, { view: 'all' })).flat().sort(), ['a', 'b']);
  });

  it('can be ordered by duration, which MLflow can not: what has none comes last', async () => {
    const store = storeOf(
      { runId: 'short', startTime: 100, endTime: 110 },
      { runId: 'none' },
      { runId: 'long', startTime: 0, endTime: 1000 },
      { runId: 'middle', startTime: 50, endTime: 150 },
    );
    assert.deepEqual((await list(store, { sort: { by: 'duration', ascending: false } })).flat(), [
      'long',
      'middle',
      'short',
      'none',
    ]);
    assert.deepEqual(await list(store, { sort: { by: 'duration', ascending: true } }), [
      ['short', 'middle', 'long'],
      ['none'],
    ]);
  });

  it('order params that are numbers by their size', async () => {
    const store = storeOf(...['128', '16', '1e-3', 'auto', '8'].map((size) => ({ runId: size, params: { size } })), {
      runId: 'none',
    });
    assert.deepEqual((await list(store, { sort: { by: 'param', key: 'size', ascending: true } })).flat(), [
      '1e-3',
      '8',
      '16',
      '128',
      'auto',
      'none',
    ]);
    assert.deepEqual((await list(store, { sort: { by: 'param', key: 'size', ascending: false } })).flat(), [
      'auto',
      '128',
      '16',
      '8',
      '1e-3',
      'none',
    ]);
  });

  it('can be ordered and filtered at once', async () => {
    const store = storeOf(...[3, 1, 2].map((n) => ({ runId: `r${n}`, params: { n: String(n) }, metrics: { acc: n } })));
    const sort: RunSort = { by: 'param', key: 'n', ascending: true };
    assert.deepEqual((await list(store, { sort, filter: 'metrics.acc > 1' })).flat(), ['r2', 'r3']);
  });

  it('are one empty page where there is nothing', async () => {
    assert.deepEqual(await list(storeOf()), [[]]);
    assert.deepEqual(await list(storeOf(), { sort: { by: 'duration', ascending: true } }), [[]]);
  });
});

describe('the order of runs', () => {
  it('is in clauses that MLflow takes, for any name of a metric, or is made here', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.boolean(), (key, ascending) => {
        const clauses = orderClauses({ by: 'metric', key, ascending });
        if (clauses !== undefined)
          assert.deepEqual(
            parseRunOrderBy(clauses).map((term) => term.key),
            [key],
          );
      }),
    );
    for (const by of ['startTime', 'name', 'status'] as const)
      parseRunOrderBy(orderClauses({ by, ascending: true }) ?? []);
  });

  it('by a metric whose name has a quote in it is made here, NaN and missing last', async () => {
    const key = 'odd "name"';
    const store = storeOf(
      { runId: 'b', metrics: { [key]: 2 } },
      { runId: 'nan', metrics: { [key]: Number.NaN }, startTime: 5 },
      { runId: 'a', metrics: { [key]: 1 } },
      { runId: 'none' },
    );
    assert.deepEqual((await list(store, { sort: { by: 'metric', key, ascending: true } })).flat(), [
      'a',
      'b',
      'nan',
      'none',
    ]);
  });

  it('of keys is a total order in both directions', () => {
    const key = fc.oneof(fc.constant(undefined), fc.double({ noNaN: true }), fc.string(), fc.integer().map(String));
    fc.assert(
      fc.property(key, key, key, fc.boolean(), (a, b, c, ascending) => {
        const sign = (x: typeof a, y: typeof a) => Math.sign(compareOrderKeys(x, y, ascending)) + 0;
        assert.equal(sign(a, b), -sign(b, a) + 0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) assert.ok(sign(a, c) <= 0);
      }),
    );
  });
});
