import type { CompareNotes } from '../../src/contracts/compare.ts';
import { connectFakeHost } from './channel.ts';
import { FakeCompareHost } from './fakeCompareHost.ts';
import { SCENARIOS } from './scenarios.ts';
import { applyTheme, THEMES } from './themes.ts';

/** Prepares a page for one view before its script runs: theme, host, and `acquireVsCodeApi` as VS Code has it. */
declare global {
  interface Window {
    /** For whoever drives the page: what the view asked the host to do. */
    galleryLog: readonly string[];
  }
}

const LIVE_MS = 400;

const query = new URLSearchParams(location.search);
const scenario = SCENARIOS.find((candidate) => candidate.name === query.get('scenario')) ?? SCENARIOS[0];
const theme = THEMES.find((candidate) => candidate.name === query.get('theme')) ?? THEMES[0];
if (theme !== undefined) applyTheme(theme);
if (scenario !== undefined) {
  const host = new FakeCompareHost(scenario);
  const { notes, fromView } = connectFakeHost<CompareNotes>({
    overview: () => host.overview(),
    table: (request: Parameters<FakeCompareHost['table']>[0]) => host.table(request),
    series: (request: Parameters<FakeCompareHost['series']>[0]) => host.series(request),
    removeRun: async (runKey: string) => {
      await host.removeRun(runKey);
      notes.runsChanged();
    },
    revealRun: (runKey: string) => host.revealRun(runKey),
    copy: (text: string) => host.copy(text),
    copyCell: (cell: Parameters<FakeCompareHost['copyCell']>[0]) => host.copyCell(cell),
  });
  window.galleryLog = host.log;
  const kept = `gallery:${scenario.name}`;
  if (query.has('fresh')) sessionStorage.removeItem(kept);
  const saved = sessionStorage.getItem(kept);
  let state: unknown = saved === null ? scenario.state : JSON.parse(saved);
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: fromView,
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
        sessionStorage.setItem(kept, JSON.stringify(next));
      },
    }),
  });
  if (scenario.live === true) {
    setInterval(() => {
      host.grow();
      notes.metricsChanged();
    }, LIVE_MS);
  }
}
