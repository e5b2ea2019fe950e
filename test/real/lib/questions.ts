import type { ExperimentQuestion, Questions, RunQuestion } from './answer.ts';
import { REFUSED_BY_US, SMALL_LETTERS } from './differences.ts';
import { Random } from './random.ts';

/** How many questions about runs and experiments; the bar is 200 filters and orders a store. */
const RUN_QUESTIONS = 400;
const EXPERIMENT_QUESTIONS = 80;

// Keys and values that `write_store.py` writes, so that answers are seldom empty, and some that it doesn't.
const METRICS = ['loss', 'loss', 'acc/val', 'with space', 'dotted.key.x', 'dash-key', 'größe_名前', 'Loss', 'nan_last'];
const MORE_METRICS = [
  'only_nan',
  'inf',
  'ninf',
  'zero',
  'big',
  'third',
  'steps',
  'ties',
  'none',
  '_x',
  'acc/train/top 5',
];
const PARAMS = ['lr', 'lr', 'model', 'Model', 'empty', 'batch', 'nested/key/a', 'with space', 'dotted.key', 'größe'];
const MORE_PARAMS = ['lines', 'percent', 'quote', 'looks_null', 'rtl', 'none'];
const TAGS = [
  'team',
  'team',
  'Team',
  'n',
  'empty',
  'group/sub',
  'größe',
  'mlflow.runName',
  'mlflow.parentRunId',
  'none',
];
const NUMBERS = [
  '0',
  '0.5',
  '.25',
  '1',
  '-1',
  '1.',
  '3.5',
  '1e-3',
  '1E2',
  '-0',
  '1e400',
  '0.3333333333333333',
  '42',
  '-2.5',
];
const TEXTS = [
  '0.1',
  '0.01',
  'cnn',
  'CNN',
  'a',
  'B',
  'sweep',
  '',
  'd',
  '名前 🚀',
  '10',
  '9',
  'null',
  ' padded ',
  'none',
];
const PATTERNS = [
  '%',
  '0.%',
  '%n',
  '_nn',
  'c%',
  'C%N',
  '%e%',
  '__',
  '',
  '%名%',
  '%🚀',
  '_',
  'one%',
  '%two%',
  '100\\%%',
  'Ü',
  'ü',
];
const TIMES = ['1700000003000', '1700000010000', '0', '1700000000000', '1700000063000', '-1', '1700000001000.5'];
const NAMES = ['curves', 'sweep 01', 'child-1', 'Texts “quoted” <b>', 'epoch', 'nobody'];
const NAME_PATTERNS = ['sweep%', 'CHILD-_', '%e%', 'child-_', '%<b>'];
const ORDERING = ['=', '!=', '<', '<=', '>', '>='];
const TEXTUAL = ['=', '!=', 'LIKE', 'ILIKE', 'like', 'iLike'];

/** Filters and orders over every entity, operator and form of quoting; about one in six is wrong somewhere. */
export function makeQuestions(seed: number, experimentIds: readonly string[], runIds: readonly string[]): Questions {
  const random = new Random(seed);
  return {
    queries: [
      ...Array.from({ length: RUN_QUESTIONS }, () => runQuestion(random, experimentIds, runIds)),
      ...REFUSED_BY_US.map(({ filter }) => ({ experimentIds, filter })),
    ],
    experimentQueries: [
      ...Array.from({ length: EXPERIMENT_QUESTIONS }, () => experimentQuestion(random, experimentIds)),
      ...SMALL_LETTERS.flatMap(({ filter, same }) => [{ filter }, { filter: same }]),
    ],
  };
}

function runQuestion(random: Random, experimentIds: readonly string[], runIds: readonly string[]): RunQuestion {
  const filter = random.chance(0.85) ? conjunction(random, () => comparison(random, runIds)) : '';
  return {
    experimentIds: random.chance(0.8) ? experimentIds : [random.pick(experimentIds)],
    filter: random.chance(0.08) ? broken(random, filter) : filter,
    orderBy: random.chance(0.6) ? random.some(1, 3, () => orderTerm(random)) : [],
    view: random.pick(['active', 'active', 'active', 'active', 'all', 'all', 'all', 'deleted'] as const),
    pageSize: random.pick([1000, 1000, 7, 3]),
  };
}

