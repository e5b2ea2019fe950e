import type { Locator } from 'playwright-core';

/** The text of an element as a person sees it: with its line breaks, without what is hidden. */
export async function shownText(element: Locator): Promise<string> {
  return (await element.first().allInnerTexts())[0] ?? '';
}
