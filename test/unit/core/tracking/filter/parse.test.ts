import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../../../../src/base/errors.ts';
import type { Comparison, Expression, OrderTerm } from '../../../../../src/core/tracking/filter/ast.ts';
import {
  parseExperimentFilter,
  parseExperimentOrderBy,
  parseRunFilter,
  parseRunOrderBy,
} from '../../../../../src/core/tracking/filter/parse.ts';
import { printComparison, printOrderTerm } from './print.ts';

/** The comparisons as `[entity, key, operator, value]`. */
function said(expression: Expression): unknown[] {
  const operands = expression.type === 'and' ? expression.operands : [expression];
  return operands.map((operand) => {
    assert.ok(operand.type !== 'and');
    const value = operand.type === 'set' ? operand.values : operand.type === 'null' ? undefined : operand.value;
    return [operand.entity, operand.key, operand.operator, value];
  });
}

function refusal(text: string, parse: (text: string) => unknown = parseRunFilter): AppError {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'invalidFilter');
    return error;
  }
  assert.fail(`accepted: ${text}`);
}

const one = (entity: string, key: string, operator: string, value: unknown) => [[entity, key, operator, value]];

describe('parseRunFilter accepts', () => {
  const accepted: readonly (readonly [string, unknown[]])[] = [
    ['', []],
    ['AND', []],
    ['metrics.a = 1 metrics.b = 2', [one('metric', 'a', '=', 1)[0], one('metric', 'b', '=', 2)[0]]],
    [" AND metrics.a>=-.5 and and tags.b!='x' AND", [one('metric', 'a', '>=', -0.5)[0], one('tag', 'b', '!=', 'x')[0]]],
    ["tags.a = 'x'AND tags.b='y'", [one('tag', 'a', '=', 'x')[0], one('tag', 'b', '=', 'y')[0]]],
    ['metrics.a = 1e-3', one('metric', 'a', '=', 0.001)],
    ['metrics.a = 1e400', one('metric', 'a', '=', Number.POSITIVE_INFINITY)],
    ['metrics.a.b = 1.', one('metric', 'a.b', '=', 1)],
    ['metrics. a . b = 1', one('metric', ' a . b', '=', 1)],
    ['metrics.`a b` = 1', one('metric', 'a b', '=', 1)],
    ['`metrics`."a b" = 1', one('metric', 'a b', '=', 1)],
    ["metrics.'a b' = 1", one('metric', 'a b', '=', 1)],
    ['metrics.`a.b`.c = 1', one('metric', '`a.b`.c', '=', 1)],
    ['metrics.* = 1', one('metric', '*', '=', 1)],
    ['metrics.a[0] = 1', one('metric', 'a[0]', '=', 1)],
    ['metrics.max (loss) = 1', one('metric', 'max (loss)', '=', 1)],
    ['metrics.1a = 1', one('metric', '1a', '=', 1)],
    ['metrics.π = 1', one('metric', 'π', '=', 1)],
    ["params.like = 'x'", one('param', 'like', '=', 'x')],
    ["params. = ''", one('param', '', '=', '')],
    ['params.a = "x"."y"', one('param', 'a', '=', 'x"."y')],
    ["tags.a = 'it''s'", one('tag', 'a', '=', "it''s")],
    ["tags.a = 'C:\\'", one('tag', 'a', '=', 'C:\\')],
    ["tags.a like 'x%'", one('tag', 'a', 'LIKE', 'x%')],
    ['tags.a is null', one('tag', 'a', 'IS NULL', undefined)],
    ['params.a IS NOT NULL', one('param', 'a', 'IS NOT NULL', undefined)],
    ["`Run name` = 'x'", one('attribute', 'run_name', '=', 'x')],
    ['attributes.Created > 1.5', one('attribute', 'start_time', '>', 1.5)],
    ["run.status = 'RUNNING'", one('attribute', 'status', '=', 'RUNNING')],
    ['run_id not in (\'a\', "b",)', one('attribute', 'run_id', 'NOT IN', ['a', 'b'])],
    [
      "run_id IN(('a' 'b'), r'\\n', # why\n '\\x41\\101\\u00e9\\q')",
      one('attribute', 'run_id', 'IN', ['ab', '\\n', 'AAé\\q']),
    ],
    ["datasets.name IN ('a')", one('dataset', 'name', 'IN', ['a'])],
    ["dataset.context ILIKE 'TRAIN%'", one('dataset', 'context', 'ILIKE', 'TRAIN%')],
  ];
  for (const [text, wanted] of accepted) {
    it(`${JSON.stringify(text)}`, () => {
      assert.deepEqual(said(parseRunFilter(text)), wanted);
    });
  }
});

