import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { _electron } from 'playwright-core';
import { Workbench } from '../pages/workbench.ts';
import { cleanEnvironment } from './codeServer.ts';
import type { EditorHost, HostOptions } from './editor.ts';

/**
 * VS Code for the desktop, each window a process of its own on the same profile.
 *
 * @param executable Code as `@vscode/test-electron` downloads it; under Linux it needs a display (Xvfb will do)
 */
export async function startElectron(executable: string, cli: string, options: HostOptions): Promise<EditorHost> {
  const { profile } = options;
  const folders = [`--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`];
  if (options.vsix !== undefined) {
    await promisify(execFile)(cli, [...folders, '--install-extension', options.vsix, '--force'], {
      env: cleanEnvironment(),
      shell: process.platform === 'win32',
    });
  }
  return {
    kind: 'electron',
    profile,
    async open(folder, size = { width: 1280, height: 900 }) {
      const app = await _electron.launch({
        executablePath: executable,
        args: [
          ...folders,
          ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
          '--no-sandbox',
          '--disable-gpu',
          '--skip-welcome',
          '--skip-release-notes',
          '--disable-updates',
          '--new-window',
          ...(folder === undefined ? [] : [folder]),
        ],
        env: definedOnly(cleanEnvironment(options.env)),
      });
      const page = await app.firstWindow({ timeout: 60_000 });
      // Only a wish here: the window belongs to the desktop.
      await page.setViewportSize(size).catch(() => undefined);
      const workbench = new Workbench(page);
      await workbench.ready();
      return {
        workbench,
        async reload() {
          const loaded = page.waitForEvent('domcontentloaded');
          await workbench.runCommand('Developer: Reload Window');
          await loaded;
          await workbench.ready();
        },
        close: () => app.close(),
      };
    },
    output: () => '',
    stop: () => Promise.resolve(),
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
