/** Where every room logs to; platform/ backs it with the one output channel, tests with an array. */
export interface Logger {
  trace(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

export const silentLogger: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

const SECRET_WORD =
  '(?:password|passwd|token|secret|api[-_]?key|authorization|credential|signature|(?<![a-z])sig(?![a-z])|access[-_]?key(?:[-_]?id)?)';
// Every repetition before what ends a match is bounded: a hostile name of 100,000 characters must not hold up the process.
const ASSIGNED = new RegExp(
  String.raw`(${SECRET_WORD}[\w.-]{0,64}["']?\s{0,16}[=:]\s{0,16})(?:(?:bearer|basic)\s{1,16})?("[^"]*"|'[^']*'|[^\s,;&"')}\]]+)`,
  'gi',
);
/** Up to the last `@` of the authority: a password may hold one. */
const URL_USERINFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/]*@/gi;
const AUTH_SCHEME = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Takes secrets out of a text that leaves the process (log, bug report): invariant 7. */
export function redact(text: string): string {
  return text
    .replace(URL_USERINFO, '$1[redacted]@')
    .replace(ASSIGNED, '$1[redacted]')
    .replace(AUTH_SCHEME, '$1 [redacted]');
}
