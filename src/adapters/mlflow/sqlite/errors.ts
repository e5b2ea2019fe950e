import { AppError, type ErrorCode } from '../../../base/errors.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html); the extended codes keep them in their low byte. */
const ERROR = 1;
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

/** SQLite's primary result code; undefined for what SQLite didn't throw. */
function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Another process holds the lock: trying again helps. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** The file's content isn't what this connection expects: damaged, or overwritten under it. */
export function isCorrupt(error: unknown): boolean {
  const code = resultCode(error);
  return code === CORRUPT || code === NOTADB || isOfUnknownFormat(error);
}

/** The number of the file format in the header is none that SQLite knows: no code of its own tells of it. */
function isOfUnknownFormat(error: unknown): boolean {
  return resultCode(error) === ERROR && error instanceof Error && error.message === 'unsupported file format';
}

/**
 * What a read-only connection gets where SQLite would have to write first: to a WAL index in a folder that it can't write
 * to, or to roll back the journal that a killed writer left.
 */
export function needsWriting(error: unknown): boolean {
  const code = resultCode(error);
  return code === CANTOPEN || code === READONLY;
}

/** Gives an error of SQLite or of the file system its code, words and next step. Others pass unchanged. */
export function toStoreError(error: unknown, path: string): unknown {
  const fail = (code: ErrorCode, message: string, hint: string) => new AppError({ code, message, hint, cause: error });
  switch (isCorrupt(error) ? CORRUPT : resultCode(error)) {
    case BUSY:
    case LOCKED:
      return fail(
        'locked',
        `${path} is locked by another process.`,
        'Wait until the process that writes it is done, then refresh.',
      );
    case CORRUPT:
      return fail(
        'corrupt',
        `${path} is not a whole SQLite database.`,
        'It may be damaged or still being copied. `sqlite3 FILE "PRAGMA integrity_check"` says more.',
      );
    case PERM:
    case READONLY:
    case CANTOPEN:
      return fail('unreadable', `${path} can't be opened.`, 'Check the permissions of the file and its folder.');
    case IOERR:
      return fail('unreadable', `${path} can't be read.`, 'Check the disk or the network drive it is on.');
    default:
      return fromFileSystem(error, path);
  }
}

function fromFileSystem(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError({
      code: 'notFound',
      message: `${path} is not there.`,
      hint: 'Check the path, or remove the store.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO') {
    return new AppError({
      code: 'unreadable',
      message: `${path} can't be read.`,
      hint: 'Check the permissions.',
      cause: error,
    });
  }
  return error;
}
