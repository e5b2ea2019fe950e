import type { Comparison, OrderTerm } from '../../../../../src/core/tracking/filter/ast.ts';

/** Writes a comparison in MLflow's language, the opposite of the parser, for keys and values that can be written. */
export function printComparison(comparison: Comparison): string {
  const { entity, key } = comparison;
  const left = entity === 'attribute' ? key : `${entity}s.${quoteKey(key)}`;
  switch (comparison.type) {
    case 'number':
      return `${left} ${comparison.operator} ${comparison.value}`;
    case 'text':
      return `${left} ${comparison.operator} ${quoteText(comparison.value)}`;
    case 'set':
      return `${left} ${comparison.operator} (${comparison.values.map(quoteListItem).join(', ')})`;
    case 'null':
      return `${left} ${comparison.operator}`;
  }
}

export function printOrderTerm(term: OrderTerm): string {
  const left = term.entity === 'attribute' ? term.key : `${term.entity}s.${quoteKey(term.key)}`;
  return `${left} ${term.ascending ? 'ASC' : 'DESC'}`;
}

function quoteKey(key: string): string {
  return key.includes('`') ? `"${key}"` : `\`${key}\``;
}

function quoteText(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

function quoteListItem(value: string): string {
  return JSON.stringify(value);
}
