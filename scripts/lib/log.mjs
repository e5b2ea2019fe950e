// What the commands of package.json print: one line per step, what it does and how long it took.

// A command that runs itself again with a newer Node counts from its first start.
const started = Number(process.env.TANDEM_STARTED ?? Date.now());
process.env.TANDEM_STARTED = String(started);

/** Says something that needs no time of its own. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Something that could not be had: loud, so that nobody mistakes a skipped part for a passed one. */
export function warn(text) {
  process.stdout.write(`\n!! ${text}\n\n`);
}

export function seconds(ms) {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function sinceStart() {
  return seconds(Date.now() - started);
}

/** Runs `action` and prints `what` with the time it took; a failure is printed as such and thrown on. */
export async function step(what, action) {
  const from = Date.now();
  try {
    const value = await action();
    say(`• ${what} (${seconds(Date.now() - from)})`);
    return value;
  } catch (error) {
    say(`✖ ${what} (failed after ${seconds(Date.now() - from)})`);
    throw error;
  }
}