function conjunction(random: Random, make: () => string): string {
  const parts = random.some(1, random.pick([1, 1, 1, 1, 2, 3]), make);
  const joined = parts.join(random.pick([' AND ', ' and ', '\n  AND ', ' AND  ', ' And ']));
  return random.chance(0.05) ? ` ${joined} AND` : joined;
}

function comparison(random: Random, runIds: readonly string[]): string {
  return random.pick([
    () => metricComparison(random),
    () => metricComparison(random),
    () =>
      textComparison(random, random.pick(['params', 'param', 'parameter', 'parameters', '`params`']), [
        ...PARAMS,
        ...MORE_PARAMS,
      ]),
    () => textComparison(random, random.pick(['tags', 'tag', '`tag`']), TAGS),
    () => attributeComparison(random),
    () => timeComparison(random),
    () => runIdComparison(random, runIds),
    () => datasetComparison(random),
  ])();
}

function metricComparison(random: Random): string {
  const left = `${random.pick(['metrics', 'metric', '`metrics`'])}.${key(random, [...METRICS, ...MORE_METRICS])}`;
  return `${left}${operator(random, ORDERING)}${random.pick(NUMBERS)}`;
}

function textComparison(random: Random, entity: string, keys: readonly string[]): string {
  const left = `${entity}.${key(random, keys)}`;
  if (random.chance(0.25)) return `${left} ${random.pick(['IS NULL', 'IS NOT NULL', 'is null', 'Is  Null'])}`;
  return `${left}${operator(random, TEXTUAL)}${text(random, [...TEXTS, ...PATTERNS])}`;
}

function attributeComparison(random: Random): string {
  const prefix = random.pick(['', '', 'attributes.', 'attribute.', 'attr.', 'run.']);
  const [name, values] = random.pick([
    ['status', ['FINISHED', 'RUNNING', 'FAILED', 'KILLED', 'finished', 'F%', 'f%']],
    ['run_name', [...NAMES, ...NAME_PATTERNS]],
    ['user_id', ['Tester', 'TEST%', 'ada', 'a%', 'unknown', '%']],
    ['artifact_uri', ['%artifacts%', '%ARTIFACTS', 'x']],
    ['`run name`', NAMES],
    ['"Run Name"', NAME_PATTERNS],
  ] as const);
  return `${prefix}${name}${operator(random, TEXTUAL)}${text(random, values)}`;
}

function timeComparison(random: Random): string {
  const name = random.pick([
    'start_time',
    'end_time',
    'attributes.start_time',
    'created',
    'attr.Created',
    '`end_time`',
  ]);
  return `${name}${operator(random, ORDERING)}${random.pick(TIMES)}`;
}

function runIdComparison(random: Random, runIds: readonly string[]): string {
  const ids = random.some(1, 4, () => `'${random.pick(runIds)}'`);
  const list = random.pick([
    `(${ids.join(', ')})`,
    `(${ids.join(',')},)`,
    `( ${ids.join(' ,\n')} )`,
    `(('${random.pick(runIds)}'))`,
  ]);
  if (random.chance(0.7))
    return `${random.pick(['run_id', 'attributes.run_id'])} ${random.pick(['IN', 'NOT IN', 'in', 'not  in'])} ${list}`;
  const prefix = random.pick(runIds).slice(0, 1);
  return random.pick([`run_id = ${ids[0]}`, `run_id LIKE '${prefix}%'`, `run_id ILIKE '${prefix.toUpperCase()}%'`]);
}

function datasetComparison(random: Random): string {
  const entity = random.pick(['datasets', 'dataset']);
  const [name, values] = random.pick([
    ['name', ['mnist', 'Cifar 10', 'cifar%', 'none', '%']],
    ['digest', ['d1', 'd_', 'D2']],
    ['context', ['training', 'eval', '%A%', 'none']],
  ] as const);
  if (random.chance(0.3))
    return `${entity}.${name} ${random.pick(['IN', 'NOT IN'])} ('${random.pick(values)}', "${random.pick(values)}")`;
  return `${entity}.${name}${operator(random, TEXTUAL)}${text(random, values)}`;
}

