import { spawn } from 'node:child_process';
import { installExtension, startCodeServer } from '../../test/vscode/lib/codeServer.ts';
import { makeProfile } from '../../test/vscode/lib/workspace.ts';
import { ensureCodeServer } from './code-server.mjs';
import { liveTraining } from './demo.mjs';
import { say, step, warn } from './log.mjs';
import { mustRun } from './run.mjs';
import { ensureDownloadedCode, installedCode } from './vscode.mjs';

const MINUTES_OF_TRAINING = 60;

const WHAT_TO_LOOK_AT = `
What to look at:
  1. Tandem in the activity bar: two stores, mlruns/ and mlflow.db, found without any set-up.
  2. digits-classifier: a sweep with nested runs, one that failed, and "live", which trains while you look.
  3. Tick some runs, "live" among them, and press Compare Selected Runs: curves that grow, and the table of what differs.
  4. Filter Runs… with: metrics.loss < 0.5 and params.optimizer = "adam"
  5. Close the window and open it again: the panel and the ticks are as you left them.
`;

/**
 * Opens an editor for a person: their own VS Code, else a downloaded one, else code-server with the address to open.
 * Ends with the editor, or with Ctrl+C, and takes training and profile with it.
 *
 * @returns {Promise<number>} exit code
 */
export async function openForAPerson({ folder, python }, vsix) {
  const profile = await makeProfile();
  const training = python === undefined ? undefined : startTraining(python, folder);
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
  try {
    const cli = installedCode() ?? (await ensureDownloadedCode())?.cli;
    await (cli === undefined
      ? serve(profile, vsix, folder, stopped)
      : openDesktop(cli, profile, vsix, folder, stopped));
    return 0;
  } catch (error) {
    warn(error.message);
    return 1;
  } finally {
    training?.kill('SIGTERM');
    await profile.dispose();
  }
}

function startTraining(python, folder) {
  const { program, args, env } = liveTraining(python, folder, MINUTES_OF_TRAINING);
  const training = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  training.on('error', (error) => warn(`Nothing trains live: ${error.message}`));
  return training;
}

async function openDesktop(cli, profile, vsix, folder, stopped) {
  const folders = [`--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`];
  // Chromium's sandbox refuses root.
  if (process.getuid?.() === 0) folders.push('--no-sandbox');
  await step('Installing Tandem into a throw-away profile', () =>
    mustRun(cli, [...folders, '--install-extension', vsix, '--force']),
  );
  say(WHAT_TO_LOOK_AT);
  say('Close the window of VS Code to end.');
  const args = [...folders, '--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome', folder];
  const editor = spawn(cli, args, { stdio: 'ignore', shell: process.platform === 'win32' });
  const closed = new Promise((resolve, reject) => editor.on('error', reject).on('close', resolve));
  await Promise.race([closed, stopped]);
  editor.kill('SIGTERM');
}

async function serve(profile, vsix, folder, stopped) {
  const entry = await ensureCodeServer();
  if (entry === undefined)
    throw new Error('No VS Code, and none could be had: install VS Code and put `code` on PATH.');
  await step('Installing Tandem into a throw-away profile', () => installExtension(entry, profile, vsix));
  const server = await step('Starting code-server', () => startCodeServer({ entry, profile }));
  say(WHAT_TO_LOOK_AT);
  say(`Open  ${server.url}?folder=${encodeURIComponent(folder)}\nCtrl+C ends.`);
  await stopped;
  await server.stop();
}
