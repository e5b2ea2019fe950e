import type { Comparison, Expression, OrderTerm } from './ast.ts';
import type { DatasetFacts, Dialect, ExperimentFacts, RunFacts } from './facts.ts';
import { invalidFilter } from './problem.ts';
import { compareText, compileLike } from './text.ts';

const RUN_NAME_TAG = 'mlflow.runName';

/**
 * Answers whether a run matches, as MLflow's FileStore (`file`) or SqlAlchemyStore (`sql`) would. A value that a run
 * doesn't have matches nothing but IS NULL, not even `!=`; a NaN metric matches `!=` alone.
 */
export function compileRunFilter(expression: Expression, dialect: Dialect): (run: RunFacts) => boolean {
  return compileExpression(expression, (comparison) => compileRunComparison(comparison, dialect));
}

/**
 * Compares two runs by the terms, then newest first, then by run id. Runs without a value come last in both directions,
 * behind those whose metric is NaN.
 *
 * @throws AppError invalidFilter where MLflow's SQL store refuses: a key that is named twice
 */
export function compileRunOrder(terms: readonly OrderTerm[], dialect: Dialect): (a: RunFacts, b: RunFacts) => number {
  if (dialect === 'sql') refuseDuplicates(terms);
  const steps = terms.map(({ entity, key, ascending }) => {
    const read = runReader(entity, key);
    const sign = ascending ? 1 : -1;
    return (a: RunFacts, b: RunFacts) => compareMissingLast(read(a), read(b), sign);
  });
  const startTime = runReader('attribute', 'start_time');
  const runId = runReader('attribute', 'run_id');
  return (a, b) => {
    for (const step of steps) {
      const difference = step(a, b);
      if (difference !== 0) return difference;
    }
    return compareMissingLast(startTime(a), startTime(b), -1) || compareMissingLast(runId(a), runId(b), 1);
  };
}

/**
 * The same for experiments.
 *
 * @throws AppError invalidFilter where MLflow's SQL store refuses: an experiment id is a whole number there
 */
export function compileExperimentFilter(
  expression: Expression,
  dialect: Dialect,
): (experiment: ExperimentFacts) => boolean {
  return compileExpression(expression, (written) => {
    const isSqlAttribute = dialect === 'sql' && written.entity === 'attribute';
    const comparison = isSqlAttribute ? requireSqlAttribute(written) : written;
    const { entity, key, operator } = comparison;
    const test = compileValueTest(comparison, dialect);
    if (entity === 'tag') return (experiment) => test(experiment.tag(key));
    // Over files a time that is not known differs from every time.
    const matchesMissing = dialect === 'file' && operator === '!=';
    return (experiment) => {
      const value = experiment.attribute(key);
      return value === undefined ? matchesMissing : test(value);
    };
  });
}

/** MLflow's order when none is asked for. */
const DEFAULT_EXPERIMENT_ORDER: readonly OrderTerm[] = [
  { entity: 'attribute', key: 'creation_time', ascending: false },
  { entity: 'attribute', key: 'experiment_id', ascending: true },
];

/**
 * Compares two experiments by the terms (newest first without any), then by experiment id, descending. An unknown time
 * comes last over files; in SQL it is the smallest.
 */
