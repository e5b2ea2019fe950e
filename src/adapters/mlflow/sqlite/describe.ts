import { statSync } from 'node:fs';
import type { StoreDescription } from '../../../core/tracking/store.ts';
import type { DatabaseAccess } from './access.ts';
import type { Connection } from './connection.ts';
import { schemaProblems } from './schema.ts';

/** What a bug report should say about the database. */
export async function describe(access: DatabaseAccess, signal?: AbortSignal): Promise<StoreDescription> {
  const [facts, problems] = await access.read(
    (connection) => [factsOf(connection), schemaProblems(connection.schema())] as const,
    signal,
  );
  const { size } = statSync(access.path);
  return {
    kind: 'sqlite',
    location: access.path,
    facts: { ...facts, 'size in bytes': size, 'read from a copy': access.readsCopy },
    problems,
  };
}

function factsOf(connection: Connection): Record<string, string | number | boolean> {
  const schema = connection.schema();
  const value = (sql: string) => connection.row<[string | number | null]>(sql)?.[0] ?? 'none';
  const count = (table: string) => (schema.has(table) ? value(`SELECT count(*) FROM ${table}`) : 'no table');
  return {
    'SQLite version': value('SELECT sqlite_version()'),
    'schema version (alembic)': schema.has('alembic_version', 'version_num')
      ? value('SELECT group_concat(version_num) FROM alembic_version')
      : 'none',
    'journal mode': value('PRAGMA journal_mode'),
    tables: schema.tables.length,
    experiments: count('experiments'),
    runs: count('runs'),
    'latest metrics': count('latest_metrics'),
  };
}
