import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, start } from './processes.ts';
import type { Profile } from './workspace.ts';

export interface CodeServerOptions {
  /** Path of its entry.js. */
  readonly entry: string;
  readonly profile: Profile;
  /** Asks whether the workspace is trusted, as VS Code does; off unless told. */
  readonly workspaceTrust?: boolean | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

export interface CodeServer {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

/** Nothing of the editor or shell that runs the tests reaches the one that is tested. */
export function cleanEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|MLFLOW_|NODE_OPTIONS$|NODE_TEST_)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...more };
}

function folders(profile: Profile): string[] {
  return ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
}

/** Puts a packed extension into a profile, as `code --install-extension` does. */
export async function installExtension(entry: string, profile: Profile, vsix: string): Promise<void> {
  const args = [entry, ...folders(profile), '--install-extension', vsix, '--force'];
  await promisify(execFile)(process.execPath, args, { env: cleanEnvironment() });
}

/** Starts the server on a free port of the loopback interface and waits until it answers. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const args = [
    options.entry,
    '--auth',
    'none',
    '--config',
    join(options.profile.folder, 'code-server.yaml'),
    '--bind-addr',
    `127.0.0.1:${port}`,
    ...folders(options.profile),
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
  // Its sockets go where the profile goes.
  const env = { XDG_RUNTIME_DIR: options.profile.folder, ...options.env };
  const server = start(process.execPath, args, cleanEnvironment(env));
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`${url}healthz`).catch(() => undefined);
    if (answer?.ok) return { url, output: server.output, stop: server.stop };
    if (server.process.exitCode !== null || Date.now() > end) {
      await server.stop();
      throw new Error(`code-server did not start:\n${server.output()}`);
    }
    await delay(100);
  }
}
