import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { SqliteModule } from './module.ts';
import { readSchema, type Schema } from './schema.ts';

export type SqlValue = SQLInputValue;
/** A row as its columns in the order of the SELECT: far cheaper than an object with names. */
export type SqlRow = readonly SQLOutputValue[];

/** How long one try waits inside SQLite for a lock, in ms. Short: it blocks the thread; whoever calls tries again. */
const BUSY_TIMEOUT = 50;
const MAX_STATEMENTS = 200;

/** One read-only connection with its prepared statements. Everything is synchronous; a read transaction ends with each call. */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();
  #schema: Schema | undefined;
  #schemaVersion: unknown;

  private constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** Opens and reads the schema once, since SQLite itself touches the file only at the first query. */
  static open(sqlite: SqliteModule, file: string): Connection {
    return Connection.#start(new sqlite.DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT }), file);
  }

  /** Opens a private copy of `original`, which SQLite may repair and index. */
  static openCopy(sqlite: SqliteModule, copy: string, original: string): Connection {
    return Connection.#start(new sqlite.DatabaseSync(copy), original);
  }

  static #start(db: DatabaseSync, name: string): Connection {
    try {
      // LIKE compares case as MLflow's own connections do. No memory map: a file truncated under it would end the process.
      db.exec('PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;');
      const connection = new Connection(db, name);
      connection.schema();
      return connection;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The schema as it is now: read again when somebody migrated the store. */
  schema(): Schema {
    const version = this.#db.prepare('PRAGMA schema_version').get()?.['schema_version'];
    if (this.#schema === undefined || version !== this.#schemaVersion) {
      this.#schema = readSchema(this.#db, this.#path);
      this.#schemaVersion = version;
      this.#statements.clear();
    }
    return this.#schema;
  }

  /** Every row of a SELECT. `T` names the columns' types, as the caller's SQL makes them. */
  rows<T extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): T[] {
    return this.#statement(sql).all(...parameters) as unknown as T[];
  }

  row<T extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): T | undefined {
    return this.#statement(sql).get(...parameters) as unknown as T | undefined;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
