import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What every throw-away profile has: nothing that opens by itself, asks, or goes out to the network. */
const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'window.restoreWindows': 'all',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'files.simpleDialog.enable': true,
};

export interface Profile {
  /** Holds the three folders below; gone with `dispose`. */
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
  dispose(): Promise<void>;
}

/** A profile of its own: settings, state and installed extensions, none of it the user's. */
export async function makeProfile(settings: Readonly<Record<string, unknown>> = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-profile-'));
  const userData = join(folder, 'user-data');
  await writeFiles(userData, {
    'User/settings.json': JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2),
  });
  const extensions = join(folder, 'extensions');
  await mkdir(extensions);
  return { folder, userData, extensions, dispose: () => removeFolder(folder) };
}

export interface Workspace {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  dispose(): Promise<void>;
}

/** A throw-away folder to open, with these files in it. */
export async function makeWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-workspace-'));
  const write = (more: Readonly<Record<string, string>>) => writeFiles(folder, more);
  await write(files);
  return { folder, write, dispose: () => removeFolder(folder) };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** An editor that is going down may still write; the folder goes once it stopped. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
