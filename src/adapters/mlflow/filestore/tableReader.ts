import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { Metric } from '../../../core/tracking/model.ts';
import type { StoreProblem } from '../../../core/tracking/store.ts';
import { problemAt } from './problems.ts';
import type { ListedRun } from './runCatalog.ts';
import type { TableKind } from './runFolder.ts';
import { type Check, type KeyTable, type MetricTable, malformedAt, type TextTable } from './tables.ts';

/** Reads tables of runs, and names what can't be read. */
export class TableReader {
  readonly problems: StoreProblem[];
  readonly #root: string;

  constructor(root: string, problems: StoreProblem[]) {
    this.#root = root;
    this.problems = problems;
  }

  metrics(run: ListedRun, check: Check): MetricTable | undefined {
    const table = this.#try(run, 'metrics', () => run.folder.metrics(check));
    if (table !== undefined) this.#reportMalformed(run, table);
    return table;
  }

  texts(run: ListedRun, kind: 'params' | 'tags', check: Check): TextTable | undefined {
    return this.#try(run, kind, () => run.folder.texts(kind, check));
  }

  /** One metric, without a look at the others. */
  metric(run: ListedRun, key: string): Metric | undefined {
    return this.#guard(run, join('metrics', key), () => run.folder.metric(key));
  }

  /** One param or tag, without a look at the others. */
  text(run: ListedRun, kind: 'params' | 'tags', key: string): string | undefined {
    return this.#guard(run, join(kind, key), () => run.folder.text(kind, key));
  }

  #try<T extends KeyTable>(run: ListedRun, kind: TableKind, read: () => T): T | undefined {
    const table = this.#guard(run, kind, read);
    for (const { key, error } of table?.failures ?? []) this.#report(run, join(kind, key), error);
    return table;
  }

  #guard<T>(run: ListedRun, place: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#report(run, place, error);
      return undefined;
    }
  }

  #report({ folder }: ListedRun, place: string, error: AppError): void {
    this.problems.push(problemAt(this.#root, join(folder.path, place), error, folder.experimentId));
  }

  #reportMalformed(run: ListedRun, table: MetricTable): void {
    for (const [i, key] of table.listing.keys.entries()) {
      const count = malformedAt(table, i);
      if (count === 0) continue;
      const message = `${count} of its lines can't be read and are left out.`;
      this.#report(run, join('metrics', key), new AppError({ code: 'corrupt', message }));
    }
  }
}