describe('parseRunFilter refuses', () => {
  /** The text, what the error points at, and a word of its message or hint. */
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['  ', '  ', /white space/],
    ['metrics.a = 1 OR metrics.b = 2', 'OR', /AND/],
    ['(metrics.a = 1)', '(', /parentheses/],
    ['metric.a = 1;', ';', /not expected/],
    ['metrics.a = 1 -- why', '-- why', /comment/],
    ['metrics.a', '', /operator and a value/],
    ['metrics.a =', '', /value is missing/],
    ["metrics.a = 'x'", "'x'", /number/],
    ['params.a = 1', '1', /quotes/],
    ['params.a = x', 'x', /quotes/],
    ['params.a = `x`', '`x`', /quotes/],
    ["params.a = 'x", "'", /never closed/],
    ['metric.`a = 1', '`', /never closed/],
    ['metrics.a == 1', '==', /mean =\?/],
    ["metrics.a LIKE 'x'", 'LIKE', /Operators here/],
    ["tags.a > 'x'", '>', /Operators here/],
    ["tags.a NOT LIKE 'x'", 'NOT LIKE', /NOT LIKE/],
    ['metrics.val-loss < 1', '-', /backticks/],
    ["params.in = 'x'", 'in', /backticks/],
    ['Metrics.a = 1', 'Metrics', /mean metrics/],
    ['mertics.a = 1', 'mertics', /mean metrics/],
    ['"tags".a = \'x\'', '"tags"', /tags/],
    ['loss < 1', 'loss', /metrics\.loss/],
    ['statsu = 1', 'statsu', /mean status/],
    ["dataset.nam = 'x'", 'dataset.nam', /datasets\.name/],
    ["status IN ('RUNNING')", "status IN ('RUNNING')", /list/],
    ['run_id IN ()', '()', /empty/],
    ['run_id IN (1)', '(1)', /quoted values/],
    ["run_id IN 'a'", "'a'", /list/],
    ["run_id = ('a')", '(', /text in quotes/],
    ['metrics.a IS NULL', 'metrics.a IS NULL', /params and|tags and/],
    ['tags.a IS  NOT  NULL', 'IS', /IS must/],
    ['metrics.a = 1 tags.b IS NULL', 'tags.b IS NULL', /AND is missing/],
    ["run_id IN ('a') run_id IN ('b')", "run_id IN ('b')", /AND is missing/],
    ['1 < metrics.a', '1', /begin/],
    ['metrics.a = +1', '+', /number/],
    ['metrics.a = 1e+5', '1e', /number/],
    ['metrics.a = 0x1F', '0x1F', /number/],
  ];
  for (const [text, pointed, words] of refused) {
    it(`${JSON.stringify(text)}`, () => {
      const error = refusal(text);
      assert.ok(error.at !== undefined);
      assert.equal(text.slice(error.at.start, error.at.end), pointed);
      assert.match(`${error.message} ${error.hint}`, words);
    });
  }
});

describe('parseExperimentFilter', () => {
  it('knows the attributes of experiments and tags, and nothing else', () => {
    assert.deepEqual(said(parseExperimentFilter('attribute.name LIKE \'a%\' AND `name` != "b"')), [
      ['attribute', 'name', 'LIKE', 'a%'],
      ['attribute', 'name', '!=', 'b'],
    ]);
    assert.deepEqual(said(parseExperimentFilter("tags.`a b` ILIKE 'x' AND tag.c IS NULL AND experiment_id IN ('1')")), [
      ['tag', 'a b', 'ILIKE', 'x'],
      ['tag', 'c', 'IS NULL', undefined],
      ['attribute', 'experiment_id', 'IN', ['1']],
    ]);
    for (const text of ["attributes.name = 'x'", 'metrics.a = 1', "`tags`.a = 'x'", 'name IS NULL', "name IN ('a')"]) {
      refusal(text, parseExperimentFilter);
    }
  });
});

describe('parseRunOrderBy', () => {
  const term = (text: string) => {
    const [first] = parseRunOrderBy([text]);
    return first === undefined ? undefined : [first.entity, first.key, first.ascending];
  };
  it('reads a name and a direction', () => {
    assert.deepEqual(term('metrics.a'), ['metric', 'a', true]);
    assert.deepEqual(term('metrics.`a b`  DESC'), ['metric', 'a b', false]);
    assert.deepEqual(term("params.`it's` asc"), ['param', "it's", true]);
    assert.deepEqual(term('Created desc'), ['attribute', 'start_time', false]);
    assert.deepEqual(term('metrics.a\ndesc'), ['metric', 'a', false]);
  });
  it('takes a name in backticks as a shell does when a direction follows, as MLflow', () => {
    assert.deepEqual(term('params.`say "hi"` DESC'), ['param', 'say hi', false]);
    assert.deepEqual(term('params.`a\\\\b` DESC'), ['param', 'a\\b', false]);
    assert.deepEqual(term('params.`a\\\\b`'), ['param', 'a\\\\b', true]);
    assert.deepEqual(term('metrics."a"desc'), ['metric', '"a"desc', true]);
  });
  it('refuses what is not one name with a direction', () => {
    const refused = [
      '',
      ' ',
      ' metrics.a',
      'metrics.a ',
      'metrics.a foo',
      'metrics.a desc asc',
      'metrics.a, metrics.b',
    ];
    refused.push(
      'metrics. a',
      'metrics.a/b',
      'metrics.in desc',
      'datasets.name',
      '`run name`',
      'run name',
      "metrics.'a",
    );
    refused.push('metrics.a desc nulls last', 'foo');
    for (const text of refused) {
      const error = refusal(text, (clause) => parseRunOrderBy([clause]));
      assert.ok(error.at !== undefined && error.at.start >= 0 && error.at.end <= text.length, text);
    }
  });
  it('orders experiments by their attributes alone', () => {
    const [first] = parseExperimentOrderBy(['last_update_time DESC']);
    assert.deepEqual(first, { entity: 'attribute', key: 'last_update_time', ascending: false });
    refusal('tags.a', (clause) => parseExperimentOrderBy([clause]));
  });
});

