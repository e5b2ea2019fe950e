import { mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { startHost } from '../../test/vscode/lib/hosts.ts';
import { start } from '../../test/vscode/lib/processes.ts';
import { makeProfile } from '../../test/vscode/lib/workspace.ts';
import { walkThrough } from '../../test/vscode/walkThrough.ts';
import { liveTraining } from './demo.mjs';
import { say, step, warn } from './log.mjs';
import { outFolder, root } from './paths.mjs';

/**
 * Walks through the story of a first visit in an editor that nobody sees.
 *
 * @returns {Promise<number>} exit code: 0 when every step was seen
 */
export async function lookOnce({ folder, python }, vsix) {
  const pictures = outFolder('once');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const profile = await makeProfile();
  let training;
  let host;
  try {
    host = await step('Starting an editor with Tandem', () => startHost({ profile, vsix }));
    if (python !== undefined) {
      const { program, args, env } = liveTraining(python, folder, 5);
      training = start(program, args, { ...process.env, ...env }, folder);
    }
    await walkThrough({ host, folder, pictures, trainsLive: training !== undefined, step, say });
    say(`\nPictures are in ${relative(process.cwd(), pictures) || root}.`);
    return 0;
  } catch (error) {
    warn(`The walk through the story stopped: ${error.stack ?? error}`);
    say(host?.output() ?? '');
    return 1;
  } finally {
    await training?.stop();
    await host?.stop();
    await profile.dispose();
  }
}
