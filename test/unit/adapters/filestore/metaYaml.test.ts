import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import {
  type MetaMap,
  metaInteger,
  metaText,
  metaTexts,
  parseMeta,
} from '../../../../src/adapters/mlflow/filestore/metaYaml.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { runMeta } from './kit.ts';

/** Every value as text, as the yaml package reads it; undefined where it refuses. */
function reference(text: string): [string, string | undefined][] | undefined {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS({ mapAsMap: true });
  if (value === null || value === '') return [];
  if (!(value instanceof Map)) return undefined;
  return [...value].map(([key, node]) => [String(key), typeof node === 'string' ? node : undefined]);
}

function texts(meta: MetaMap): [string, string | undefined][] {
  return [...meta].map(([key, node]) => [key, node instanceof Map || !('text' in node) ? undefined : node.text]);
}

const key = fc.constantFrom('name', 'run_id', 'experiment_id', 'tags', 'a-b', 'x.y');
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    "'it''s'",
    "'open",
    '"a\\nb"',
    '[]',
    '{}',
    '',
    '~',
    'null',
    '-5',
    '- 5',
    '1e5',
    '0x1f',
    '*a',
    '&a b',
    '!t x',
  ),
  fc.constantFrom(
    'a: b',
    'a #b',
    'a#b',
    'a:',
    'a:b',
    "a'b",
    '|',
    '>-',
    '? x',
    '%x',
    '@x',
    '`x`',
    'é',
    '😀',
    'x  ',
    '\t',
  ),
);
const text = fc
  .array(
    fc.tuple(key, fc.constantFrom(': ', ':', ' : ', ':  '), value, fc.constantFrom('\n', '\n', '\r\n', '\n  ', '')),
  )
  .map((lines) => lines.map((parts) => parts.join('')).join(''));

test('the line reader and the yaml package read the same', () => {
  fc.assert(
    fc.property(text, (source) => {
      let meta: MetaMap;
      try {
        meta = parseMeta(source);
      } catch (error) {
        assert.ok(error instanceof AppError, `${error}`);
        assert.equal(error.code, 'corrupt');
        return;
      }
      const expected = reference(source);
      if (expected !== undefined) assert.deepEqual(texts(meta), expected, JSON.stringify(source));
    }),
    { numRuns: 5000 },
  );
});

test('any text is read or refused as corrupt, soon', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), text), (source) => {
      const start = performance.now();
      try {
        parseMeta(source);
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'corrupt', `${error}`);
      }
      assert.ok(performance.now() - start < 1000);
    }),
    { numRuns: 3000 },
  );
});

test('a file cut off at any byte is read or refused', () => {
  const whole = runMeta();
  for (let length = 0; length <= whole.length; length++) {
    try {
      parseMeta(whole.slice(0, length));
    } catch (error) {
      assert.ok(error instanceof AppError, `${error}`);
    }
  }
});

test('hostile YAML is refused: deep nesting, aliases, a huge text', () => {
  const hostile = [
    `a: ${'['.repeat(50_000)}`,
    `a: ${'{a: '.repeat(500)}`,
    'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n',
    `a: "${'x'.repeat(5_000_000)}"\n`,
    'just a text',
    '- a\n- b\n',
  ];
  for (const source of hostile) assert.throws(() => parseMeta(source), AppError, source.slice(0, 40));
});

test('values keep what YAML 1.1 and 1.2 would take for numbers', () => {
  const meta = parseMeta(
    "run_id: 12345678901234567890123456789e12\nname: 1e5\nnumber: '007'\nexperiment_id: 0\nend: null\n",
  );
  assert.equal(metaText(meta, 'run_id'), '12345678901234567890123456789e12');
  assert.equal(metaText(meta, 'name'), '1e5');
  assert.equal(metaText(meta, 'number'), '007');
  assert.equal(metaText(meta, 'experiment_id'), '0');
  assert.equal(metaInteger(meta, 'experiment_id'), 0);
  assert.equal(metaText(meta, 'end'), undefined);
  assert.equal(metaInteger(meta, 'end'), undefined);
});

test('what PyYAML folds, quotes and nests is read', () => {
  const meta = parseMeta(
    [
      'long: a text that is longer than a line of eighty characters is folded at its spaces by',
      '  PyYAML',
      'quoted: "tab\\there, \\u202Eright to left, \\e[31mred"',
      "single: 'a: b'",
      'tags:',
      '  mlflow.data.context: train',
      "  'odd: key': ''",
      'literal: |-',
      '  one',
      '  two',
      '',
    ].join('\n'),
  );
  assert.equal(
    metaText(meta, 'long'),
    'a text that is longer than a line of eighty characters is folded at its spaces by PyYAML',
  );
  assert.equal(metaText(meta, 'quoted'), 'tab\there, \u202eright to left, \u001b[31mred');
  assert.equal(metaText(meta, 'single'), 'a: b');
  assert.deepEqual(
    [...metaTexts(meta, 'tags')],
    [
      ['mlflow.data.context', 'train'],
      ['odd: key', ''],
    ],
  );
  assert.equal(metaText(meta, 'literal'), 'one\ntwo');
});
