import type { OrderTerm } from '../../../core/tracking/filter/ast.ts';
import { compileRunFilter, compileRunOrder } from '../../../core/tracking/filter/evaluate.ts';
import { parseRunFilter, parseRunOrderBy } from '../../../core/tracking/filter/parse.ts';
import type { RunSelection, StoreProblem } from '../../../core/tracking/store.ts';
import type { Pacer } from './pacer.ts';
import type { ListedRun, RunCatalog } from './runCatalog.ts';
import { LazyRunFacts } from './runFacts.ts';

export interface Selected {
  readonly runs: readonly ListedRun[];
  readonly problems: StoreProblem[];
}

/**
 * The runs of a selection in its order. Reads the runs' meta.yaml and, of each, only the files that filter and order name.
 * @param limit of a list in its usual order only so many are needed.
 * @throws AppError `invalidFilter`
 */
export async function selectRuns(
  root: string,
  catalog: RunCatalog,
  selection: RunSelection,
  pacer: Pacer,
  limit?: number,
): Promise<Selected> {
  const filter = selection.filter ?? '';
  const matches = compileRunFilter(parseRunFilter(filter), 'file');
  const terms = parseRunOrderBy(selection.orderBy ?? []);
  const compare = compileRunOrder(terms, 'file');
  // Listed newest first, which is the order unless another is asked for.
  const isPlain = filter === '' && terms.length === 0;
  const { experimentIds, view = 'active' } = selection;
  const listed = await catalog.list(experimentIds, view, pacer, isPlain ? limit : undefined);
  const problems = [...listed.problems];
  if (isPlain) return { runs: listed.runs, problems };
  const chosen: LazyRunFacts[] = [];
  for (const run of listed.runs) {
    if (pacer.due()) await pacer.rest();
    const facts = new LazyRunFacts(root, run, problems);
    if (!matches(facts)) continue;
    readAhead(facts, terms);
    chosen.push(facts);
  }
  return { runs: chosen.sort(compare).map((facts) => facts.run), problems };
}

/** So that sorting, which can't be cut into slices, reads nothing. */
function readAhead(facts: LazyRunFacts, terms: readonly OrderTerm[]): void {
  for (const { entity, key } of terms) {
    if (entity === 'metric') facts.metric(key);
    else if (entity === 'param') facts.param(key);
    else if (entity === 'tag') facts.tag(key);
    else facts.attribute(key);
  }
}
