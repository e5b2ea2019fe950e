import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { redact } from '../base/logger.ts';
import { SETTINGS } from '../manifest.ts';

/** A store that the user named in `tandem.stores`. */
export interface StoreSetting {
  readonly name: string;
  /** Absolute, relative to the folder, `~/…`, or a tracking URI. */
  readonly location: string;
}

/**
 * The settings, decoded: a value of the wrong type counts as not set. In a workspace that isn't trusted VS Code itself
 * leaves out what the workspace says of the restricted ones (`capabilities.untrustedWorkspaces` in package.json).
 */
export const settings = {
  stores: (): readonly StoreSetting[] => decodeStores(read(SETTINGS.stores)),
  discoveryEnabled: (): boolean => read(SETTINGS.discoveryEnabled) !== false,
  discoveryDepth: (): number => number(SETTINGS.discoveryDepth, 6, 1, 20),
  pageSize: (): number => number(SETTINGS.pageSize, 100, 10, 1000),
  /** ms without a sign of life until a run that says RUNNING counts as gone. */
  noSignAfter: (): number => number(SETTINGS.noSignAfter, 30, 1, 10_080) * 60_000,
  maxPoints: (): number => number(SETTINGS.maxPoints, 1600, 200, 20_000),

  onDidChange(ids: readonly string[], listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (ids.some((id) => event.affectsConfiguration(id))) listener();
    });
  },

  /** Adds to the user's own `tandem.stores`, or to the workspace's where that already has some. */
  async addStore(store: StoreSetting): Promise<void> {
    await updateStores((stores) => [...stores.filter(({ name }) => name !== store.name), store]);
  },

  async removeStore(name: string): Promise<void> {
    await updateStores((stores) => stores.filter((store) => store.name !== name));
  },
} as const;

/** Every level that has stores is written by itself: the levels don't merge. */
async function updateStores(change: (stores: readonly StoreSetting[]) => readonly StoreSetting[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const levels = configuration.inspect<unknown>(SETTINGS.stores);
  const inWorkspace = levels?.workspaceValue !== undefined;
  const before = decodeStores(inWorkspace ? levels.workspaceValue : levels?.globalValue);
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const after = change(before);
  await configuration.update(SETTINGS.stores, after.length === 0 ? undefined : after, target);
}

function read(id: string): unknown {
  return vscode.workspace.getConfiguration().get<unknown>(id);
}

function number(id: string, fallback: number, min: number, max: number): number {
  const value = read(id);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
}

function decodeStores(value: unknown): StoreSetting[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: { name?: unknown; location?: unknown } | null) => {
    const location = item?.location;
    if (typeof location !== 'string' || location.trim() === '') return [];
    const name = typeof item?.name === 'string' && item.name.trim() !== '' ? item.name.trim() : redact(location.trim());
    return [{ name, location: location.trim() }];
  });
}
