import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until the answer satisfies; the last answer is part of the failure.
 *
 * @param what completes the sentence "Waited … for"
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
  timeout = 30_000,
  interval = 50,
): Promise<T> {
  const end = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (satisfies(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(
        `Waited ${timeout / 1000} s for ${what}; at last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
      );
    }
    await delay(interval);
  }
}
