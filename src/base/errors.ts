/** Every expected failure has one of these codes; views choose their words and next steps by it. */
export const ERROR_CODES = [
  'notFound', // the thing named is not there (any more)
  'unreadable', // it is there, and the system won't let us read it
  'corrupt', // it was read and isn't what it should be
  'locked', // another process holds it; trying again later helps
  'unsupported', // a location, schema or feature that Tandem doesn't read
  'invalidFilter', // a filter or order that doesn't parse; `at` says where
  'invalidInput', // another argument that can't be right
  'untrusted', // the workspace asked for something that needs the user's consent
  'timeout',
  'internal', // a bug of ours
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A place in a text the user typed: UTF-16 offsets, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface AppErrorInit {
  readonly code: ErrorCode;
  /** One sentence, for a person, without a stack or a secret. */
  readonly message: string;
  /** The next step, when there is one. */
  readonly hint?: string | undefined;
  readonly at?: TextRange | undefined;
  readonly cause?: unknown;
}

/** The one error that crosses rooms. Anything else that is thrown is a bug and becomes `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly at: TextRange | undefined;

  constructor(init: AppErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.hint = init.hint;
    this.at = init.at;
  }
}

/** What is left of an AppError after it crossed a process: structured-cloneable, the cause as text. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: TextRange | undefined;
  readonly cause?: string | undefined;
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError({ code: 'internal', message, cause: error });
}

export function toPlainError(error: unknown): PlainError {
  const { code, message, hint, at, cause } = toAppError(error);
  return { code, message, hint, at, cause: cause === undefined ? undefined : describeCause(cause) };
}

export function fromPlainError(plain: PlainError): AppError {
  return new AppError(plain);
}

/** The whole chain of causes, one a line, for the log. */
export function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${describeCause(error.cause)}`;
}
