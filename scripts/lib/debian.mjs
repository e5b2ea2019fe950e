import { existsSync } from 'node:fs';
import { step, warn } from './log.mjs';
import { mustRun, run, which } from './run.mjs';

/** What the end-to-end tests need of the system, by purpose. */
const PACKAGES = {
  browser: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'],
  build: ['build-essential', 'pkg-config', 'python3', 'libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'],
  display: ['xvfb'],
};

let listed = false;

/**
 * Installs the Debian packages of a purpose where that is ours to do (root, apt), and prints the one line to run where
 * it is not. Elsewhere than on Debian and its kin nothing is known, so nothing is done.
 *
 * @param {keyof typeof PACKAGES} purpose
 * @returns {Promise<boolean>} whether everything is there, as far as can be told
 */
export async function ensureSystemPackages(purpose) {
  if (!existsSync('/etc/debian_version')) return true;
  const missing = await missingOf(PACKAGES[purpose]);
  if (missing.length === 0) return true;
  if (process.getuid?.() !== 0 || which('apt-get') === undefined) {
    warn(`Missing system packages. To have them: sudo apt-get install -y ${missing.join(' ')}`);
    return false;
  }
  try {
    await step(`Installing system packages: ${missing.join(', ')}`, () => install(missing));
    return true;
  } catch (error) {
    warn(`System packages could not be installed (${missing.join(' ')}): ${error.message}`);
    return false;
  }
}

async function install(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (!listed) await mustRun('apt-get', ['update', '-q'], { env });
  listed = true;
  await mustRun('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}

async function missingOf(packages) {
  // dpkg-query fails as a whole when one package is unknown, and still prints the others.
  const { output } = await run('dpkg-query', ['-W', `-f=\${Package} \${db:Status-Abbrev}\n`, ...packages]);
  const there = new Set(
    output
      .split('\n')
      .filter((line) => line.includes(' ii'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !there.has(name));
}
