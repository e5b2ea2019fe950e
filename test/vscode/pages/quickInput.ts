import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../lib/waiting.ts';
import { exactly } from './exactly.ts';
import { shownText } from './shownText.ts';

/** The input box at the top: command palette, quick picks, input boxes and the simple file dialog. */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget');
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-filter input');
  }

  isOpen(): Promise<boolean> {
    return this.widget.isVisible();
  }

  async type(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
  }

  async submit(text: string): Promise<void> {
    await this.type(text);
    await this.#page.keyboard.press('Enter');
  }

  /** The rows that are painted, each by its label alone. */
  async labels(): Promise<string[]> {
    return this.widget
      .locator('.quick-input-list .monaco-list-row .quick-input-list-row:first-child .label-name')
      .allInnerTexts();
  }

  row(label: string): Locator {
    const named = this.#page.locator('.quick-input-list-row:first-child .label-name', {
      hasText: exactly(label),
    });
    return this.widget.locator('.quick-input-list .monaco-list-row', { has: named });
  }

  async pick(label: string): Promise<void> {
    await this.row(label).first().click();
  }

  /** Picks the first row that has this text in its label: for labels with an icon. */
  async pickContaining(text: string): Promise<void> {
    const rows = this.widget.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await rows.first().click();
  }

  title(): Promise<string> {
    return shownText(this.widget.locator('.quick-input-title'));
  }

  /** What an input box says about the text: why it can't be taken. */
  message(): Promise<string> {
    return shownText(this.widget.locator('.quick-input-message'));
  }

  async dismiss(): Promise<void> {
    await waitFor(
      'the quick input to close',
      async () => {
        if (await this.isOpen()) await this.#page.keyboard.press('Escape');
        return this.isOpen();
      },
      (open) => !open,
    );
  }
}
