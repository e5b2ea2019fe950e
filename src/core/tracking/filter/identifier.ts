import type { TextRange } from '../../../base/errors.ts';
import { excerpt, invalidFilter, nearest } from './problem.ts';
import { type AttributeWord, DATASET_KEYS, type Entity, type ValueType, type Vocabulary } from './vocabulary.ts';

/** The left side of a comparison or an order clause, understood. */
export interface Identifier {
  readonly entity: Entity;
  /** Canonical for attributes. */
  readonly key: string;
  readonly type: ValueType;
  readonly lists: boolean;
}

/** Without its single or double quotes, when it has them. */
export function stripQuotes(text: string): string | undefined {
  const first = text[0];
  const isQuoted = text.length >= 2 && (first === "'" || first === '"') && text.endsWith(first);
  return isQuoted ? text.slice(1, -1) : undefined;
}

function stripBackticks(text: string): string {
  return text.length >= 2 && text.startsWith('`') && text.endsWith('`') ? text.slice(1, -1) : text;
}

/**
 * Understands `entity.key`, or a bare attribute. Everything behind the first dot is the key; its quotes are taken off, as
 * MLflow does it, only where they stand around the whole key.
 *
 * @param at place of `text` in what the user typed, for errors
 * @param attributes the keys that are valid here: fewer may be ordered by than filtered
 */
export function understandIdentifier(
  text: string,
  at: TextRange,
  vocabulary: Vocabulary,
  attributes: Vocabulary['attributes'],
): Identifier {
  const dot = text.indexOf('.');
  const entity = dot < 0 ? 'attribute' : understandEntity(text.slice(0, dot), at, vocabulary);
  const quoted = text.slice(dot + 1);
  const key = stripBackticks(stripQuotes(quoted) ?? quoted);
  if (entity === 'attribute') return understandAttribute(key, dot < 0, at, vocabulary, attributes);
  if (entity === 'dataset') {
    if (!DATASET_KEYS.includes(key)) {
      throw invalidFilter(
        `A dataset has no “${clip(key)}” to search by.`,
        at,
        suggestion(nearest(key, DATASET_KEYS), (word) => `datasets.${word}`) ?? `It has ${DATASET_KEYS.join(', ')}.`,
      );
    }
    return { entity, key, type: 'text', lists: true };
  }
  return { entity, key, type: entity === 'metric' ? 'number' : 'text', lists: false };
}

function understandEntity(written: string, at: TextRange, vocabulary: Vocabulary): Entity {
  const word = vocabulary.quotedEntities ? stripBackticks(written) : written;
  const entity = vocabulary.entities.get(word);
  if (entity !== undefined) return entity;
  const near = nearest(word, vocabulary.entities.keys());
  throw invalidFilter(
    `“${clip(written)}” is not something that ${vocabulary.of} have.`,
    { start: at.start, end: Math.min(at.end, at.start + Math.max(1, written.length)) },
    suggestion(near, (name) => `${name}.…`) ??
      `What stands before the dot is one of ${vocabulary.preferredEntities.join(', ')}.`,
  );
}

function understandAttribute(
  key: string,
  isBare: boolean,
  at: TextRange,
  vocabulary: Vocabulary,
  attributes: ReadonlyMap<string, AttributeWord>,
): Identifier {
  const word = attributes.get(key);
  if (word !== undefined) return { entity: 'attribute', key: word.key, type: word.type, lists: word.lists === true };
  const canonical = [...new Set([...attributes.values()].map((attribute) => attribute.key))];
  const others = isBare
    ? `Attributes are ${canonical.join(', ')}; anything else needs its kind before it, such as ${vocabulary.preferredEntities[0]}.${clip(key)}.`
    : `Attributes are ${canonical.join(', ')}.`;
  throw invalidFilter(
    `“${clip(key)}” is not an attribute of ${vocabulary.of}.`,
    at,
    suggestion(nearest(key, attributes.keys()), (name) => name) ?? others,
  );
}

function suggestion(word: string | undefined, show: (word: string) => string): string | undefined {
  return word === undefined ? undefined : `Did you mean ${show(word)}?`;
}

function clip(text: string): string {
  return excerpt(text, { start: 0, end: text.length });
}
