import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import type { ArtifactEntry } from '../../core/tracking/store.ts';

/**
 * Artifacts as local files: where a run's artifact root is, and what is inside of it, never what is outside.
 */

const CHUNK = 256 * 1024;
const STAT_BATCH = 64;

/**
 * The direct children of `path` in an artifact root, folders first, then by path. An absent folder, or a path that names
 * a file, has none. A link that leads out of the root is left out.
 *
 * @throws AppError `invalidInput` for a path that leads out of the root, `unreadable`.
 */
export async function listLocalArtifacts(root: string, path = '', signal?: AbortSignal): Promise<ArtifactEntry[]> {
  signal?.throwIfAborted();
  const place = await locate(root, path);
  if (place === undefined) return [];
  let found: Dirent[];
  try {
    found = await readdir(place.target, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw failure(error, path);
  }
  const prefix = path === '' ? '' : `${parts(path).join('/')}/`;
  const entries: ArtifactEntry[] = [];
  for (let i = 0; i < found.length; i += STAT_BATCH) {
    signal?.throwIfAborted();
    const batch = found.slice(i, i + STAT_BATCH);
    const described = await Promise.all(batch.map((entry) => describe(place, prefix, entry)));
    for (const entry of described) if (entry !== undefined) entries.push(entry);
  }
  return entries.sort((a, b) => Number(b.isDir) - Number(a.isDir) || (a.path < b.path ? -1 : 1));
}

/**
 * The bytes of one artifact. The file is opened before this resolves, so what can't be read is known at once, and closed
 * when the reader has had enough.
 *
 * @throws AppError `notFound`, `unreadable`, or `invalidInput` for a folder or a path that leads out of the root.
 */
export async function readLocalArtifact(
  root: string,
  path: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  signal?.throwIfAborted();
  const place = await locate(root, path);
  if (place === undefined) throw new AppError({ code: 'notFound', message: `There is no artifact “${path}”.` });
  try {
    // A pipe or a device would block the reader for ever.
    if (!(await stat(place.target)).isFile()) {
      throw new AppError({ code: 'invalidInput', message: `The artifact “${path}” is not a file.` });
    }
    const file = await open(place.target, constants.O_RDONLY);
    return chunksOf(file, path, signal);
  } catch (error) {
    throw error instanceof AppError ? error : failure(error, path);
  }
}

async function* chunksOf(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      // A buffer of its own for each chunk: the receiver may keep or transfer it.
      const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK), 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield bytesRead === CHUNK ? buffer : buffer.slice(0, bytesRead);
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw failure(error, path);
  } finally {
    await file.close();
  }
}

interface Place {
  readonly realRoot: string;
  /** Links resolved, inside of `realRoot`. */
  readonly target: string;
}

/** Undefined where root or target are absent. */
async function locate(root: string, path: string): Promise<Place | undefined> {
  const inside = parts(path);
  try {
    const realRoot = await realpath(root);
    const target = await realpath(join(realRoot, ...inside));
    if (!isInside(realRoot, target)) {
      throw new AppError({
        code: 'invalidInput',
        message: `The artifact path “${path}” leads out of the run's artifacts.`,
      });
    }
    return { realRoot, target };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw failure(error, path);
  }
}

/** The parts of an artifact path; `/` is the separator everywhere, `\` only where the system takes it for one. */
function parts(path: string): string[] {
  const refuse = (): never => {
    throw new AppError({ code: 'invalidInput', message: `“${path}” is not a path inside the run's artifacts.` });
  };
  if (path.includes('\0') || path.startsWith('/')) refuse();
  if (sep === '\\' && (/^[a-z]:/i.test(path) || path.startsWith('\\'))) refuse();
  const inside = path.split(sep === '\\' ? /[\\/]/ : '/').filter((part) => part !== '' && part !== '.');
  if (inside.includes('..')) refuse();
  return inside;
}