const noQuotes = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/['"`\\]/g, ''));
const at = { start: 0, end: 0 };
const key = noQuotes;
const anyComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    type: fc.constant('number' as const),
    entity: fc.constant('metric' as const),
    key,
    operator: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !`${value}`.includes('+') && !Object.is(value, -0)),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('text' as const),
    entity: fc.constantFrom('param' as const, 'tag' as const),
    key,
    operator: fc.constantFrom('=' as const, '!=' as const, 'LIKE' as const, 'ILIKE' as const),
    value: fc.string({ unit: 'grapheme' }).map((text) => text.replace(/["\\]/g, '')),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('set' as const),
    entity: fc.constant('attribute' as const),
    key: fc.constant('run_id'),
    operator: fc.constantFrom('IN' as const, 'NOT IN' as const),
    values: fc.array(fc.string(), { minLength: 1 }).map((values) => values.map((value) => value.replace(/["\\]/g, ''))),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('null' as const),
    entity: fc.constantFrom('param' as const, 'tag' as const),
    key,
    operator: fc.constantFrom('IS NULL' as const, 'IS NOT NULL' as const),
    at: fc.constant(at),
  }),
);

describe('the search language', () => {
  it('reads what was printed', () => {
    fc.assert(
      fc.property(fc.array(anyComparison), (comparisons) => {
        const text = comparisons.map(printComparison).join(' AND ');
        const parsed = parseRunFilter(text);
        assert.deepEqual(said(parsed), said({ type: 'and', operands: comparisons }));
        assert.ok(parsed.type === 'and');
        for (const [i, operand] of parsed.operands.entries()) {
          assert.ok(operand.type !== 'and');
          const printed = printComparison(comparisons[i] as Comparison);
          assert.equal(text.slice(operand.at.start, operand.at.end), printed);
        }
      }),
    );
  });

  it('reads the order that was printed', () => {
    const anyTerm: fc.Arbitrary<OrderTerm> = fc.record(
      {
        entity: fc.constantFrom('metric' as const, 'param' as const, 'tag' as const),
        // MLflow takes off the space at the end when a direction follows.
        key: key.map((text) => text.trimEnd()),
        ascending: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(anyTerm), (terms) => {
        assert.deepEqual(parseRunOrderBy(terms.map(printOrderTerm)), terms);
      }),
    );
  });

  it('fails in one way on any text, and points inside it', () => {
    const fragment = fc.constantFrom(
      ...'metrics params tags . = != < LIKE IN IS NULL NOT AND \' " ` ( ) [ ] , ; -- a 1 0.5 - \\ run_id # é 😀 \n'.split(
        ' ',
      ),
    );
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(' ')),
      fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    const parsers = [parseRunFilter, parseExperimentFilter, (text: string) => parseRunOrderBy([text])];
    fc.assert(
      fc.property(garbage, fc.constantFrom(...parsers), (text, parse) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof AppError, String(error));
          assert.equal(error.code, 'invalidFilter');
          assert.ok(error.at !== undefined && error.at.start >= 0, text);
          assert.ok(error.at.start <= error.at.end && error.at.end <= text.length, text);
          assert.ok(error.message.length < 400);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes linear time on hostile texts of 100,000 characters', () => {
    const n = 100_000;
    const hostile = [
      "'",
      '"',
      '`',
      '[',
      '(',
      '.',
      '-',
      '/*',
      "\\'",
      'a.',
      'AND ',
      'a(',
      '1',
      '1.',
      'IN ',
      '# ',
      "('",
      'a[',
      '::',
    ]
      .map((part) => part.repeat(n / part.length))
      .flatMap((text) => [text, `metrics.a = ${text}`, `run_id IN (${text}`, `metrics.${text}`]);
    for (const text of hostile) {
      const start = performance.now();
      for (const parse of [parseRunFilter, (clause: string) => parseRunOrderBy([clause])]) {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof AppError, `${text.slice(0, 20)}: ${error}`);
        }
      }
      const elapsed = performance.now() - start;
      assert.ok(elapsed < 2_000, `${text.slice(0, 20)}…: ${elapsed} ms`);
    }
  });
});
