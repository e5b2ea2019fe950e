/**
 * The words of MLflow's search language for one kind of thing (mlflow/utils/search_utils.py), as data: the parser reads
 * them, and hints name them.
 */

export type Entity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';

/** What a comparison's left side holds: decides operators and the kind of value. */
export type ValueType = 'number' | 'text';

export interface AttributeWord {
  /** The canonical key: what the AST and the stores say. */
  readonly key: string;
  readonly type: ValueType;
  /** May be compared with a list: `run_id IN ('a', 'b')`. */
  readonly lists?: boolean;
}

export interface Vocabulary {
  /** For messages: `runs`, `experiments`. */
  readonly of: string;
  /** Every accepted first word of `entity.key`. */
  readonly entities: ReadonlyMap<string, Entity>;
  /** The words that a hint offers. */
  readonly preferredEntities: readonly string[];
  /** An entity may stand in backticks: `` `metrics`.a ``. */
  readonly quotedEntities: boolean;
  /** Every accepted attribute key in a filter, aliases among them. */
  readonly attributes: ReadonlyMap<string, AttributeWord>;
  /** The same for order-by. */
  readonly orderAttributes: ReadonlyMap<string, AttributeWord>;
  /** Entities that can be asked for IS NULL and IS NOT NULL. */
  readonly nullable: readonly Entity[];
}

const attributes = (...words: readonly (AttributeWord & { readonly aliases?: readonly string[] })[]) =>
  new Map(words.flatMap((word) => [word.key, ...(word.aliases ?? [])].map((name) => [name, word] as const)));

const runAttributes = (runNameAliases: readonly string[]) =>
  attributes(
    { key: 'run_id', type: 'text', lists: true },
    { key: 'run_name', type: 'text', aliases: runNameAliases },
    { key: 'user_id', type: 'text' },
    { key: 'status', type: 'text' },
    { key: 'start_time', type: 'number', aliases: ['created', 'Created'] },
    { key: 'end_time', type: 'number' },
    { key: 'artifact_uri', type: 'text' },
  );

export const RUN_VOCABULARY: Vocabulary = {
  of: 'runs',
  entities: new Map<string, Entity>([
    ['metric', 'metric'],
    ['metrics', 'metric'],
    ['parameter', 'param'],
    ['parameters', 'param'],
    ['param', 'param'],
    ['params', 'param'],
    ['tag', 'tag'],
    ['tags', 'tag'],
    ['attribute', 'attribute'],
    ['attributes', 'attribute'],
    ['attr', 'attribute'],
    ['run', 'attribute'],
    ['dataset', 'dataset'],
    ['datasets', 'dataset'],
  ]),
  preferredEntities: ['metrics', 'params', 'tags', 'attributes', 'datasets'],
  quotedEntities: true,
  attributes: runAttributes(['run name', 'Run name', 'Run Name']),
  orderAttributes: runAttributes([]),
  nullable: ['tag', 'param'],
};

const experimentAttributes = attributes(
  { key: 'name', type: 'text' },
  { key: 'experiment_id', type: 'text', lists: true },
  { key: 'creation_time', type: 'number' },
  { key: 'last_update_time', type: 'number' },
);

export const EXPERIMENT_VOCABULARY: Vocabulary = {
  of: 'experiments',
  entities: new Map<string, Entity>([
    ['attribute', 'attribute'],
    ['tag', 'tag'],
    ['tags', 'tag'],
  ]),
  preferredEntities: ['tags', 'attribute'],
  quotedEntities: false,
  attributes: experimentAttributes,
  orderAttributes: experimentAttributes,
  nullable: ['tag'],
};

export const DATASET_KEYS: readonly string[] = ['name', 'digest', 'context'];

export const ORDERING_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export const TEXT_OPERATORS = ['=', '!=', 'LIKE', 'ILIKE'] as const;
