import { AppError } from '../../base/errors.ts';

/**
 * What a tracking URI names. `path` is as written: absolute, or relative to whatever said it (a workspace folder, the
 * process's folder), and may still be of the other platform.
 */
export type StoreLocation =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string };

/**
 * Reads a tracking URI as MLflow does (mlflow/tracking/_tracking_service/utils.py) and a plain path as a person means it.
 * Touches nothing.
 *
 * @throws AppError `unsupported` for a URI that Tandem doesn't read, with the way round; `invalidInput` for none at all.
 */
export function parseLocation(text: string): StoreLocation {
  const location = text.trim();
  if (location === '') throw new AppError({ code: 'invalidInput', message: 'No store was named.' });
  // One letter before the colon is a Windows drive.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (location === 'databricks') throw unsupported(location, 'databricks');
    refuseNetworkShare(location);
    return { kind: /\.(?:db|sqlite3?)$/i.test(location) ? 'sqlite' : 'path', path: location };
  }
  if (scheme === 'http' || scheme === 'https') return { kind: 'http', url: location };
  if (scheme === 'file') {
    const path = filePath(location);
    refuseNetworkShare(path);
    return { kind: 'path', path };
  }
  if (scheme === 'sqlite') return { kind: 'sqlite', path: sqlitePath(location) };
  throw unsupported(location, scheme);
}

/** `file:` URIs with a host would make Windows send the user's login to that host: refused. */
function filePath(uri: string): string {
  const rest = uri.slice('file:'.length);
  if (!rest.startsWith('//')) return decode(rest);
  const slash = rest.indexOf('/', 2);
  const host = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  if (host !== '' && host.toLowerCase() !== 'localhost') refuseNetworkShare(`//${host}/`);
  const path = decode(slash < 0 ? '/' : rest.slice(slash));
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}

/** SQLAlchemy's form: three slashes before a relative path, four before an absolute one; `?mode=ro` and the like are dropped. */
function sqlitePath(uri: string): string {
  const path = decode(/^sqlite:\/\/\/([^?]*)/i.exec(uri)?.[1] ?? '');
  if (path === '' || path === ':memory:') {
    throw new AppError({
      code: 'unsupported',
      message: 'This sqlite: URI names no file.',
      hint: 'Use sqlite:///relative/mlflow.db or sqlite:////absolute/mlflow.db.',
    });
  }
  refuseNetworkShare(path);
  return path;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Windows takes either slash for the other, and `//?/` for a prefix. */
function refuseNetworkShare(path: string): void {
  if (!/^[\\/]{2}/.test(path)) return;
  throw new AppError({
    code: 'unsupported',
    message: 'Network shares are not opened as tracking stores.',
    hint: 'Mount the share as a drive or folder and add that.',
  });
}

function unsupported(location: string, scheme: string): AppError {
  const database = /^(?:postgresql|mysql|mssql)/.test(scheme);
  const hint = database
    ? 'Start `mlflow server` on this database and add its http:// address instead.'
    : scheme.startsWith('databricks') || scheme === 'uc'
      ? 'Databricks needs its own sign-in. Export the runs, or track to a server, a folder or an mlflow.db.'
      : 'Tandem opens folders with mlruns/ data and SQLite files (sqlite:///…/mlflow.db).';
  // The scheme only: the rest of a URI may hold a password.
  const shown = /^[^:/]*:\/\//.test(location) ? `${scheme}://…` : `${scheme}:…`;
  return new AppError({
    code: 'unsupported',
    message: `Tandem can't open ${location === scheme ? location : shown} directly.`,
    hint,
  });
}
