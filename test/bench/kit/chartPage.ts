import { LineChart } from '../../../webview/kit/chart/lineChart.ts';
import type { Line } from '../../../webview/kit/chart/lines.ts';
import type { Range } from '../../../webview/kit/chart/range.ts';
import { shift, zoomAround } from '../../../webview/kit/chart/range.ts';
import type { Theme } from '../../../webview/kit/theme.ts';

/** Runs in the browser: one chart, driven as gestures drive it. */

export interface ChartFigures {
  /** From the data in hand to the frame after the picture, ms. */
  readonly firstPaint: number;
  /** Mean time between frames while the picture moves, ms. */
  readonly pan: number;
  readonly zoom: number;
  /** The exact picture that follows a gesture, ms. */
  readonly exact: number;
}

export interface ChartLoad {
  readonly runs: number;
  readonly points: number;
  readonly width: number;
  readonly height: number;
}

const FRAMES = 90;
const THEME: Theme = {
  foreground: '#cccccc',
  muted: '#9d9d9d',
  grid: '#333333',
  axis: '#666666',
  background: '#1f1f1f',
  focus: '#0078d4',
  font: 'sans-serif',
  highContrast: false,
  runs: Array.from({ length: 12 }, (_, i) => [(i * 67) % 256, (i * 131) % 256, (i * 29 + 90) % 256, 1] as const),
};

async function measureChart({ runs, points, width, height }: ChartLoad): Promise<ChartFigures> {
  const lines = Array.from({ length: runs }, (_, i) => noisyLine(i, points));
  const styles = new Map(lines.map(({ id }, i) => [id, { colour: i % 12, dash: Math.floor(i / 12) % 5 }]));
  const canvas = document.createElement('canvas');
  document.body.replaceChildren(canvas);
  const content = {
    lines,
    styles,
    axis: 'step',
    log: false,
    view: undefined,
    emphasis: undefined,
    theme: THEME,
  } as const;
  await frame();
  const start = performance.now();
  const chart = new LineChart(canvas, { ...content, lines: [] });
  chart.resize(width, height, window.devicePixelRatio);
  chart.set(content);
  await frame();
  await frame();
  const firstPaint = performance.now() - start;
  const half: Range = { from: points * 0.25, to: points * 0.75 };
  chart.set({ ...content, view: half });
  const pan = await frameTime((i) => chart.move(shift(half, Math.sin(i / 12) * points * 0.2)));
  chart.settle();
  const zoom = await frameTime((i) => chart.move(zoomAround(half, points / 2, 1 + 0.5 * Math.sin(i / 12))));
  const settled = performance.now();
  chart.set({ ...content, view: zoomAround(half, points / 2, 0.77) });
  chart.settle();
  return { firstPaint, pan, zoom, exact: performance.now() - settled };
}

function noisyLine(seed: number, points: number): Line {
  let state = seed * 7_919 + 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const x = Float64Array.from({ length: points }, (_, i) => i);
  const y = x.map((at) => (2 + seed / 50) * Math.exp((-3 * at) / points) + random() * 0.3 + (random() < 0.005 ? 2 : 0));
  return { id: `run${seed}`, x, y, total: points };
}

async function frameTime(step: (i: number) => void): Promise<number> {
  const times: number[] = [];
  let before = await frame();
  for (let i = 0; i < FRAMES; i++) {
    step(i);
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  // The mean: a median would hide that every other frame is late.
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

Object.assign(window, { measureChart });
