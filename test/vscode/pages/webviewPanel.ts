import type { Frame, FrameLocator, Page } from 'playwright-core';
import { waitFor } from '../lib/waiting.ts';
import { shownText } from './shownText.ts';

/** The webview in sight: a page in two nested frames, the inner one with the extension's content. */
export class WebviewPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The content of the webview that is shown; a hidden one keeps its frame, invisible. */
  get content(): FrameLocator {
    return this.#page
      .locator('iframe.webview.ready:visible')
      .last()
      .contentFrame()
      .locator('#active-frame')
      .contentFrame();
  }

  /** The inner frame itself, to run code in. */
  async frame(): Promise<Frame> {
    const handle = await this.content.locator('body').elementHandle();
    const frame = await handle?.ownerFrame();
    if (frame === undefined || frame === null) throw new Error('The webview has no content');
    return frame;
  }

  /** Waits until the text of the page satisfies, and answers it. */
  waitForText(what: string, satisfies: (text: string) => boolean, timeout?: number): Promise<string> {
    return waitFor(what, () => shownText(this.content.locator('body')), satisfies, timeout);
  }
}
