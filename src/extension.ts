import * as vscode from 'vscode';
import { openTrackingStore } from './adapters/tracking.ts';
import { findStoresInWorker } from './adapters/worker/client.ts';
import { Clock } from './app/clock.ts';
import { Connections } from './app/connections.ts';
import { ExperimentNames } from './app/experiments.ts';
import { LiveRuns } from './app/liveRuns.ts';
import { Runs } from './app/runs.ts';
import { Selection } from './app/selection.ts';
import { DisposableStore } from './base/disposables.ts';
import { registerCompare } from './features/compare/register.ts';
import { registerConnections } from './features/connections/register.ts';
import { registerExperiments } from './features/experiments/register.ts';
import { Commands } from './platform/commands.ts';
import { Log } from './platform/log.ts';
import { Secrets } from './platform/secrets.ts';
import { WorkspaceState } from './platform/state.ts';

/**
 * The composition root: the only place that constructs anything long-lived, in the order of dependency. Nothing is read
 * here; the first view or command that wants data starts the work.
 */
export function activate(context: vscode.ExtensionContext): void {
  const lifetime = new DisposableStore();
  context.subscriptions.push(lifetime);
  const state = (key: string) => new WorkspaceState(context.workspaceState, key);
  const version = String(context.extension.packageJSON.version);

  const log = lifetime.add(new Log());
  const commands = new Commands(log);

  const worker = new URL('./worker.js', import.meta.url);
  const cacheFolder = vscode.Uri.joinPath(context.globalStorageUri, 'index').fsPath;
  const open = (location: string) => openTrackingStore(location, { worker, cacheFolder });

  const connections = lifetime.add(new Connections(open, log));
  const live = lifetime.add(new LiveRuns(connections));
  const runs = lifetime.add(new Runs(connections, live));
  const experiments = lifetime.add(new ExperimentNames(connections, live));
  const selection = lifetime.add(new Selection(state('selection')));
  const clock = lifetime.add(new Clock(1000));

  lifetime.add(
    registerConnections({
      connections,
      open,
      secrets: new Secrets(context.secrets),
      find: (root, options, signal) => findStoresInWorker(worker, root, options, signal),
      commands,
      log,
      version,
    }),
  );
  lifetime.add(
    registerExperiments({
      connections,
      live,
      runs,
      experiments,
      selection,
      clock,
      commands,
      state: state('experiments'),
    }),
  );
  lifetime.add(
    registerCompare({ extensionUri: context.extensionUri, runs, selection, connections, experiments, commands, log }),
  );
  log.debug(`Tandem ${version} is active.`);
}
