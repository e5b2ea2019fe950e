import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Connections, OpenStore } from '../../app/connections.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import type { Commands } from '../../platform/commands.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { settings } from '../../platform/settings.ts';
import { addStore } from './addStore.ts';
import { Discovery } from './discovery.ts';
import { removeStore } from './removeStore.ts';
import { collectReport } from './report.ts';
import type { FindStores } from './sources.ts';

export interface ConnectionsDeps {
  readonly connections: Connections;
  readonly open: OpenStore;
  readonly find: FindStores;
  readonly commands: Commands;
  readonly secrets: Pick<Secrets, 'origins'>;
  readonly log: Logger & { show(): void };
  /** Tandem's own. */
  readonly version: string;
}

/** Which stores there are: found, added, removed, reported. */
export function registerConnections(deps: ConnectionsDeps): Disposable {
  const { commands, connections, log } = deps;
  const lifetime = new DisposableStore();
  const discovery = lifetime.add(new Discovery(connections, deps.find, log));
  lifetime.add(commands.register('tandem.addStore', () => addStore(deps.open)));
  lifetime.add(
    commands.register('tandem.removeStore', (store) =>
      removeStore(store === undefined ? undefined : connections.get(store.storeId)?.entry.name),
    ),
  );
  lifetime.add(commands.register('tandem.showLog', () => log.show()));
  lifetime.add(
    commands.register('tandem.openSettings', () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:tandem-ml.tandem'),
    ),
  );
  lifetime.add(
    commands.register('tandem.report', async () => {
      if (!connections.known) await discovery.look();
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: await report(deps) });
      await vscode.window.showTextDocument(document);
    }),
  );
  return lifetime;
}

async function report({ connections, secrets, version }: ConnectionsDeps): Promise<string> {
  // A store that nobody has looked at yet is opened for the report.
  await Promise.allSettled(connections.list.map((connection) => connection.store()));
  // Without a keyring the system may refuse.
  const origins = await secrets.origins().catch(() => ['unknown: the system’s keyring does not answer']);
  const about = [
    ['Tandem', version],
    [
      'VS Code',
      `${vscode.version} (${vscode.env.appName}, ${vscode.env.appHost}${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ''})`,
    ],
    ['Node', process.versions.node],
    ['SQLite', process.versions['sqlite'] ?? 'not in this Node'],
    ['System', `${process.platform} ${process.arch}`],
    ['Workspace', vscode.workspace.isTrusted ? 'trusted' : 'not trusted'],
    ['Folders', String(vscode.workspace.workspaceFolders?.length ?? 0)],
    ['Logins kept for', origins.join(', ') || 'no server'],
    ['MLFLOW_TRACKING_URI', process.env['MLFLOW_TRACKING_URI'] ?? 'not set'],
  ] as const;
  const shown = {
    stores: settings.stores(),
    discovery: { enabled: settings.discoveryEnabled(), maxDepth: settings.discoveryDepth() },
    pageSize: settings.pageSize(),
    noSignOfLifeAfterMinutes: settings.noSignAfter() / 60_000,
    maxPointsPerRun: settings.maxPoints(),
  };
  return collectReport({ about, settings: shown, home: homedir() }, connections.list);
}
