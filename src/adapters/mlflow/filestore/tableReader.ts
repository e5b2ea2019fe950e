import { join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
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

  #try<T extends KeyTable>({ folder }: ListedRun, kind: TableKind, read: () => T): T | undefined {
    const place = join(folder.path, kind);
    try {
      const table = read();
      for (const { key, error } of table.failures) {
        this.problems.push(problemAt(this.#root, join(place, key), error, folder.experimentId));
      }
      return table;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.problems.push(problemAt(this.#root, place, error, folder.experimentId));
      return undefined;
    }
  }

  #reportMalformed({ folder }: ListedRun, table: MetricTable): void {
    for (const [i, key] of table.listing.keys.entries()) {
      const count = malformedAt(table, i);
      if (count === 0) continue;
      const message = `${count} of its lines can't be read and are left out.`;
      const error = new AppError({ code: 'corrupt', message });
      this.problems.push(problemAt(this.#root, join(folder.path, 'metrics', key), error, folder.experimentId));
    }
  }
}
