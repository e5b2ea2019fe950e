import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSystemPackages } from './debian.mjs';
import { step, warn } from './log.mjs';
import { projectPath } from './node24.mjs';
import { cacheFolder, root } from './paths.mjs';
import { mustRun, run } from './run.mjs';

const MANIFEST = join(root, 'test', 'vscode', 'code-server');

/** @returns {string} the pinned version, whose one home is the small package under test/vscode/ */
function pinnedVersion() {
  return JSON.parse(readFileSync(join(MANIFEST, 'package.json'), 'utf8')).dependencies['code-server'];
}

/**
 * A real VS Code for the browser, installed from npm into the cache folder: its native parts are compiled for Node 24.
 *
 * @returns {Promise<string | undefined>} the path of its entry.js, or undefined after saying why not
 */
export async function ensureCodeServer() {
  if (process.platform === 'win32') {
    warn('code-server does not run on Windows.');
    return undefined;
  }
  const folder = join(cacheFolder(), `code-server-${pinnedVersion()}`);
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (await works(folder, entry)) return entry;
  await ensureSystemPackages('build');
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      await step(`Installing code-server ${pinnedVersion()} (a few minutes, once)`, () => install(folder, entry));
      return entry;
    } catch (error) {
      // A half-finished installation never heals: npm takes what is there for done.
      rmSync(folder, { recursive: true, force: true });
      if (attempt === 2) warn(`code-server could not be installed: ${error.message.slice(-1500)}`);
    }
  }
  return undefined;
}

/** The marker is written last. Where it is missing, an installation that answers to --version counts as finished. */
async function works(folder, entry) {
  const marker = join(folder, '.installed');
  if (existsSync(marker)) return existsSync(entry);
  if (!existsSync(entry) || !(await answers(entry))) {
    rmSync(folder, { recursive: true, force: true });
    return false;
  }
  writeFileSync(marker, pinnedVersion());
  return true;
}

async function answers(entry) {
  const { code, output } = await run(process.execPath, [entry, '--version'], { timeout: 30_000 });
  return code === 0 && output.includes(pinnedVersion());
}

async function install(folder, entry) {
  mkdirSync(folder, { recursive: true });
  cpSync(MANIFEST, folder, { recursive: true });
  // code-server reads the version of Node from the user agent, which an outer `npm test` under an older Node hands down.
  const outer = { NODE_OPTIONS: undefined, npm_config_user_agent: undefined, npm_node_execpath: undefined };
  const env = { ...outer, PATH: projectPath(), ...(await headers()) };
  await mustRun('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, env });
  if (!(await answers(entry))) throw new Error('it is installed, and does not start');
  writeFileSync(join(folder, '.installed'), pinnedVersion());
}

/**
 * The headers that native parts are compiled against come from npm with Node itself, so that nothing is fetched from
 * elsewhere and headers of an older system Node are not taken by mistake.
 */
async function headers() {
  if (process.platform !== 'linux') return {};
  const name = `node-linux-${process.arch}`;
  const version = process.versions.node;
  const folder = join(cacheFolder(), `node-headers-${version}`);
  const nodedir = join(folder, 'node_modules', name);
  if (!existsSync(join(nodedir, 'include', 'node', 'node.h'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }));
    await mustRun('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  }
  return { npm_config_nodedir: nodedir };
}
