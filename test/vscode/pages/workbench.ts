import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../lib/waiting.ts';
import { ComparePanel } from './comparePanel.ts';
import { Notifications } from './notifications.ts';
import { QuickInput } from './quickInput.ts';
import { shownText } from './shownText.ts';
import { TreeView } from './treeView.ts';

/** One window of VS Code, in the words of its user. The same for the browser and for the desktop. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
  }

  /** Resolves when the window can be used: its parts are painted and the extension host answers. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor({ timeout: 30_000 });
  }

  /** Runs a command from the palette, by its title as it is shown there: "Category: Title". */
  async runCommand(title: string): Promise<void> {
    await waitFor(
      `the command "${title}" in the palette`,
      async () => {
        await this.quickInput.dismiss();
        await this.page.keyboard.press('F1');
        await this.quickInput.type(`>${title}`);
        return this.quickInput.labels();
      },
      (labels) => labels.includes(title),
      30_000,
    );
    await this.quickInput.pick(title);
  }

  /** Titles that the palette offers for a text. */
  async commandsFor(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${text}`);
    const labels = await this.quickInput.labels();
    await this.quickInput.dismiss();
    return labels;
  }

  activityBarItem(title: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first();
  }

  /** Shows a container of the activity bar; a click on one that is open would close it. */
  async openContainer(title: string): Promise<void> {
    const shown = this.page.locator('.sidebar .composite.title h2', { hasText: title });
    if (await shown.isVisible()) return;
    await this.activityBarItem(title).click();
    await shown.waitFor();
  }

  /** A view of the side bar by its name, in any case: VS Code may capitalise it. */
  tree(name: string): TreeView {
    return new TreeView(this.page, name);
  }

  comparePanel(): ComparePanel {
    return new ComparePanel(this.page);
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  /** Chooses in the menu that is open, through submenus: `['Copy', 'Run ID']`. */
  async chooseInMenu(...path: readonly string[]): Promise<void> {
    for (const label of path.slice(0, -1)) await this.menuItem(label).hover();
    const last = path.at(-1) ?? '';
    // A menu that has just opened takes a click for the end of the one that opened it.
    await waitFor(
      `the menu to close on ${last}`,
      async () => {
        if (await this.menuItem(last).isVisible()) await this.menuItem(last).click();
        return this.menuItem(last).isVisible();
      },
      (open) => !open,
    );
  }

  menuItem(label: string): Locator {
    return this.page.locator('.monaco-menu .action-menu-item', { hasText: label }).first();
  }

  /** What the active text editor shows, line by line; lines out of sight are not painted. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .view-lines .view-line');
    await lines.first().waitFor();
    return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  async hoverText(): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible, .workbench-hover:visible').last();
    await hover.waitFor();
    return shownText(hover);
  }
}
