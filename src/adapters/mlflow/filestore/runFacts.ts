import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { DatasetFacts, RunFacts } from '../../../core/tracking/filter/facts.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { readLinks } from './inputs.ts';
import { problemAt } from './problems.ts';
import type { ListedRun } from './runCatalog.ts';

const DATASET_CONTEXT = 'mlflow.data.context';

/** Answers a filter's questions about one run by reading the one file that each is about, once. */
export class LazyRunFacts implements RunFacts {
  readonly run: ListedRun;
  readonly #root: string;
  readonly #problems: StoreProblem[];
  readonly #answers = new Map<string, unknown>();

  constructor(root: string, run: ListedRun, problems: StoreProblem[]) {
    this.#root = root;
    this.run = run;
    this.#problems = problems;
  }

  metric(key: string): number | undefined {
    return this.#once('metrics', key, () => this.run.folder.metric(key)?.value);
  }

  param(key: string): string | undefined {
    return this.#once('params', key, () => this.run.folder.text('params', key));
  }

  tag(key: string): string | undefined {
    return this.#once('tags', key, () => this.run.folder.text('tags', key));
  }

  attribute(key: string): string | number | undefined {
    const { folder, meta } = this.run;
    switch (key) {
      case 'run_id':
        return folder.runId;
      case 'run_name':
        return this.#once('', key, () => folder.runName());
      case 'user_id':
        return meta.userId;
      case 'status':
        return meta.status;
      case 'artifact_uri':
        return meta.artifactUri;
      case 'start_time':
        return meta.startTime;
      case 'end_time':
        return meta.endTime;
      default:
        return undefined;
    }
  }

  datasets(): readonly DatasetFacts[] {
    const read = (): readonly DatasetFacts[] => {
      const { folder } = this.run;
      const links = readLinks(this.#root, folder.path, folder.experimentId);
      this.#problems.push(...links.problems);
      return links.datasets.map(({ name, digest, tags }) => ({ name, digest, context: tags.get(DATASET_CONTEXT) }));
    };
    return this.#once('inputs', '', read) ?? [];
  }

  /** What can't be read is named, and missing for the filter. */
  #once<T>(kind: string, key: string, read: () => T): T | undefined {
    const name = `${kind}/${key}`;
    if (this.#answers.has(name)) return this.#answers.get(name) as T | undefined;
    let answer: T | undefined;
    try {
      answer = read();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { path, experimentId } = this.run.folder;
      this.#problems.push(problemAt(this.#root, join(path, kind, key), error, experimentId));
    }
    this.#answers.set(name, answer);
    return answer;
  }
}