function isInside(root: string, target: string): boolean {
  return target === root || target.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function describe(place: Place, prefix: string, entry: Dirent): Promise<ArtifactEntry | undefined> {
  const local = join(place.target, entry.name);
  try {
    if (entry.isSymbolicLink() && !isInside(place.realRoot, await realpath(local))) return undefined;
    const facts = await stat(local);
    const path = prefix + entry.name;
    if (facts.isDirectory()) return { path, isDir: true, localPath: local };
    return facts.isFile() ? { path, isDir: false, size: facts.size, localPath: local } : undefined;
  } catch {
    // Gone since the folder was read, a link to nothing or a loop of links.
    return undefined;
  }
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function failure(cause: unknown, path: string): AppError {
  const system = systemCode(cause);
  const code: ErrorCode = system === 'ENOENT' ? 'notFound' : 'unreadable';
  const name = path === '' ? 'the artifacts' : `the artifact “${path}”`;
  return new AppError({ code, message: `Can't read ${name} (${system ?? 'unknown failure'}).`, cause });
}

export interface ArtifactPlace {
  /** For a file store its root (`mlruns/`), for a database the folder it lies in. */
  readonly storeFolder: string;
  readonly experimentId: string;
  readonly runId: string;
}

/**
 * The local folder of a run's artifacts, or undefined where there is none (yet, or on this machine).
 *
 * What the store recorded comes first, as for MLflow itself. A store that was moved, copied or mounted elsewhere records
 * paths that are no longer true; then the artifacts are looked for by their place beside the store, and by the longest
 * end of the recorded path that exists there and names the run.
 */
export async function resolveArtifactRoot(artifactUri: string, place: ArtifactPlace): Promise<string | undefined> {
  for (const candidate of candidates(artifactUri, place)) if (await isFolder(candidate)) return candidate;
  return undefined;
}

/** What to say of artifacts that are not files of this machine; undefined where they may be. */
export function artifactsElsewhere(artifactUri: string): AppError | undefined {
  const scheme = schemeOf(artifactUri);
  if (scheme === undefined || scheme === 'file' || scheme === 'mlflow-artifacts') return undefined;
  return new AppError({
    code: 'unsupported',
    message: `The artifacts of this run are kept at ${scheme}:, which Tandem doesn't read.`,
    hint: 'Open the store through its MLflow server to see them.',
  });
}

function* candidates(artifactUri: string, place: ArtifactPlace): Generator<string> {
  const scheme = schemeOf(artifactUri);
  const { storeFolder, experimentId, runId } = place;
  const bases = [storeFolder, dirname(storeFolder)];
  let recorded: string | undefined;
  if (scheme === 'mlflow-artifacts') {
    recorded = decode(artifactUri.replace(/^mlflow-artifacts:(\/\/[^/]*)?/i, ''));
    // A server writes below ./mlartifacts of the folder it was started in.
    const inside = splitPath(recorded);
    if (!inside.includes('..')) for (const base of bases) yield join(base, 'mlartifacts', ...inside);
  } else if (scheme === undefined || scheme === 'file') {
    recorded = scheme === 'file' ? pathOfFileUri(artifactUri) : artifactUri;
    if (recorded !== undefined && recorded !== '' && !recorded.includes('\0') && !isNetworkPath(recorded)) {
      if (isAbsolute(recorded)) yield recorded;
      // Relative to where the writing process was started: nearly always beside the store, or in it.
      else for (const base of bases) yield resolve(base, recorded);
    }
  } else return;
  if (!isPlainName(experimentId) || !isPlainName(runId)) return;
  yield join(storeFolder, experimentId, runId, 'artifacts');
  yield join(storeFolder, '.trash', experimentId, runId, 'artifacts');
  yield join(storeFolder, 'mlruns', experimentId, runId, 'artifacts');
  yield join(storeFolder, 'mlartifacts', experimentId, runId, 'artifacts');
  yield join(dirname(storeFolder), 'mlartifacts', experimentId, runId, 'artifacts');
  yield* bySuffix(splitPath(recorded ?? ''), runId, bases);
}

/** The ends of a recorded path, longest first, that still name the run: shorter ones could be anybody's. */
function* bySuffix(recorded: readonly string[], runId: string, bases: readonly string[]): Generator<string> {
  const last = recorded.lastIndexOf(runId);
  if (recorded.includes('..')) return;
  for (let from = 1; from <= last; from++) for (const base of bases) yield join(base, ...recorded.slice(from));
}

/** `c:\…` is a Windows path, not a scheme. */
function schemeOf(uri: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
}

/** Undefined for a file on another host: opening one would send the user's credentials to it. */
function pathOfFileUri(uri: string): string | undefined {
  const match = /^file:(?:\/\/([^/\\]*))?(.*)$/is.exec(uri);
  const host = match?.[1] ?? '';
  if (match === null || (host !== '' && host.toLowerCase() !== 'localhost')) return undefined;
  const path = decode(match[2] ?? '');
  // file:///C:/data
  return process.platform === 'win32' ? path.replace(/^[\\/](?=[a-z]:)/i, '') : path;
}

function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

function isPlainName(name: string): boolean {
  return /^[a-z0-9][\w-]*$/i.test(name);
}

function splitPath(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
