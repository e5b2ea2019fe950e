import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { launchChromium } from '../../scripts/lib/chromium.mjs';
import type { ChartFigures, ChartLoad } from './kit/chartPage.ts';
import { median } from './kit/measure.ts';
import { type BenchRow, row } from './kit/rows.ts';

/** Curves in a browser without a GPU, as on a remote desktop: what is quick there is quick everywhere. */

const ROOT = join(import.meta.dirname, '..', '..');
const LOAD: ChartLoad = { runs: 100, points: 1_600, width: 1200, height: 600 };
const REPEATS = 3;
/** 30 frames a second. */
const SMOOTH_MS = 33.4;
const FIRST_PAINT_MS = 300;

const BROWSER: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  write: false,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
};

export async function lines(): Promise<BenchRow[]> {
  const figures = await measureInBrowser();
  const of = (key: keyof ChartFigures) => median(figures.map((figure) => figure[key]));
  const what = `${LOAD.runs} × ${LOAD.points.toLocaleString('en')} points, ${LOAD.width}×${LOAD.height}`;
  const smooth = { kind: 'atMost', value: SMOOTH_MS } as const;
  const frames = (ms: number) => `${(1000 / ms).toFixed(0)} frames a second`;
  return [
    row({
      id: 'charts.pan',
      what: `pan ${what}, a frame`,
      value: of('pan'),
      unit: 'ms',
      bar: smooth,
      note: frames(of('pan')),
    }),
    row({
      id: 'charts.zoom',
      what: `zoom ${what}, a frame`,
      value: of('zoom'),
      unit: 'ms',
      bar: smooth,
      note: frames(of('zoom')),
    }),
    row({
      id: 'charts.exact',
      what: `exact picture after a gesture, ${what}`,
      value: of('exact'),
      unit: 'ms',
      bar: { kind: 'none' },
    }),
    row({
      id: 'charts.first',
      what: `first paint, ${what}`,
      value: of('firstPaint'),
      unit: 'ms',
      bar: { kind: 'atMost', value: FIRST_PAINT_MS },
    }),
  ];
}

async function measureInBrowser(): Promise<ChartFigures[]> {
  const page = join(ROOT, 'test/bench/kit/chartPage.ts');
  const { outputFiles } = await build({ ...BROWSER, write: false, format: 'iife', entryPoints: [page] });
  const browser = await launchChromium();
  if (browser === undefined) throw new Error('no Chromium to draw charts in');
  try {
    const tab = await browser.newPage({ viewport: { width: LOAD.width + 40, height: LOAD.height + 40 } });
    await tab.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    const figures: ChartFigures[] = [];
    for (let i = 0; i < REPEATS; i++) {
      figures.push(await tab.evaluate((load) => (window as unknown as ChartWindow).measureChart(load), LOAD));
    }
    return figures;
  } finally {
    await browser.close();
  }
}

interface ChartWindow {
  measureChart(load: ChartLoad): Promise<ChartFigures>;
}
