import { toAppError } from '../../../base/errors.ts';
import { parseRunFilter } from '../../../core/tracking/filter/parse.ts';
import type { Run } from '../../../core/tracking/model.ts';

/** How a filter that the user typed is understood. */
export type UnderstoodFilter =
  | { readonly kind: 'none' }
  | { readonly kind: 'expression'; readonly expression: string }
  /** `problem`: what MLflow's grammar has against it, where it looks as if it was meant for it. */
  | { readonly kind: 'text'; readonly text: string; readonly problem?: string | undefined };

/** An expression where MLflow's grammar takes it, else a text that names or ids contain. */
export function understandFilter(typed: string): UnderstoodFilter {
  const text = typed.trim();
  if (text === '') return { kind: 'none' };
  try {
    parseRunFilter(text);
    return { kind: 'expression', expression: text };
  } catch (error) {
    const problem = LOOKS_LIKE_EXPRESSION.test(text) ? toAppError(error).message : undefined;
    return { kind: 'text', text, problem };
  }
}

const LOOKS_LIKE_EXPRESSION =
  /[=<>]|^\s*(?:metrics?|params?|parameters?|tags?|attr|attributes?|datasets?|run)\s*\.|\b(?:i?like|in|is)\b.*['"(]/i;

/** A text search as the queries that a store answers, and the exact test for what they answer. */
export interface TextSearch {
  /** Their answers together hold every match, and perhaps more. */
  readonly filters: readonly string[];
  matches(run: Pick<Run, 'runId' | 'runName'>): boolean;
}

/** Ids are searched only for what can be a part of one: a shorter hexadecimal word is in too many of them by chance. */
const PART_OF_ID = /^[0-9a-f]{6,32}$/i;

/**
 * MLflow's grammar has no OR, no escape in a LIKE pattern and knows the case of ASCII letters only, so the pattern is a
 * little too wide and `matches` has the last word.
 */
export function searchText(text: string): TextSearch {
  const wanted = text.toLowerCase();
  const pattern = text.replace(/[^ -~]+/gu, '%').replace(/['"\\`]/g, '_');
  const filters = [`attributes.run_name ILIKE '%${pattern}%'`];
  if (PART_OF_ID.test(text)) filters.unshift(`attributes.run_id LIKE '%${wanted}%'`);
  return {
    filters,
    matches: ({ runId, runName }) =>
      runName.toLowerCase().includes(wanted) || (PART_OF_ID.test(text) && runId.toLowerCase().includes(wanted)),
  };
}
