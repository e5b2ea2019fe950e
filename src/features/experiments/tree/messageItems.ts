import * as vscode from 'vscode';
import { visibleText } from '../../../core/format/text.ts';
import type { Words } from '../words.ts';
import { act, plain } from './itemParts.ts';
import type { Message } from './nodes.ts';

/** The line that stands where there is nothing, or nothing more, to show. */
export function messageItem(message: Message, words: Words): vscode.TreeItem {
  switch (message.kind) {
    case 'loading':
      return plain(words.loading, 'loading~spin');
    case 'noExperiments':
      return plain(words.noExperiments, 'info');
    case 'noArtifacts':
      return plain(words.noArtifacts, 'info');
    case 'noRuns':
      return message.filtered
        ? act(plain(words.noMatch, 'info'), 'tandem.filterRuns', message.experiment)
        : plain(words.noRuns, 'info');
    case 'failed':
    case 'artifactsFailed':
      return failure(message);
  }
}

/** What went wrong, with the hint beside it; a click does what helps. */
function failure(message: Extract<Message, { kind: 'failed' | 'artifactsFailed' }>): vscode.TreeItem {
  const { error } = message;
  const item = plain(visibleText(error.message), 'error', 'list.errorForeground');
  if (error.hint !== undefined) item.description = visibleText(error.hint);
  item.tooltip = [error.message, error.hint].filter((text) => text !== undefined).join('\n');
  if (message.kind !== 'failed') return item;
  const { of } = message;
  if (error.code === 'invalidFilter' && 'experimentId' in of) return act(item, 'tandem.filterRuns', of);
  if (error.code === 'untrusted') {
    item.command = { command: 'workbench.trust.manage', title: vscode.l10n.t('Manage Workspace Trust') };
    return item;
  }
  if (error.code === 'unsupported') return act(item, 'tandem.openSettings');
  return act(item, 'tandem.refresh', of);
}