export function compileExperimentOrder(
  terms: readonly OrderTerm[],
  dialect: Dialect,
): (a: ExperimentFacts, b: ExperimentFacts) => number {
  const asked = terms.length > 0 ? terms : DEFAULT_EXPERIMENT_ORDER;
  const steps = [...asked, { key: 'experiment_id', ascending: false }].map(({ key, ascending }) => {
    const read = experimentReader(key, dialect);
    const sign = ascending ? 1 : -1;
    return (a: ExperimentFacts, b: ExperimentFacts) => {
      const [x, y] = [read(a), read(b)];
      const isMissingSmallest = dialect === 'sql' && ascending && (x === undefined) !== (y === undefined);
      return isMissingSmallest ? (x === undefined ? -1 : 1) : compareMissingLast(x, y, sign);
    };
  });
  return (a, b) => {
    for (const step of steps) {
      const difference = step(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function compileExpression<Facts>(
  expression: Expression,
  compile: (comparison: Comparison) => (facts: Facts) => boolean,
): (facts: Facts) => boolean {
  if (expression.type !== 'and') return compile(expression);
  const tests = expression.operands.map((operand) => compileExpression(operand, compile));
  return (facts) => tests.every((test) => test(facts));
}

function compileRunComparison(comparison: Comparison, dialect: Dialect): (run: RunFacts) => boolean {
  const { entity, key } = comparison;
  const test = compileValueTest(comparison, dialect);
  if (entity === 'dataset') {
    const read = datasetReader(key);
    return (run) => run.datasets().some((dataset) => test(read(dataset)));
  }
  // In SQL the name of a run is that of its tag: runs of MLflow 1 have no other.
  if (entity === 'attribute' && key === 'run_name' && dialect === 'sql') return (run) => test(run.tag(RUN_NAME_TAG));
  const read = runReader(entity, key);
  return (run) => test(read(run));
}

type Value = string | number | undefined;

/** A missing value matches IS NULL alone; a value of the wrong kind nothing at all. */
function compileValueTest(comparison: Comparison, dialect: Dialect): (value: Value) => boolean {
  switch (comparison.type) {
    case 'number': {
      const { operator, value: wanted } = comparison;
      return (value) => typeof value === 'number' && compareNumbers(value, operator, wanted);
    }
    case 'text': {
      const { operator, value: wanted } = comparison;
      if (operator === '=') return (value) => value === wanted;
      if (operator === '!=') return (value) => value !== undefined && value !== wanted;
      const like = compileLike(wanted, operator === 'ILIKE', dialect);
      return (value) => typeof value === 'string' && like(value);
    }
    case 'set': {
      const wanted: ReadonlySet<Value> = new Set(comparison.values);
      const isIn = comparison.operator === 'IN';
      return (value) => value !== undefined && wanted.has(value) === isIn;
    }
    case 'null': {
      const isNull = comparison.operator === 'IS NULL';
      return (value) => (value === undefined) === isNull;
    }
  }
}

function compareNumbers(value: number, operator: string, wanted: number): boolean {
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    default:
      return value >= wanted;
  }
}

/** Values in the direction of `sign`, then NaN, then the missing. */
function compareMissingLast(a: Value, b: Value, sign: 1 | -1): number {
  const rank = missingRank(a) - missingRank(b);
  if (rank !== 0 || a === undefined || b === undefined) return rank;
  if (typeof a === 'number' && typeof b === 'number') return a === b || Number.isNaN(a) ? 0 : a < b ? -sign : sign;
  return sign * compareText(String(a), String(b));
}

function missingRank(value: Value): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}

function runReader(entity: OrderTerm['entity'], key: string): (run: RunFacts) => Value {
  switch (entity) {
    case 'metric':
      return (run) => run.metric(key);
    case 'param':
      return (run) => run.param(key);
    case 'tag':
      return (run) => run.tag(key);
    case 'attribute':
      return (run) => run.attribute(key);
    case 'dataset':
      throw invalidFilter('Runs can’t be ordered by a dataset.', undefined);
  }
}

function datasetReader(key: string): (dataset: DatasetFacts) => string | undefined {
  if (key === 'context') return (dataset) => dataset.context;
  return key === 'digest' ? (dataset) => dataset.digest : (dataset) => dataset.name;
}

/** In SQL an experiment id is a number, so that 9 comes before 10. */
function experimentReader(key: string, dialect: Dialect): (experiment: ExperimentFacts) => Value {
  if (key !== 'experiment_id' || dialect === 'file') return (experiment) => experiment.attribute(key);
  return (experiment) => Number(experiment.attribute(key));
}

function refuseDuplicates(terms: readonly OrderTerm[]): void {
  const seen = new Set<string>();
  for (const { entity, key } of terms) {
    const name = `${entity}.${key}`;
    if (seen.has(name)) throw invalidFilter(`The order names ${name} twice.`, undefined, 'Remove one of the two.');
    seen.add(name);
  }
}

/** What MLflow's SQL store makes of a comparison with an attribute of an experiment, or its refusal. */
function requireSqlAttribute(comparison: Comparison): Comparison {
  if (comparison.type === 'number' && !Number.isInteger(comparison.value)) {
    throw invalidFilter(`${comparison.key} is compared with whole milliseconds.`, comparison.at);
  }
  if (comparison.key !== 'experiment_id') return comparison;
  if (comparison.operator === 'LIKE' || comparison.operator === 'ILIKE') {
    throw invalidFilter(
      `experiment_id can’t be compared by ${comparison.operator}.`,
      comparison.at,
      'Operators here: = != IN NOT IN.',
    );
  }
  const canonical = (value: string): string => {
    if (/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return `${BigInt(value.replaceAll('_', ''))}`;
    throw invalidFilter(`“${value}” is not an experiment id.`, comparison.at, 'Experiment ids are whole numbers.');
  };
  if (comparison.type === 'set') return { ...comparison, values: comparison.values.map(canonical) };
  return comparison.type === 'text' ? { ...comparison, value: canonical(comparison.value) } : comparison;
}
