import type { Locator, Page } from 'playwright-core';

/** The toasts at the bottom right. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  toast(text: string | RegExp): Locator {
    return this.#page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  messages(): Promise<string[]> {
    return this.#page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  async press(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).locator('.monaco-button', { hasText: button }).click();
  }

  async clear(): Promise<void> {
    for (const toast of await this.#page.locator('.notifications-toasts .notification-list-item').all()) {
      await toast.hover();
      await toast.locator('[aria-label^="Clear Notification"]').click();
    }
  }
}
