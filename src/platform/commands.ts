import * as vscode from 'vscode';
import { isAbort } from '../base/cancellation.ts';
import type { Disposable } from '../base/disposables.ts';
import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { CommandArgs, CommandId } from '../manifest.ts';

/** Asks for a command by its typed id: how one feature has another show something. */
export function run<K extends CommandId>(id: K, ...args: CommandArgs<K>): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args);
}

/**
 * The funnel that every command passes: what fails is logged with its cause and shown once, with the next steps.
 * A cancelled command says nothing.
 */
export class Commands {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  register<K extends CommandId>(id: K, handler: (...args: CommandArgs<K>) => unknown): Disposable {
    return vscode.commands.registerCommand(id, async (...args: CommandArgs<K>) => {
      try {
        return await handler(...args);
      } catch (error) {
        // Not awaited: the message may stay for long, and the command is over.
        void this.#report(id, args, error);
        return undefined;
      }
    });
  }

  async #report<K extends CommandId>(id: K, args: CommandArgs<K>, cause: unknown): Promise<void> {
    if (isAbort(cause) || cause instanceof vscode.CancellationError) return;
    const error = toAppError(cause);
    this.#log.error(`${id}: ${error.message}`, error);
    const retry = vscode.l10n.t('Retry');
    const settings = vscode.l10n.t('Settings');
    const showLog = vscode.l10n.t('Show Log');
    const steps = { locked: [retry], timeout: [retry], unreadable: [retry], unsupported: [settings], untrusted: [] };
    const own = (steps as Partial<Record<typeof error.code, string[]>>)[error.code] ?? [];
    const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    const picked = await vscode.window.showErrorMessage(message, ...own, showLog);
    if (picked === retry) await run(id, ...args);
    else if (picked === settings) await run('tandem.openSettings');
    else if (picked === showLog) await run('tandem.showLog');
  }
}
