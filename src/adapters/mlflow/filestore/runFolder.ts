import { AppError } from '../../../base/errors.ts';
import { type Metric, RUN_NAME_TAG } from '../../../core/tracking/model.ts';
import { type RunMeta, readRunMeta } from './entities.ts';
import { readWhole } from './files.ts';
import { keyPath, listKeys } from './keys.ts';
import { type LatestState, readLatest } from './latestMetric.ts';
import { type MetaFile, readMetaFile } from './metaFile.ts';
import { type Check, type KeyTable, type MetricTable, readMetrics, readTexts, type TextTable } from './tables.ts';

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
  /** States of metrics that were asked for one by one: a long file is followed, not read again. */
  readonly #states = new Map<string, LatestState>();
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

  checkMeta(): MetaFile<RunMeta> {
    const meta = readMetaFile(this.path, this.#meta, (text) => readRunMeta(text, this));
    if (meta !== this.#meta) {
      this.#meta = meta;
      this.#onChange();
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
    const path = this.#fileOf(kind, key);
    return path === undefined ? undefined : readWhole(path)?.bytes.toString('utf8');
  }

  /** The latest value of one metric. @throws AppError `unreadable`. */
  metric(key: string): Metric | undefined {
    const path = this.#fileOf('metrics', key);
    if (path === undefined) return undefined;
    const read = readLatest(path, this.#states.get(key), Date.now());
    if (read !== undefined && read.state.offset > WORTH_KEEPING) this.#states.set(key, read.state);
    return read?.latest;
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
      this.#onChange();
    }
    return table;
  }
}

const NAMES_FOLD_CASE = process.platform === 'win32' || process.platform === 'darwin';
/** Bytes of a metric file below which reading it again costs as much as remembering it. */
const WORTH_KEEPING = 4096;
