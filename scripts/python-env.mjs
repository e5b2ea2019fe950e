#!/usr/bin/env node
// Pinned Python environments with MLflow, in the cache folder: nothing global is touched, and deleting the folder is all
// there is to undo. Plain Node without packages, so that it runs before anything is installed.
//
//   node scripts/python-env.mjs [version …]     makes what is missing and prints the path of each python

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { say, step, warn } from './lib/log.mjs';
import { cacheFolder } from './lib/paths.mjs';
import { mustRun, run, which } from './lib/run.mjs';

/**
 * What each environment holds. Old versions don't say which dependencies are too new for them.
 * `python` is the version to ask for first: old wheels exist for few.
 */
const ENVIRONMENTS = {
  '3.17.2': { requirements: ['mlflow==3.17.2'], python: '3' },
  '2.22.5': { requirements: ['mlflow==2.22.5', 'sqlalchemy<2.1'], python: '3' },
  '2.9.2': { requirements: ['mlflow==2.9.2', 'setuptools<81', 'sqlalchemy<2.1'], python: '3.11' },
  '2.0.1': { requirements: ['mlflow==2.0.1', 'setuptools<60', 'scikit-learn<1.3'], python: '3.11' },
};

export const MLFLOW_VERSIONS = Object.keys(ENVIRONMENTS);

/** Written last: an environment without it was left half-made. */
const MARKER = 'tandem-env.json';
/** A lock older than this was left by a process that died (ms). */
const STALE_LOCK = 20 * 60_000;
const WINDOWS = process.platform === 'win32';

/** What keeps MLflow's output to what matters. */
export const QUIET_PYTHON = { PYTHONWARNINGS: 'ignore', GIT_PYTHON_REFRESH: 'quiet' };

/** Byte code must be written: without it an MLflow server takes over a minute to start. */
const INSTALL_ENV = { PYTHONDONTWRITEBYTECODE: undefined, PIP_DISABLE_PIP_VERSION_CHECK: '1' };

/**
 * A Python that has this version of MLflow; makes it when it is missing, which takes up to a few minutes.
 *
 * @param {string} version one of `MLFLOW_VERSIONS`
 * @returns {Promise<string | undefined>} path of the python; undefined, and said loudly, where none can be had
 */
export async function ensurePython(version) {
  const wanted = ENVIRONMENTS[version];
  if (wanted === undefined) throw new Error(`No environment is pinned for MLflow ${version}`);
  const folder = join(cacheFolder(), `py-mlflow-${version}`);
  const python = pythonOf(folder);
  if (isMade(folder, wanted)) return python;
  try {
    return await underLock(`${folder}.lock`, async () => {
      if (isMade(folder, wanted)) return python;
      // One that was made by hand is as good, when it works.
      if (!(await hasMlflow(python, version))) await make(folder, version, wanted);
      writeFileSync(join(folder, MARKER), `${JSON.stringify({ requirements: wanted.requirements })}\n`);
      return python;
    });
  } catch (error) {
    warn(`MLflow ${version} cannot be had: ${lastLines(error)}`);
    return undefined;
  }
}

function pythonOf(folder) {
  return WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function isMade(folder, wanted) {
  try {
    const made = JSON.parse(readFileSync(join(folder, MARKER), 'utf8'));
    return JSON.stringify(made.requirements) === JSON.stringify(wanted.requirements) && existsSync(pythonOf(folder));
  } catch {
    return false;
  }
}

async function hasMlflow(python, version) {
  if (!existsSync(python)) return false;
  const script = 'import mlflow, sys; sys.exit(0 if mlflow.__version__ == sys.argv[1] else 3)';
  const { code } = await run(python, ['-c', script, version], { env: { ...QUIET_PYTHON, ...INSTALL_ENV } });
  return code === 0;
}

async function make(folder, version, { requirements, python }) {
  if (existsSync(folder)) say(`  Removing ${folder}: half made, or made for something else`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cacheFolder(), { recursive: true });
  const system = await systemPython();
  const uv = await ensureUv(system);
  if (uv === undefined && system === undefined) throw new Error('there is no Python 3 on PATH');
  await step(`Installing MLflow ${version} into ${folder}, with ${uv ? 'uv' : 'pip'}; this takes a while`, async () => {
    if (uv !== undefined) await makeWithUv(uv, folder, requirements, python);
    else await makeWithPip(system, folder, requirements);
    if (!(await hasMlflow(pythonOf(folder), version))) throw new Error('it was installed, and cannot be imported');
  });
}

async function makeWithUv(uv, folder, requirements, python) {
  const asked = await run(uv, ['venv', '--seed', '--python', python, folder], { env: INSTALL_ENV });
  if (asked.code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    await mustRun(uv, ['venv', '--seed', '--python', '3', folder], { env: INSTALL_ENV });
  }
  const args = ['pip', 'install', '--compile-bytecode', '--python', pythonOf(folder), ...requirements];
  await mustRun(uv, args, { env: INSTALL_ENV });
}

async function makeWithPip(system, folder, requirements) {
  await mustRun(system, ['-m', 'venv', folder], { env: INSTALL_ENV });
  await mustRun(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', ...requirements], { env: INSTALL_ENV });
}

/** A Python 3 that starts; what stands on PATH may be a stub that only says where to get one. */
async function systemPython() {
  for (const name of ['python3', 'python']) {
    if (which(name) === undefined) continue;
    const { code } = await run(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).catch(() => ({
      code: 1,
    }));
    if (code === 0) return name;
  }
  return undefined;
}

/** uv installs ten times faster than pip, and finds or fetches Pythons; one of our own when there is none on PATH. */
async function ensureUv(system) {
  const own = join(cacheFolder(), 'uv');
  const file = WINDOWS ? join(own, 'Scripts', 'uv.exe') : join(own, 'bin', 'uv');
  for (const candidate of ['uv', file]) {
    if (await starts(candidate)) return candidate;
  }
  if (system === undefined) return undefined;
  rmSync(own, { recursive: true, force: true });
  try {
    await step(`Installing uv into ${own}`, async () => {
      await mustRun(system, ['-m', 'venv', own], { env: INSTALL_ENV });
      await mustRun(pythonOf(own), ['-m', 'pip', 'install', '--quiet', 'uv'], { env: INSTALL_ENV });
    });
  } catch (error) {
    say(`  Going on without uv: ${lastLines(error)}`);
  }
  return (await starts(file)) ? file : undefined;
}

async function starts(program) {
  if (program === 'uv' ? which('uv') === undefined : !existsSync(program)) return false;
  const { code } = await run(program, ['--version']).catch(() => ({ code: 1 }));
  return code === 0;
}

/** Two processes may want the same environment at once: the second waits. */
async function underLock(lock, action) {
  mkdirSync(cacheFolder(), { recursive: true });
  for (let said = false; ; said = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(lock)) rmSync(lock, { force: true });
    else {
      if (!said) say(`  Another process makes this environment (${lock}); waiting`);
      await sleep(500);
    }
  }
  try {
    return await action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > STALE_LOCK) return true;
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!(pid > 0)) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function lastLines(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').slice(-6).join('\n   ');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const versions = process.argv.length > 2 ? process.argv.slice(2) : MLFLOW_VERSIONS;
  for (const version of versions) {
    const python = await ensurePython(version);
    say(`MLflow ${version}: ${python ?? 'none'}`);
    if (python === undefined) process.exitCode = 1;
  }
}
