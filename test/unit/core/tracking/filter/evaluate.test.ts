import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../../../../src/base/errors.ts';
import {
  compileExperimentFilter,
  compileExperimentOrder,
  compileRunFilter,
  compileRunOrder,
} from '../../../../../src/core/tracking/filter/evaluate.ts';
import type {
  DatasetFacts,
  Dialect,
  ExperimentFacts,
  RunFacts,
} from '../../../../../src/core/tracking/filter/facts.ts';
import {
  parseExperimentFilter,
  parseExperimentOrderBy,
  parseRunFilter,
  parseRunOrderBy,
} from '../../../../../src/core/tracking/filter/parse.ts';
import { compareText, compileLike } from '../../../../../src/core/tracking/filter/text.ts';

interface Written {
  readonly metrics?: Record<string, number>;
  readonly params?: Record<string, string>;
  readonly tags?: Record<string, string>;
  readonly attributes?: Record<string, string | number>;
  readonly datasets?: readonly DatasetFacts[];
}

function facts({ metrics = {}, params = {}, tags = {}, attributes = {}, datasets = [] }: Written): RunFacts {
  return {
    metric: (key) => metrics[key],
    param: (key) => params[key],
    tag: (key) => tags[key],
    attribute: (key) => attributes[key],
    datasets: () => datasets,
  };
}

const matches = (filter: string, run: Written, dialect: Dialect = 'file') =>
  compileRunFilter(parseRunFilter(filter), dialect)(facts(run));

describe('compileRunFilter', () => {
  it('matches everything when there is nothing to compare', () => {
    assert.ok(matches('', {}));
  });
  it('lets a missing value match IS NULL alone', () => {
    for (const filter of ['metrics.a != 1', "params.a != 'x'", "tags.a != 'x'", 'end_time != 1', "tags.a LIKE '%'"]) {
      assert.equal(matches(filter, {}), false, filter);
    }
    assert.ok(matches('params.a IS NULL AND tags.a IS NULL', {}));
    assert.ok(matches('params.a IS NOT NULL', { params: { a: '' } }));
  });
  it('lets NaN match != alone', () => {
    const run = { metrics: { a: Number.NaN } };
    assert.ok(matches('metrics.a != 0', run));
    for (const operator of ['=', '<', '<=', '>', '>=']) assert.equal(matches(`metrics.a ${operator} 0`, run), false);
  });
  it('compares infinities', () => {
    assert.ok(matches('metrics.a > 1e300 AND metrics.b < -1e300', { metrics: { a: Infinity, b: -Infinity } }));
    assert.ok(matches('metrics.a = 1e999', { metrics: { a: Infinity } }));
  });
  it('takes any dataset of the run', () => {
    const datasets = [
      { name: 'mnist', digest: 'd1', context: 'training' },
      { name: 'cifar', digest: 'd2' },
    ];
    assert.ok(matches("datasets.name = 'cifar' AND datasets.name = 'mnist'", { datasets }));
    assert.ok(matches("datasets.name NOT IN ('mnist')", { datasets }));
    assert.ok(matches("datasets.context LIKE 'train%'", { datasets }));
    assert.equal(matches("datasets.context != 'training'", { datasets }), false);
  });
  it('takes the name of a run from its tag in SQL, from the run itself over files', () => {
    const run = { attributes: { run_name: 'column' }, tags: { 'mlflow.runName': 'tag' } };
    assert.ok(matches("run_name = 'tag'", run, 'sql'));
    assert.ok(matches("run_name = 'column'", run, 'file'));
  });
  it('reads only what the filter names', () => {
    const asked: string[] = [];
    const run: RunFacts = {
      metric: (key) => {
        asked.push(key);
        return 1;
      },
      param: () => assert.fail('params were read'),
      tag: () => assert.fail('tags were read'),
      attribute: () => assert.fail('attributes were read'),
      datasets: () => assert.fail('datasets were read'),
    };
    assert.ok(compileRunFilter(parseRunFilter('metrics.a = 1 AND metrics.b = 1'), 'file')(run));
    assert.deepEqual(asked, ['a', 'b']);
  });
});

