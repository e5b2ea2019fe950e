import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../lib/waiting.ts';
import { exactly } from './exactly.ts';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly level: number;
  readonly expanded: boolean | undefined;
  readonly checked: boolean | undefined;
}

/** One tree view of the side bar. Only painted rows are seen: the list is virtual. */
export class TreeView {
  readonly #page: Page;
  readonly pane: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    const title = page.locator('h3.title', { hasText: exactly(name, 'i') });
    this.pane = page.locator('.sidebar .pane', { has: title });
  }

  async rows(): Promise<TreeRow[]> {
    const rows = this.pane.locator('.monaco-list-row');
    const found = await rows.evaluateAll((elements) =>
      elements.map((element) => ({
        top: Number.parseFloat((element as HTMLElement).style.top),
        label: element.querySelector('.label-name')?.textContent ?? '',
        description: element.querySelector('.label-description')?.textContent ?? '',
        level: Number(element.getAttribute('aria-level')),
        expanded: element.getAttribute('aria-expanded'),
        checked: element.querySelector('[role="checkbox"]')?.getAttribute('aria-checked') ?? null,
      })),
    );
    return found
      .sort((a, b) => a.top - b.top)
      .map(({ label, description, level, expanded, checked }) => ({
        label,
        description,
        level,
        expanded: expanded === null ? undefined : expanded === 'true',
        checked: checked === null ? undefined : checked === 'true',
      }));
  }

  async labels(): Promise<string[]> {
    return (await this.rows()).map((row) => row.label);
  }

  /** Waits until the rows satisfy, and answers them. */
  waitForRows(what: string, satisfies: (rows: readonly TreeRow[]) => boolean, timeout?: number): Promise<TreeRow[]> {
    return waitFor(what, () => this.rows(), satisfies, timeout);
  }

  /** The first row with this label; `under` narrows to rows below the one with that label. */
  async row(label: string | RegExp, under?: string | RegExp): Promise<Locator> {
    const rows = await this.waitForRows(`the row ${label}`, (all) => indexOf(all, label, under) >= 0);
    const index = indexOf(rows, label, under);
    const wanted = rows[index];
    const name = this.#page.locator('.label-name', { hasText: exactly(wanted?.label ?? '') });
    const nth = rows.slice(0, index).filter((row) => row.label === wanted?.label).length;
    return this.#inOrder(this.pane.locator('.monaco-list-row', { has: name }), nth);
  }

  async expand(label: string | RegExp, under?: string | RegExp): Promise<void> {
    await this.#toggle(label, under, 'true');
  }

  async collapse(label: string | RegExp, under?: string | RegExp): Promise<void> {
    await this.#toggle(label, under, 'false');
  }

  /** Ticks or unticks the box of a row. */
  async check(label: string | RegExp, checked = true, under?: string | RegExp): Promise<void> {
    await waitFor(
      `the box of ${label} to be ${checked ? 'ticked' : 'unticked'}`,
      async () => {
        const box = (await this.row(label, under)).locator('[role="checkbox"]');
        const now = await box.getAttribute('aria-checked');
        // A row that is painted anew under the pointer, as that of a live run may be, swallows a click.
        if (now !== String(checked)) await box.click();
        return now;
      },
      (now) => now === String(checked),
      30_000,
      700,
    );
  }

  async openContextMenu(label: string | RegExp, under?: string | RegExp): Promise<void> {
    await (await this.row(label, under)).click({ button: 'right' });
    await this.#page.locator('.monaco-menu').first().waitFor();
  }

  /** An action in the title of the view. */
  async action(title: string): Promise<void> {
    await this.pane.locator('.pane-header').hover();
    await this.pane.locator(`.pane-header .actions [aria-label^="${title}"]`).click();
  }

  /** What stands in the view where there are no rows. */
  welcome(): Locator {
    return this.pane.locator('.welcome-view-content');
  }

  message(): Locator {
    return this.pane.locator('.tree-explorer-viewlet-tree-view > .message');
  }

  async #toggle(label: string | RegExp, under: string | RegExp | undefined, state: 'true' | 'false'): Promise<void> {
    await waitFor(
      `${label} to be ${state === 'true' ? 'open' : 'closed'}`,
      async () => {
        const row = await this.row(label, under);
        const now = await row.getAttribute('aria-expanded');
        if (now !== null && now !== state) await row.locator('.monaco-tl-twistie').click();
        return row.getAttribute('aria-expanded');
      },
      (now) => now === state,
    );
  }

  /** Rows stand in the document in the order they were made, not in the order they are seen. */
  async #inOrder(rows: Locator, nth: number): Promise<Locator> {
    const tops = await rows.evaluateAll((all) => all.map((row) => Number.parseFloat((row as HTMLElement).style.top)));
    const order = tops.map((_, index) => index).sort((a, b) => (tops[a] ?? 0) - (tops[b] ?? 0));
    return rows.nth(order[nth] ?? 0);
  }
}

function indexOf(rows: readonly TreeRow[], label: string | RegExp, under: string | RegExp | undefined): number {
  const from = under === undefined ? 0 : rows.findIndex((row) => matches(row.label, under)) + 1;
  if (under !== undefined && from === 0) return -1;
  const found = rows.findIndex((row, index) => index >= from && matches(row.label, label));
  // Below `under` means: before the next row of its level or above.
  const parent = rows[from - 1];
  if (parent === undefined || under === undefined) return found;
  const end = rows.findIndex((row, index) => index >= from && row.level <= parent.level);
  return end >= 0 && found >= end ? -1 : found;
}

function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}
