import type { FrameLocator, Locator, Page } from 'playwright-core';
import { waitFor } from '../lib/waiting.ts';
import { WebviewPanel } from './webviewPanel.ts';

/** What a chart says of one run, in the table for those who can't see it. */
export interface CurveSummary {
  readonly last: string;
  readonly lowest: string;
  readonly highest: string;
  readonly points: string;
}

/** The compare panel that is in sight, read as a screen reader would. */
export class ComparePanel {
  readonly #webview: WebviewPanel;

  constructor(page: Page) {
    this.#webview = new WebviewPanel(page);
  }

  get content(): FrameLocator {
    return this.#webview.content;
  }

  chart(metric: string): Locator {
    return this.content
      .locator('figure.line-chart')
      .filter({ has: this.content.locator('caption', { hasText: metric }) });
  }

  /** The metrics that have a chart, in their order. */
  async charts(): Promise<string[]> {
    return clean(await this.content.locator('figure.line-chart caption').allTextContents());
  }

  /** By run name, what the chart of a metric shows. Empty while there is no such chart. */
  async curves(metric: string): Promise<Map<string, CurveSummary>> {
    const figures = this.content.locator('figure.line-chart');
    const found = await figures.evaluateAll((all) =>
      all.map((figure) => ({
        caption: figure.querySelector('caption')?.textContent ?? '',
        rows: [...figure.querySelectorAll('tbody tr')].map((row) =>
          [...row.children].map((cell) => cell.textContent ?? ''),
        ),
      })),
    );
    const rows = found.find(({ caption }) => clean([caption])[0] === metric)?.rows ?? [];
    return new Map(
      rows.map((row) => {
        const [name = '', last = '', lowest = '', highest = '', points = ''] = clean(row);
        return [name, { last, lowest, highest, points }];
      }),
    );
  }

  /** Scrolls until the chart of a metric is made: what is not near the screen is an empty box. */
  async reveal(metric: string): Promise<void> {
    const scroller = this.content.locator('.scroller').first();
    let top = 0;
    await waitFor(
      `the chart of ${metric}`,
      async () => {
        if ((await this.curves(metric)).size > 0) return true;
        await scroller.evaluate((element, to) => element.scrollTo(0, to), top);
        const { height, all } = await scroller.evaluate((element) => ({
          height: element.clientHeight,
          all: element.scrollHeight,
        }));
        top = top + height > all ? 0 : top + height / 2;
        return false;
      },
      (found) => found,
      30_000,
      250,
    );
  }

  waitForCurves(
    metric: string,
    what: string,
    satisfies: (curves: Map<string, CurveSummary>) => boolean,
    timeout?: number,
    interval?: number,
  ): Promise<Map<string, CurveSummary>> {
    return waitFor(what, () => this.curves(metric), satisfies, timeout, interval);
  }

  /** Presses the button that shows up beside the run. */
  async removeRun(name: string): Promise<void> {
    const row = this.content.locator('.run-row', { hasText: name });
    await row.hover();
    await row.getByRole('button', { name: /^Remove / }).click();
  }

  text(what: string, satisfies: (text: string) => boolean, timeout?: number): Promise<string> {
    return this.#webview.waitForText(what, satisfies, timeout);
  }

  control(role: 'button' | 'checkbox' | 'switch' | 'radio' | 'combobox' | 'textbox', name: string | RegExp): Locator {
    return this.content.getByRole(role, { name }).first();
  }
}

/** Without the marks that keep names of either direction apart from the text around them. */
function clean(texts: readonly string[]): string[] {
  return texts.map((text) => text.replace(/[\u2066-\u2069]/g, '').trim());
}
