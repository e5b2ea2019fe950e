import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { ensureModules } from '../../../scripts/lib/modules.mjs';
import { outFolder } from '../../../scripts/lib/paths.mjs';
import type { EditorHost, EditorWindow, HostOptions, Size } from './editor.ts';
import { startHost } from './hosts.ts';
import { themeSettings } from './themes.ts';
import { vsixToTest } from './vsix.ts';
import { makeProfile } from './workspace.ts';

export interface Suite {
  readonly host: EditorHost;
  /** Opens a window that is closed after the test. */
  open(folder?: string, size?: Size): Promise<EditorWindow>;
}

export interface SuiteOptions extends Omit<HostOptions, 'profile' | 'vsix'> {
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Keep windows from one test to the next: for a story told in several tests. */
  readonly keepWindows?: boolean | undefined;
}

/**
 * One editor with the packed extension for all tests of a file. A test that fails leaves a picture of each window, the
 * editor's own output and Tandem's log in out/failures/.
 */
export function editorSuite(options: SuiteOptions = {}): Suite {
  let host: EditorHost | undefined;
  let windows: EditorWindow[] = [];

  before(async () => {
    await ensureModules();
    const vsix = await vsixToTest();
    host = await startHost({
      ...options,
      profile: await makeProfile({ ...themeSettings(), ...options.settings }),
      vsix,
    });
  });

  afterEach(async (context) => {
    if ('passed' in context && context.passed === false) await keepEvidence(context.fullName, windows, host);
    if (options.keepWindows) return;
    for (const window of windows) await window.close();
    windows = [];
  });

  after(async () => {
    await host?.stop();
    await host?.profile.dispose();
  });

  const started = () => {
    if (host === undefined) throw new Error('The editor is not there yet; open windows in tests');
    return host;
  };
  return {
    get host() {
      return started();
    },
    async open(folder, size) {
      const window = await started().open(folder, size);
      windows.push(window);
      return window;
    },
  };
}

async function keepEvidence(
  name: string,
  windows: readonly EditorWindow[],
  host: EditorHost | undefined,
): Promise<void> {
  const folder = outFolder('failures');
  await mkdir(folder, { recursive: true });
  const stem = join(folder, name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120));
  for (const [index, { workbench }] of windows.entries()) {
    await workbench.page.screenshot({ path: `${stem}-${index + 1}.png` }).catch(() => undefined);
  }
  if (host !== undefined) await writeFile(`${stem}.log`, host.output());
}
