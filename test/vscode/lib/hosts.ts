import { ensureCodeServer } from '../../../scripts/lib/code-server.mjs';
import { startBrowserHost } from './browserHost.ts';
import type { EditorHost, HostOptions } from './editor.ts';
import { startElectron } from './electron.ts';

/** Which editor the tests drive: code-server unless TANDEM_EDITOR says `electron`. */
export async function startHost(options: HostOptions): Promise<EditorHost> {
  const { TANDEM_EDITOR: wanted, TANDEM_VSCODE: executable, TANDEM_VSCODE_CLI: cli } = process.env;
  if (wanted === 'electron') {
    if (executable === undefined || cli === undefined)
      throw new Error('TANDEM_VSCODE and TANDEM_VSCODE_CLI name no VS Code');
    return startElectron(executable, cli, options);
  }
  const entry = await ensureCodeServer();
  if (entry === undefined) throw new Error('There is no editor to drive here');
  return startBrowserHost(entry, options);
}
