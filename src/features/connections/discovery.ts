import * as vscode from 'vscode';
import type { Connections } from '../../app/connections.ts';
import { isAbort } from '../../base/cancellation.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import { Debouncer } from '../../base/scheduling.ts';
import { SETTINGS } from '../../manifest.ts';
import { setContext } from '../../platform/context.ts';
import { settings } from '../../platform/settings.ts';
import { collectEntries } from './entries.ts';
import { entryContext, type FindStores, findInFolders, readNamed } from './sources.ts';
import { WrittenDatabases } from './writtenDatabases.ts';

/** A store comes with a burst of files; one look for all of them, in ms. */
const GATHER = 300;

/** Keeps the list of connections as the settings, the environment and the folders say, from the first want on. */
export class Discovery implements Disposable {
  readonly #connections: Connections;
  readonly #find: FindStores;
  readonly #log: Logger;
  readonly #lifetime = new DisposableStore();
  readonly #again = this.#lifetime.add(new Debouncer(() => void this.look(), GATHER));
  #started = false;
  #abort = new AbortController();

  constructor(connections: Connections, find: FindStores, log: Logger) {
    this.#connections = connections;
    this.#find = find;
    this.#log = log;
    this.#lifetime.add(connections.onDidWant(() => (this.#started ? this.#again.schedule() : this.#start())));
  }

  /** Looks for stores now; a newer look overtakes one that is under way. */
  async look(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const named = await readNamed();
      if (signal.aborted) return;
      // A search of large folders takes its time; what has a name need not wait for it.
      if (!this.#connections.known)
        this.#connections.set(collectEntries({ ...named, found: [] }, entryContext()), false);
      const found = await findInFolders(this.#find, this.#log, signal);
      if (signal.aborted) return;
      const entries = collectEntries({ ...named, found }, entryContext());
      this.#connections.set(entries);
      this.#connections.retry();
      setContext('hasStores', entries.length > 0);
      setContext('ready', true);
    } catch (error) {
      if (!isAbort(error)) this.#log.error('Looking for stores failed.', error);
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#lifetime.dispose();
  }

  #start(): void {
    this.#started = true;
    const again = () => this.#again.schedule();
    const { stores, discoveryEnabled, discoveryDepth } = SETTINGS;
    this.#lifetime.add(settings.onDidChange([stores, discoveryEnabled, discoveryDepth], again));
    this.#lifetime.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    this.#lifetime.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
    const written = this.#lifetime.add(new WrittenDatabases(this.#connections, again));
    const databases = this.#lifetime.add(vscode.workspace.createFileSystemWatcher('**/mlflow.db'));
    this.#lifetime.add(databases.onDidCreate(again));
    this.#lifetime.add(databases.onDidChange(({ fsPath }) => written.changed(fsPath)));
    this.#lifetime.add(databases.onDidDelete(again));
    for (const [pattern, ignoreChanges] of [
      ['**/mlruns/*/meta.yaml', true],
      // A folder that is deleted whole tells of itself alone.
      ['**/mlruns', true],
      ['.env', false],
    ] as const) {
      const watcher = this.#lifetime.add(
        vscode.workspace.createFileSystemWatcher(pattern, false, ignoreChanges, false),
      );
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
        this.#lifetime.add(event(again));
    }
    void this.look();
  }
}
