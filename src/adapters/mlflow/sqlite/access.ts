import { statSync } from 'node:fs';
import { isAbort } from '../../../base/cancellation.ts';
import { AppError } from '../../../base/errors.ts';
import { type RetryPolicy, retry } from '../../../base/retry.ts';
import { Connection } from './connection.ts';
import { COMPANIONS, copyDatabase, type DatabaseCopy, stampOf } from './copy.ts';
import { isBusy, isCorrupt, needsWriting, toStoreError } from './errors.ts';
import type { SqliteModule } from './module.ts';

/** Tries for about 15 s, longer than any sane transaction and shorter than anybody's patience. */
export const PATIENCE: RetryPolicy = { attempts: 60, delay: 20, maxDelay: 250, shouldRetry: isBusy };

/**
 * The way to one database file. Each `read` is one synchronous slice on a connection that is known to be of the file that
 * lies there now: replaced (another inode, or overwritten) means opened anew, gone means `notFound`.
 */
export class DatabaseAccess {
  readonly path: string;
  readonly #sqlite: SqliteModule;
  readonly #patience: RetryPolicy;
  #connection: Connection | undefined;
  #copy: DatabaseCopy | undefined;
  #identity = '';
  #copied = '';
  #disposed = false;
  #generation = 0;

  constructor(sqlite: SqliteModule, path: string, patience: RetryPolicy = PATIENCE) {
    this.#sqlite = sqlite;
    this.path = path;
    this.#patience = patience;
  }

  /** Another number for each connection. */
  get generation(): number {
    return this.#generation;
  }

  /** True while a copy is read, because the file's folder is read-only. */
  get readsCopy(): boolean {
    return this.#copy !== undefined;
  }

  /**
   * Runs `work` after other waiting events had their turn, again while another process holds the lock. `work` may run more
   * than once and must not keep statements: the connection may be another one at the next slice.
   */
  async read<T>(work: (connection: Connection) => T, signal?: AbortSignal): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      return await retry(this.#patience, () => this.readNow(work), signal);
    } catch (error) {
      throw isAbort(error) ? error : toStoreError(error, this.path);
    }
  }

  /** One try, at once, with SQLite's own errors. */
  readNow<T>(work: (connection: Connection) => T): T {
    try {
      return work(this.#current());
    } catch (error) {
      if (!isCorrupt(error) || this.#connection === undefined) throw error;
      // Overwritten in place, what the connection remembers of the file is void: once more with a fresh one.
      this.close();
      return work(this.#current());
    }
  }

  /** Lets go of the file; the next read opens it again. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#copy?.dispose();
    this.#copy = undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.close();
  }

  #current(): Connection {
    if (this.#disposed) throw new AppError({ code: 'internal', message: `The store ${this.path} was closed.` });
    const identity = identityOf(this.path);
    if (identity !== this.#identity) this.close();
    if (this.#copy !== undefined && stampOf(this.path) !== this.#copied) this.close();
    this.#connection ??= this.#open();
    this.#identity = identity;
    return this.#connection;
  }

  #open(): Connection {
    this.#generation++;
    for (const suffix of COMPANIONS) expectFile(this.path + suffix);
    try {
      return Connection.open(this.#sqlite, this.path);
    } catch (error) {
      if (!needsWriting(error)) throw error;
      return this.#openCopy(error);
    }
  }

  #openCopy(reason: unknown): Connection {
    try {
      this.#copied = stampOf(this.path);
      this.#copy = copyDatabase(this.path);
      return Connection.openCopy(this.#sqlite, this.#copy.file, this.path);
    } catch (error) {
      this.close();
      // A file that can't even be copied fails for the first reason.
      throw error instanceof AppError || isCorrupt(error) ? error : reason;
    }
  }
}

/**
 * A pipe would block the thread for ever, and SQLite opens whatever lies beside the database, too.
 * @throws AppError `unreadable` for what is there and is no regular file.
 */
function expectFile(path: string): void {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined || facts.isFile()) return;
  throw new AppError({
    code: 'unreadable',
    message: `${path} is ${facts.isDirectory() ? 'a folder' : 'a device or a pipe'} and not a file.`,
    hint: 'Choose the file that MLflow writes, mlflow.db unless told otherwise.',
  });
}

/**
 * Which file this is; the number can't be taken by another as long as the connection holds it open. A file overwritten in
 * place keeps it: SQLite sees that by the file's header, at the start of each transaction.
 */
function identityOf(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}:${ino}`;
}
