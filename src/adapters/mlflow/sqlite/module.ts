import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../base/errors.ts';

export type SqliteModule = { readonly DatabaseSync: typeof DatabaseSync };

/**
 * Node's own SQLite, asked for at first use: a runtime without it must not fail while loading.
 * @throws AppError `unsupported` where this runtime has none.
 */
export function loadSqlite(find: (id: 'node:sqlite') => unknown = process.getBuiltinModule): SqliteModule {
  const found = find('node:sqlite') as Partial<SqliteModule> | undefined;
  if (typeof found?.DatabaseSync !== 'function' || !hasReturnArrays(found.DatabaseSync)) {
    throw new AppError({
      code: 'unsupported',
      message: `SQLite stores need a newer editor: Node.js ${process.version} cannot read them.`,
      hint: 'Update VS Code to a version with Node.js 24 (Help > About), or open the store through an MLflow server.',
    });
  }
  return { DatabaseSync: found.DatabaseSync };
}

/** Rows as arrays came with Node 24.0; without them, and the busy timeout of the same version, nothing here works. */
function hasReturnArrays(Database: typeof DatabaseSync): boolean {
  const db = new Database(':memory:');
  try {
    return typeof db.prepare('SELECT 1').setReturnArrays === 'function';
  } finally {
    db.close();
  }
}