describe('LIKE', () => {
  const like = (text: string, pattern: string, dialect: Dialect = 'file') => compileLike(pattern, false, dialect)(text);
  const ilike = (text: string, pattern: string, dialect: Dialect) => compileLike(pattern, true, dialect)(text);
  it('has two wildcards and no escape', () => {
    for (const dialect of ['file', 'sql'] as const) {
      assert.ok(like('abc', 'a%', dialect) && like('abc', '%c', dialect) && like('abc', '_b_', dialect));
      assert.ok(like('abc', 'abc', dialect) && like('', '%', dialect) && like('a.c', 'a.c', dialect));
      assert.ok(like('abcabd', '%ab_', dialect) && like('a😀c', 'a_c', dialect));
      assert.ok(!like('abc', 'b', dialect) && !like('abc', 'ab', dialect) && !like('ABC', 'abc', dialect));
      assert.ok(!like('abc', 'a.c', dialect) && !like('a\\%c', 'a\\%d', dialect));
      assert.ok(like('a\\bc', 'a\\%c', dialect));
    }
  });
  it('stops at a line feed over files alone', () => {
    assert.ok(like('a\nb', 'a%b', 'sql') && like('a\nb', 'a_b', 'sql') && !like('ab\n', 'ab', 'sql'));
    assert.ok(!like('a\nb', 'a%b', 'file') && !like('a\nb', 'a_b', 'file') && like('ab\n', 'ab', 'file'));
    assert.ok(!like('a\nb', '%b', 'file'));
  });
  it('ignores case of ASCII in SQL, of every letter over files', () => {
    assert.ok(ilike('ABC', 'a_c', 'sql') && ilike('ABC', 'a_c', 'file'));
    assert.ok(!ilike('É', 'é', 'sql') && ilike('É', 'é', 'file'));
  });
  it('answers as a regular expression does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_') });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), letters, (text, pattern) => {
        const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`);
        assert.equal(like(text, pattern, 'sql'), expression.test(text));
        assert.equal(like(text, pattern, 'file'), expression.test(text));
      }),
    );
  });
  it('does not take for ever on many wildcards', () => {
    const start = performance.now();
    assert.equal(like('a'.repeat(5_000), `${'%a'.repeat(500)}b`), false);
    assert.ok(performance.now() - start < 1_000);
  });
});

describe('compileRunOrder', () => {
  const order = (clauses: string[], runs: readonly Written[], dialect: Dialect = 'file') =>
    runs
      .map(facts)
      .sort(compileRunOrder(parseRunOrderBy(clauses), dialect))
      .map((run) => run.attribute('run_id'));
  const run = (id: string, start: number, more: Written = {}): Written => ({
    ...more,
    attributes: { run_id: id, start_time: start, ...more.attributes },
  });
  it('puts the newest first, then the smaller run id', () => {
    assert.deepEqual(order([], [run('b', 1), run('c', 2), run('a', 1)]), ['c', 'a', 'b']);
  });
  it('puts NaN behind the numbers and missing values last, in both directions', () => {
    const runs = [
      run('none', 9),
      run('nan', 8, { metrics: { a: Number.NaN } }),
      run('inf', 7, { metrics: { a: Infinity } }),
      run('one', 6, { metrics: { a: 1 } }),
    ];
    for (const dialect of ['file', 'sql'] as const) {
      assert.deepEqual(order(['metrics.a'], runs, dialect), ['one', 'inf', 'nan', 'none']);
      assert.deepEqual(order(['metrics.a DESC'], runs, dialect), ['inf', 'one', 'nan', 'none']);
    }
  });
  it('goes on with the next term where the first ties', () => {
    const runs = [
      run('a', 1, { params: { x: 'p' }, tags: { y: '1' } }),
      run('b', 2, { params: { x: 'p' }, tags: { y: '2' } }),
      run('c', 3, { params: { x: 'o' } }),
    ];
    assert.deepEqual(order(['params.x DESC', 'tags.y'], runs), ['a', 'b', 'c']);
  });
  it('refuses a key named twice in SQL, as MLflow', () => {
    const terms = parseRunOrderBy(['start_time', 'created DESC']);
    assert.throws(
      () => compileRunOrder(terms, 'sql'),
      (error) => error instanceof AppError && error.code === 'invalidFilter',
    );
    compileRunOrder(terms, 'file');
  });
  it('is a total order', () => {
    const value = fc.option(fc.double(), { nil: undefined });
    const triple = fc.tuple(value, value, value);
    const terms = parseRunOrderBy(['metrics.a DESC']);
    fc.assert(
      fc.property(triple, (values) => {
        const compare = compileRunOrder(terms, 'sql');
        const [x, y, z] = values.map((a, i) => facts(run(`${i}`, 0, a === undefined ? {} : { metrics: { a } })));
        assert.ok(x && y && z);
        assert.equal(Math.sign(compare(x, y)), -Math.sign(compare(y, x)));
        if (compare(x, y) <= 0 && compare(y, z) <= 0) assert.ok(compare(x, z) <= 0);
      }),
    );
  });
});

describe('compareText', () => {
  it('orders by code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
        assert.equal(Math.sign(compareText(a, b)), expected);
      }),
    );
  });
});

describe('experiments', () => {
  const experiment = (
    attributes: Record<string, string | number>,
    tags: Record<string, string> = {},
  ): ExperimentFacts => ({
    attribute: (key) => attributes[key],
    tag: (key) => tags[key],
  });
  const test = (filter: string, facts: ExperimentFacts, dialect: Dialect = 'file') =>
    compileExperimentFilter(parseExperimentFilter(filter), dialect)(facts);
  it('are filtered by attributes and tags', () => {
    const facts = experiment({ name: 'Iris', experiment_id: '7', creation_time: 5 }, { a: 'x' });
    for (const dialect of ['file', 'sql'] as const) {
      assert.ok(test("name ILIKE 'iris' AND tags.a = 'x' AND tags.b IS NULL AND creation_time >= 5", facts, dialect));
      assert.ok(test("experiment_id IN ('7', '8') AND experiment_id != '8'", facts, dialect));
      assert.equal(test("tags.b != 'x'", facts, dialect), false);
    }
    assert.ok(test("experiment_id = '07'", facts, 'sql') && !test("experiment_id = '07'", facts, 'file'));
  });
  it('have whole numbers for ids and times in SQL', () => {
    for (const filter of ["experiment_id LIKE '1%'", "experiment_id = 'x'", 'creation_time > 1.5']) {
      const expression = parseExperimentFilter(filter);
      compileExperimentFilter(expression, 'file');
      assert.throws(() => compileExperimentFilter(expression, 'sql'), AppError);
    }
  });
  it('come newest first, ids as numbers in SQL and as text over files', () => {
    const all = ['2', '10', '1'].map((id) => experiment({ experiment_id: id, creation_time: id === '1' ? 9 : 5 }));
    const ids = (clauses: string[], dialect: Dialect) =>
      all
        .toSorted(compileExperimentOrder(parseExperimentOrderBy(clauses), dialect))
        .map((e) => e.attribute('experiment_id'));
    assert.deepEqual(ids([], 'sql'), ['1', '2', '10']);
    assert.deepEqual(ids([], 'file'), ['1', '10', '2']);
    assert.deepEqual(ids(['experiment_id'], 'sql'), ['1', '2', '10']);
    assert.deepEqual(ids(['creation_time'], 'sql'), ['10', '2', '1']);
  });
});
