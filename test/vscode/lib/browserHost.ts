import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { Workbench } from '../pages/workbench.ts';
import { installExtension, startCodeServer } from './codeServer.ts';
import type { EditorHost, HostOptions } from './editor.ts';

/** VS Code in the browser: code-server, and a Chromium without a window. */
export async function startBrowserHost(entry: string, options: HostOptions): Promise<EditorHost> {
  const { profile, vsix, workspaceTrust, env } = options;
  if (vsix !== undefined) await installExtension(entry, profile, vsix);
  const server = await startCodeServer({ entry, profile, workspaceTrust, env });
  const browser = await launchChromium();
  if (browser === undefined) {
    await server.stop();
    throw new Error('There is no Chromium to drive here');
  }
  // One context for all windows, as one browser of one user: what a window stores the next one finds.
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  return {
    kind: 'code-server',
    profile,
    async open(folder, size = { width: 1280, height: 900 }) {
      const page = await context.newPage();
      await page.setViewportSize(size);
      await page.goto(
        folder === undefined ? `${server.url}?ew=true` : `${server.url}?folder=${encodeURIComponent(folder)}`,
      );
      const workbench = new Workbench(page);
      await workbench.ready();
      return {
        workbench,
        async reload() {
          // As a user does: a reload of the page alone leaves the editor no time to write down its state.
          const loaded = page.waitForEvent('domcontentloaded');
          await workbench.runCommand('Developer: Reload Window');
          await loaded;
          await workbench.ready();
        },
        close: () => page.close({ runBeforeUnload: false }),
      };
    },
    output: server.output,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}
