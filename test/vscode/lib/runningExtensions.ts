import { shownText } from '../pages/shownText.ts';
import type { Workbench } from '../pages/workbench.ts';
import { waitFor } from './waiting.ts';

/**
 * What the editor itself says of an extension's activation, in its own list of running extensions.
 *
 * @returns milliseconds; undefined while it is not active
 */
export async function activationTime(workbench: Workbench, name: string): Promise<number | undefined> {
  await workbench.runCommand('Developer: Show Running Extensions');
  const list = workbench.page.locator('.runtime-extensions-editor');
  await waitFor(
    'the list of running extensions',
    () => list.locator('.monaco-list-row').count(),
    (count) => count > 0,
  );
  const row = list.locator('.monaco-list-row', { hasText: name });
  if ((await row.count()) === 0) return undefined;
  const text = await shownText(row);
  const found = /Activation: (\d+)ms/.exec(text);
  return found === null ? undefined : Number(found[1]);
}
