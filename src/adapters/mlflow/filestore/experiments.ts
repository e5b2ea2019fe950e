import { compileExperimentFilter, compileExperimentOrder } from '../../../core/tracking/filter/evaluate.ts';
import type { ExperimentFacts } from '../../../core/tracking/filter/facts.ts';
import { parseExperimentFilter, parseExperimentOrderBy } from '../../../core/tracking/filter/parse.ts';
import type { Experiment } from '../../../core/tracking/model.ts';
import type { ExperimentQuery, Page } from '../../../core/tracking/store.ts';
import type { ExperimentCatalog } from './experimentCatalog.ts';
import type { Pacer } from './pacer.ts';
import { pageOf } from './pages.ts';

/** @throws AppError `invalidFilter`, `invalidInput` for the page, `notFound`: no store. */
export async function searchExperiments(
  catalog: ExperimentCatalog,
  query: ExperimentQuery,
  pacer: Pacer,
): Promise<Page<Experiment>> {
  const matches = compileExperimentFilter(parseExperimentFilter(query.filter ?? ''), 'file');
  const compare = compileExperimentOrder(parseExperimentOrderBy(query.orderBy ?? []), 'file');
  const { experiments, problems } = await catalog.list(query.view ?? 'active', pacer);
  const chosen = experiments
    .map((experiment) => ({ experiment, facts: factsOf(experiment) }))
    .filter(({ facts }) => matches(facts))
    .sort((a, b) => compare(a.facts, b.facts));
  const { items, nextPageToken } = pageOf(chosen, query, DEFAULT_PAGE);
  return { items: items.map(({ experiment }) => experiment), nextPageToken, ...(problems.length > 0 && { problems }) };
}

/** MLflow's own (SEARCH_MAX_RESULTS_DEFAULT). */
const DEFAULT_PAGE = 1000;

function factsOf(experiment: Experiment): ExperimentFacts {
  return {
    tag: (key) => experiment.tags.get(key),
    attribute: (key) => {
      switch (key) {
        case 'name':
          return experiment.name;
        case 'experiment_id':
          return experiment.experimentId;
        case 'creation_time':
          return experiment.creationTime;
        case 'last_update_time':
          return experiment.lastUpdateTime;
        default:
          return undefined;
      }
    },
  };
}
