import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { describeCause } from '../base/errors.ts';
import { type Logger, redact } from '../base/logger.ts';

/** The one output channel. Everything that is written to it passes through redaction (invariant 7). */
export class Log implements Logger, Disposable {
  readonly #channel = vscode.window.createOutputChannel('Tandem', { log: true });

  trace(message: string, ...details: unknown[]): void {
    this.#channel.trace(line(message, details));
  }
  debug(message: string, ...details: unknown[]): void {
    this.#channel.debug(line(message, details));
  }
  info(message: string, ...details: unknown[]): void {
    this.#channel.info(line(message, details));
  }
  warn(message: string, ...details: unknown[]): void {
    this.#channel.warn(line(message, details));
  }
  error(message: string, ...details: unknown[]): void {
    this.#channel.error(line(message, details));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

function line(message: string, details: readonly unknown[]): string {
  return redact([message, ...details.map(describe)].join('\n'));
}

function describe(detail: unknown): string {
  if (detail instanceof Error) return describeCause(detail);
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
