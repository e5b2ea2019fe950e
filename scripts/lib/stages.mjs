import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, seconds, warn } from './log.mjs';
import { projectNode } from './modules.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * A check that is a tool's exit code: one passed or one failed. Silent but for a line when it passes.
 * @returns {Promise<Counts>}
 */
export async function tool(name, program, args, options = {}) {
  const from = Date.now();
  const { code, output } = await run(program, args, options);
  say(`${code === 0 ? '✔' : '✖'} ${name} (${seconds(Date.now() - from)})`);
  if (code !== 0) say(output.trimEnd().replace(/^/gm, '    '));
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/**
 * Runs the test files that match, each in a process of its own.
 * @param {string} name
 * @param {readonly string[]} patterns globs from the project's folder
 * @param {{ concurrency?: number, env?: Record<string, string | undefined>, timeout?: number, under?: string[],
 *   quiet?: boolean }} [options]
 *   `timeout` in ms for one test; `under` a program that runs the runner, as xvfb-run does; `quiet` keeps the lines until
 *   all are there, for what runs beside other things
 * @returns {Promise<Counts>}
 */
export async function nodeTests(name, patterns, options = {}) {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  if (files.length === 0) {
    warn(`${name}: no test file matches ${patterns.join(' ')}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const from = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'tandem-counts-'));
  const countsFile = join(folder, 'counts.json');
  const args = [
    '--test',
    `--test-reporter=${join(root, 'scripts', 'lib', 'reporter.cjs')}`,
    '--test-reporter-destination=stdout',
    `--test-concurrency=${options.concurrency ?? 2}`,
    ...(options.timeout === undefined ? [] : [`--test-timeout=${options.timeout}`]),
    ...files,
  ];
  const [program, ...rest] = [...(options.under ?? []), projectNode(), ...args];
  const { code, output } = await run(program, rest, {
    env: { ...options.env, TANDEM_COUNTS: countsFile },
    show: options.quiet !== true,
  });
  const counts = readCounts(countsFile);
  rmSync(folder, { recursive: true, force: true });
  // A runner that died without a failed test is a failure, too.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  say(`${counts.failed === 0 ? '✔' : '✖'} ${name} (${seconds(Date.now() - from)})`);
  if (options.quiet) say(output.trimEnd());
  return counts;
}

/** A part that cannot be had here: said loudly, and counted as skipped. */
export function skipped(name, reason) {
  warn(`${name} skipped: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** Runs tasks with at most `width` at a time, in order, and sums what they count. */
export async function sumOf(tasks, width) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...tasks];
  const lane = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) add(total, await task());
  };
  await Promise.all(Array.from({ length: width }, lane));
  return total;
}

export function add(total, counts) {
  for (const key of ['passed', 'failed', 'skipped']) total[key] += counts[key];
}

/** The last line of every command that tests. */
export function lastLine({ passed, failed, skipped: left }) {
  return `${passed} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ''}`;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