function orderTerm(random: Random): string {
  const left = random.pick([
    () => `metrics.${key(random, [...METRICS, ...MORE_METRICS])}`,
    () => `metric.${key(random, METRICS)}`,
    () => `params.${key(random, PARAMS)}`,
    () => `tags.${key(random, TAGS)}`,
    () => random.pick(['start_time', 'end_time', 'status', 'run_name', 'run_id', 'user_id', 'artifact_uri', 'created']),
    () => random.pick(['attributes.start_time', 'attr.status', '`Created`', 'attribute.`end_time`']),
    () => random.pick(['datasets.name', 'foo', 'run name', 'metrics.a-b', 'tags', '']),
  ])();
  return `${left}${random.pick(['', ' ASC', ' DESC', ' desc', ' Asc', '  DESC', ' DESC', random.chance(0.2) ? ' down' : ''])}`;
}

/** Plain where SQL allows it, else in one of the three kinds of quotes; now and then plain all the same. */
function key(random: Random, keys: readonly string[]): string {
  const name = random.pick(keys);
  const isPlain = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(name);
  if ((isPlain && random.chance(0.5)) || random.chance(0.03)) return name;
  const quote = random.pick(['`', '`', '"', "'"]);
  return `${quote}${name}${quote}`;
}

function operator(random: Random, known: readonly string[]): string {
  const name = random.chance(0.96)
    ? random.pick(known)
    : random.pick(['==', '<>', 'LIKE', 'NOT LIKE', '>', '=>', 'IN', 'IS']);
  return /\w/.test(name) || random.chance(0.6) ? ` ${name} ` : name;
}

function text(random: Random, values: readonly string[]): string {
  const value = random.pick(values);
  if (random.chance(0.03)) return value;
  const quote = value.includes("'") || random.chance(0.3) ? '"' : "'";
  return `${quote}${value}${quote}`;
}

/** One thing too many, or too few. */
function broken(random: Random, filter: string): string {
  const at = random.below(filter.length + 1);
  const extra = random.pick([' OR ', "'", '(', ')', ';', '`', ' -- ', ',', ' NOT ', '.', '"', ' 1 ', ' /* ']);
  return random.chance(0.7)
    ? filter.slice(0, at) + extra + filter.slice(at)
    : filter.slice(0, at) + filter.slice(at + 1);
}

function experimentQuestion(random: Random, experimentIds: readonly string[]): ExperimentQuestion {
  const filter = random.chance(0.8) ? conjunction(random, () => experimentComparison(random, experimentIds)) : '';
  return {
    filter: random.chance(0.08) ? broken(random, filter) : filter,
    orderBy: random.chance(0.6) ? random.some(1, 2, () => experimentOrderTerm(random)) : [],
    view: random.pick(['active', 'active', 'all', 'deleted'] as const),
    pageSize: random.pick([1000, 1000, 2, 1]),
  };
}

function experimentComparison(random: Random, experimentIds: readonly string[]): string {
  const id = random.pick(experimentIds);
  return random.pick([
    () =>
      `${random.pick(['name', 'attribute.name', '`name`', 'attributes.name'])}${operator(random, ['=', '!=', 'LIKE', 'ILIKE'])}${text(random, ['Default', 'main experiment', '%e%', 'S%', 's%', '%100\\%', '%名前%'])}`,
    () =>
      `${random.pick(['tags', 'tag'])}.${key(random, ['purpose', 'mlflow.x', 'with space', 'mlflow.note.content', 'none'])} ${random.pick(["= 'testing'", "!= 'testing'", "LIKE 'T%'", "ILIKE 't%'", 'IS NULL', 'IS NOT NULL', "= 'é'"])}`,
    () => `experiment_id ${random.pick([`= '${id}'`, `!= '${id}'`, `IN ('${id}')`, `NOT IN ('${id}', '0')`])}`,
    () =>
      `${random.pick(['creation_time', 'last_update_time'])}${operator(random, ORDERING)}${random.pick(['0', '1700000000000', '9999999999999'])}`,
  ])();
}

function experimentOrderTerm(random: Random): string {
  const left = random.pick([
    'name',
    'experiment_id',
    'creation_time',
    'attribute.last_update_time',
    '`name`',
    'tags.a',
    'foo',
    'name',
  ]);
  return `${left}${random.pick(['', ' ASC', ' DESC', ' desc'])}`;
}
