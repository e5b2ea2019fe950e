import * as vscode from 'vscode';
import { CONTEXT_KEYS } from '../manifest.ts';

/** Sets a key that `when` clauses of package.json read. */
export function setContext(key: keyof typeof CONTEXT_KEYS, value: boolean): void {
  void vscode.commands.executeCommand('setContext', CONTEXT_KEYS[key], value);
}
