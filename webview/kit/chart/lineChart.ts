import type { Theme } from '../theme.ts';
import { type Axes, applyAxes, createLinesChart, type LinesChart } from './chartjs.ts';
import { type Hover, hoverAt } from './hover.ts';
import { extentX, extentY, type Line } from './lines.ts';
import { type Area, LinesPainter } from './linesPainter.ts';
import { constrain, type Range } from './range.ts';
import { type Mapping, mapping, padDomain, toValue, widenSingle } from './scale.ts';
import type { AxisKind, LineStyle } from './scene.ts';

/** What the chart shows, as the view decides it. */
export interface ChartContent {
  readonly lines: readonly Line[];
  readonly styles: ReadonlyMap<string, LineStyle>;
  readonly axis: AxisKind;
  readonly log: boolean;
  /** The visible stretch of x; undefined shows all. */
  readonly view: Range | undefined;
  /** Emphasised from outside (a legend), until the pointer is on the chart. */
  readonly emphasis: string | undefined;
  readonly theme: Theme;
}

/** Curves nearer to the pointer than this are emphasised. */
const GRIP = 24;

/** One chart on one canvas: content in, pictures out. Knows nothing of events; `Gestures` drives it. */
export class LineChart {
  readonly #painter = new LinesPainter();
  readonly #chart: LinesChart;
  #content: ChartContent;
  #full: Range = { from: 0, to: 1 };
  #y: Range = { from: 0, to: 1 };
  #moved: Range | undefined;
  #box: Range | undefined;
  #hover: Hover | undefined;

  constructor(canvas: HTMLCanvasElement, content: ChartContent) {
    this.#content = content;
    this.#fit();
    this.#chart = createLinesChart(canvas, this.#painter, () => this.#axes());
    this.#update();
  }

  dispose(): void {
    this.#chart.destroy();
  }

  set(content: ChartContent): void {
    const before = this.#content;
    this.#content = content;
    if (sameButEmphasis(before, content)) {
      this.#update('lines');
      return;
    }
    this.#fit();
    this.#update();
  }

  resize(width: number, height: number, ratio: number): void {
    this.#chart.options.devicePixelRatio = ratio;
    this.#chart.resize(width, height);
    this.#update();
  }

  /** All the data's x range. */
  get full(): Range {
    return this.#full;
  }

  /** The visible stretch of x. */
  get view(): Range {
    return this.#moved ?? this.#content.view ?? this.#full;
  }

  get area(): Area {
    return this.#chart.chartArea;
  }

  get x(): Mapping {
    return mapping(this.view, this.area.left, this.area.right);
  }

  valueAtX(pixel: number): number {
    return toValue(this.x, pixel);
  }

  /** The narrowest stretch worth looking at: a step, or a millisecond. */
  get narrowest(): number {
    return this.#content.axis === 'relative' ? 0.001 : 1;
  }

  /** Moves the picture without deciding anything; y stays as it is until `settle`. */
  move(range: Range | undefined): Range | undefined {
    this.#moved = range === undefined ? this.#full : (constrain(range, this.#full, this.narrowest) ?? this.#full);
    this.#update();
    return this.#moved === this.#full ? undefined : this.#moved;
  }

  /** The gesture is over, and the view that it led to is the content's: y fits it again. */
  settle(): void {
    if (this.#moved === undefined) return;
    this.#moved = undefined;
    this.#fitY();
    this.#update();
  }

  showBox(box: Range | undefined): void {
    this.#box = box;
    this.#update('lines');
  }

  /** @param pointer CSS pixels from the canvas' top left corner; without y all curves are equally near */
  hover(pointer: { readonly x: number; readonly y?: number | undefined } | undefined): Hover | undefined {
    const y = mapping(this.#y, this.area.bottom, this.area.top, this.#content.log);
    this.#hover = pointer && hoverAt(this.#content.lines, this.x, y, pointer);
    this.#update('lines');
    return this.#hover;
  }

  /** The curve that is drawn on top. */
  get emphasis(): string | undefined {
    const nearest = this.#hover?.rows.find((row) => row.id === this.#hover?.nearest);
    if (nearest !== undefined && nearest.distance <= GRIP) return nearest.id;
    return this.#content.emphasis;
  }

  /** Milliseconds that the last exact picture of the lines took. */
  get cost(): number {
    return this.#painter.cost;
  }

  #fit(): void {
    this.#full = widenSingle(extentX(this.#content.lines));
    if (this.#moved === undefined) this.#fitY();
  }

  #fitY(): void {
    const { lines, log, view } = this.#content;
    this.#y = padDomain(extentY(lines, view, log), log);
  }

  #axes(): Axes {
    const { axis, log, theme } = this.#content;
    return { kind: axis, x: this.view, y: this.#y, log, theme };
  }

  /** Lays the axes out again, or only draws on the same ones. */
  #update(what: 'all' | 'lines' = 'all'): void {
    const { lines, styles, theme, log } = this.#content;
    this.#painter.scene = {
      lines,
      styles,
      theme,
      log,
      x: this.view,
      y: this.#y,
      emphasis: this.emphasis,
      moving: this.#moved !== undefined,
      hover: this.#hover,
      box: this.#box,
    };
    if (what === 'lines') {
      this.#chart.draw();
      return;
    }
    applyAxes(this.#chart, this.#axes());
    this.#chart.update('none');
  }
}

/** The pointer wanders over a list of runs much more often than anything else changes. */
function sameButEmphasis(a: ChartContent, b: ChartContent): boolean {
  const keys = ['lines', 'styles', 'axis', 'log', 'view', 'theme'] as const;
  return keys.every((key) => a[key] === b[key]);
}
