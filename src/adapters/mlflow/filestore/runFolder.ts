import { AppError } from '../../../base/errors.ts';
import { type Metric, RUN_NAME_TAG } from '../../../core/tracking/model.ts';
import { type RunMeta, readRunMeta } from './entities.ts';
import { readWhole } from './files.ts';
import { keyPath, listKeys } from './keys.ts';
import { type MetaFile, readMetaFile } from './metaFile.ts';
import {
  type Check,
  type KeyTable,
  type MetricTable,
  readMetric,
  readMetrics,
  readTexts,
  type TextTable,
} from './tables.ts';

export type TableKind = 'metrics' | 'params' | 'tags';

/** What an index remembers of a run. */
export interface StoredTables {
  readonly metrics: MetricTable | undefined;
  readonly params: TextTable | undefined;
  readonly tags: TextTable | undefined;
}

const NO_TABLES: StoredTables = { metrics: undefined, params: undefined, tags: undefined };

/** One run's folder and what was read of it. Every question looks at the files it is about, and at no others. */
export class RunFolder {
  readonly runId: string;
  readonly experimentId: string;
  readonly path: string;
  #meta: MetaFile<RunMeta> | undefined;
  #tables: StoredTables = NO_TABLES;
  #stored: (() => StoredTables) | undefined;
  #isChecked = false;
  #isRemembered = false;
  #revision = 0;
  readonly #onChange: () => void;

  constructor(experimentId: string, path: string, runId: string, onChange: () => void) {
    this.experimentId = experimentId;
    this.path = path;
    this.runId = runId;
    this.#onChange = onChange;
  }

  /** Takes over what an index says; its tables are only decoded when they are asked for. */
  restore(meta: MetaFile<RunMeta>, tables: () => StoredTables): void {
    this.#meta ??= meta;
    this.#stored ??= tables;
    this.#isRemembered = true;
  }

  /** As it was read last. */
  get lastMeta(): MetaFile<RunMeta> | undefined {
    return this.#meta;
  }

  /** As they were read last, or stored. */
  get lastTables(): StoredTables {
    if (this.#stored !== undefined) {
      const stored = this.#stored();
      this.#stored = undefined;
      this.#tables = {
        metrics: this.#tables.metrics ?? stored.metrics,
        params: this.#tables.params ?? stored.params,
        tags: this.#tables.tags ?? stored.tags,
      };
    }
    return this.#tables;
  }

  /** Whether what is known comes from an index and was not compared with the files yet. */
  get isUnchecked(): boolean {
    return !this.#isChecked && this.#meta?.value !== undefined;
  }

  /** How a question about this run is to be answered: as long as it is unchecked, from what is remembered. */
  get dueCheck(): Check {
    return this.isUnchecked ? 'none' : 'files';
  }

  /**
   * The same for a scan of all runs. A run that ended is remembered well: its folders tell of new names, and the files
   * themselves, which only an edit in place can have changed, are compared after the answer.
   */
  get scanCheck(): Check {
    const { dueCheck } = this;
    const status = this.#meta?.value?.status;
    const mayBeLive = status === 'RUNNING' || status === 'SCHEDULED';
    return dueCheck === 'files' && this.#isRemembered && !mayBeLive ? 'names' : dueCheck;
  }

  /** Compares everything that is known with the files. @throws AppError `unreadable`. */
  compare(): void {
    this.#isRemembered = false;
    this.checkMeta();
    const { metrics, params, tags } = this.lastTables;
    if (metrics !== undefined) this.metrics('files');
    if (params !== undefined) this.texts('params', 'files');
    if (tags !== undefined) this.texts('tags', 'files');
  }

  /** Counts what was found to be different from what was known. */
  get revision(): number {
    return this.#revision;
  }

  checkMeta(): MetaFile<RunMeta> {
    this.#isChecked = true;
    const meta = readMetaFile(this.path, this.#meta, (text) => readRunMeta(text, this));
    if (meta !== this.#meta) {
      this.#meta = meta;
      this.#changed();
    }
    return meta;
  }

  /** @throws AppError `unreadable` when the folder can't be listed. */
  metrics(check: Check): MetricTable {
    const known = this.lastTables.metrics;
    return this.#keep('metrics', known, readMetrics(`${this.path}/metrics`, known, check));
  }

  /** @throws AppError `unreadable` when the folder can't be listed. */
  texts(kind: 'params' | 'tags', check: Check): TextTable {
    const known = this.lastTables[kind];
    return this.#keep(kind, known, readTexts(`${this.path}/${kind}`, known, check));
  }

  /** One param or tag. @throws AppError `unreadable`. */
  text(kind: 'params' | 'tags', key: string): string | undefined {
    const known = this.isUnchecked ? this.lastTables[kind] : undefined;
    if (known !== undefined) return known.texts[known.listing.keys.indexOf(key)];
    const path = this.#fileOf(kind, key);
    return path === undefined ? undefined : readWhole(path)?.bytes.toString('utf8');
  }

  /** The latest value of one metric. @throws AppError `unreadable`. */
  metric(key: string): Metric | undefined {
    const path = this.#fileOf('metrics', key);
    return path === undefined ? undefined : readMetric(path, key, this.lastTables.metrics, this.dueCheck);
  }

  /** Runs of MLflow before 1.28 have their name in a tag only. */
  runName(): string {
    const recorded = this.#meta?.value?.runName ?? '';
    if (recorded !== '') return recorded;
    try {
      return this.text('tags', RUN_NAME_TAG) ?? '';
    } catch (error) {
      if (error instanceof AppError) return '';
      throw error;
    }
  }

  /** The file of a metric; undefined for a key that can't be one. */
  metricFile(key: string): string | undefined {
    return this.#fileOf('metrics', key);
  }

  #fileOf(kind: TableKind, key: string): string | undefined {
    const inner = keyPath(key);
    if (inner === undefined) return undefined;
    const folder = `${this.path}/${kind}`;
    // Where names fold case, opening a file proves nothing about how its key is written.
    if (NAMES_FOLD_CASE && !listKeys(folder, Date.now()).keys.includes(key)) return undefined;
    return `${folder}/${inner}`;
  }

  #keep<T extends KeyTable>(kind: TableKind, known: T | undefined, table: T): T {
    if (table !== known) {
      this.#tables = { ...this.#tables, [kind]: table };
      this.#changed();
    }
    return table;
  }

  #changed(): void {
    this.#revision++;
    this.#onChange();
  }
}

const NAMES_FOLD_CASE = process.platform === 'win32' || process.platform === 'darwin';
