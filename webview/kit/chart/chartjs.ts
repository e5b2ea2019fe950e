import { Chart, type ChartConfiguration, DatasetController, LinearScale, PointElement, type Scale } from 'chart.js';
import type { Theme } from '../theme.ts';
import type { LinesPainter } from './linesPainter.ts';
import type { Range } from './range.ts';
import type { AxisKind } from './scene.ts';
import { linearTicks, logTicks, type Tick } from './ticks.ts';
import { durationTicks, timeTicks } from './timeTicks.ts';

declare module 'chart.js' {
  interface ChartTypeRegistry {
    lines: {
      chartOptions: Record<never, never>;
      datasetOptions: { painter: LinesPainter; clip: false };
      defaultDataPoint: number;
      metaExtensions: Record<never, never>;
      parsedDataType: Record<never, never>;
      scales: 'linear';
    };
  }
}

/**
 * All lines of a chart as one dataset. Chart.js lays out and draws the axes and calls for the lines; their points never
 * become elements of its own, which is what makes thousands of them slow there.
 */
class LinesController extends DatasetController<'lines'> {
  static id = 'lines';
  static defaults = { dataElementType: 'point' };

  override parse(): void {}

  override getMinMax(): { min: number; max: number } {
    return { min: 0, max: 1 };
  }

  override update(): void {}

  override draw(): void {
    const { painter } = this.getDataset() as unknown as { painter: LinesPainter };
    painter.draw(this.chart.ctx, this.chart.chartArea, this.chart.currentDevicePixelRatio);
  }
}

export type LinesChart = Chart<'lines', number[]>;

/** The axes as they should be now. */
export interface Axes {
  readonly kind: AxisKind;
  readonly x: Range;
  readonly y: Range;
  readonly log: boolean;
  readonly theme: Theme;
}

const X_TICK_ROOM: Readonly<Record<AxisKind, number>> = { step: 64, time: 92, relative: 64 };
const Y_TICK_ROOM = 34;

export function createLinesChart(canvas: HTMLCanvasElement, painter: LinesPainter, axes: () => Axes): LinesChart {
  Chart.register(LinesController, LinearScale, PointElement);
  const config: ChartConfiguration<'lines', number[]> = {
    type: 'lines',
    data: { datasets: [{ data: [], painter, clip: false }] },
    options: {
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 6, right: 10, bottom: 0, left: 2 } },
      scales: { x: scaleOptions(axes, 'x'), y: scaleOptions(axes, 'y') },
    },
  };
  return new Chart(canvas, config);
}

/** Puts the axes' ranges into the chart's options; the next update lays them out. A log axis is linear in the exponent. */
export function applyAxes(chart: LinesChart, axes: Axes): void {
  const { x, y } = chart.options.scales ?? {};
  for (const scale of [x, y]) Object.assign(scale?.border ?? {}, { color: axes.theme.axis });
  if (x !== undefined) Object.assign(x, { min: axes.x.from, max: axes.x.to });
  if (y !== undefined) Object.assign(y, { min: exponent(axes.y.from, axes.log), max: exponent(axes.y.to, axes.log) });
}

function scaleOptions(axes: () => Axes, axis: 'x' | 'y') {
  let labels = new Map<number, string>();
  return {
    type: 'linear' as const,
    border: { display: true, color: axes().theme.axis },
    grid: {
      display: axis === 'y',
      tickLength: 4,
      color: () => axes().theme.grid,
      tickColor: () => axes().theme.axis,
      drawTicks: axis === 'x',
    },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      padding: 4,
      color: () => axes().theme.muted,
      font: () => ({ family: axes().theme.font, size: 11 }),
      callback: (value: string | number) => labels.get(Number(value)) ?? '',
    },
    afterBuildTicks: (scale: Scale) => {
      const ticks = axis === 'x' ? ticksOfX(axes(), scale.chart.width) : ticksOfY(axes(), scale.chart.height);
      labels = new Map(ticks.map((tick) => [tick.value, tick.label]));
      scale.ticks = ticks.map(({ value, label }) => ({ value, label }));
    },
  };
}

function ticksOfX({ kind, x }: Axes, width: number): Tick[] {
  const most = Math.max(2, Math.floor(width / X_TICK_ROOM[kind]));
  if (kind === 'time') return timeTicks(x, most);
  return kind === 'relative' ? durationTicks(x, most) : linearTicks(x, most, true);
}

function ticksOfY({ y, log }: Axes, height: number): Tick[] {
  const most = Math.max(2, Math.floor(height / Y_TICK_ROOM));
  if (!log) return linearTicks(y, most);
  return logTicks(y, most).map(({ value, label }) => ({ value: Math.log10(value), label }));
}

function exponent(value: number, log: boolean): number {
  return log ? Math.log10(value) : value;
}
