import { DASHES } from './dashes.ts';
import type { Line } from './lines.ts';
import { drawBox, drawCrosshair, drawEdgeMarks, type Frame } from './marks.ts';
import type { Range } from './range.ts';
import { Raster } from './raster.ts';
import { mapping, toPixel } from './scale.ts';
import { colourOf, type Scene, styleOf } from './scene.ts';
import { type Placement, Spans, traceDots, traceLine } from './spans.ts';

/** The plot's rectangle in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const LINE_WIDTH = 1.5;
const EMPHASIS_WIDTH = 3;
const DOT_WIDTH = 5;
/** CSS pixels between points from which on each gets a dot. */
const DOT_SPACING = 14;
/** Lines at the very edge keep their whole width. */
const OVERHANG = 3;
/** An exact picture that took longer than this is moved as a bitmap while a gesture lasts. */
const SMOOTH_MS = 8;
const DIMMED = 0.22;

interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

/** Draws all lines of a chart, from typed arrays to pixels, and keeps the picture for as long as nothing moved. */
export class LinesPainter {
  scene: Scene | undefined;
  #raster: Raster | undefined;
  #spans: Spans | undefined;
  readonly #base = createPicture();
  readonly #top = createPicture();
  #baseKey: readonly unknown[] = [];
  #topKey: readonly unknown[] = [];
  #baseX: Range | undefined;
  #cost = 0;

  /** How long the last exact picture took. */
  get cost(): number {
    return this.#cost;
  }

  draw(context: CanvasRenderingContext2D, area: Area, ratio: number): void {
    const scene = this.scene;
    if (scene === undefined) return;
    const frame = frameOf(area, ratio, scene);
    if (frame.width < 1 || frame.height < 1) return;
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    this.#drawLines(context, frame, scene, ratio);
    drawEdgeMarks(context, frame, scene);
    drawCrosshair(context, frame, scene);
    drawBox(context, frame, scene);
    context.restore();
  }

  #drawLines(context: CanvasRenderingContext2D, frame: Frame, scene: Scene, ratio: number): void {
    this.#updateBase(frame, scene, ratio);
    const emphasised = scene.lines.find((line) => line.id === scene.emphasis);
    context.globalAlpha = emphasised === undefined ? 1 : DIMMED;
    const x = this.#baseX ?? scene.x;
    const left = toPixel(frame.x, x.from);
    const right = toPixel(frame.x, x.to);
    const stretch = (right - left) / (frame.width - 2 * OVERHANG);
    const { canvas } = this.#base;
    context.drawImage(canvas, left - OVERHANG * stretch, frame.top, frame.width * stretch, frame.height);
    context.globalAlpha = 1;
    if (emphasised === undefined) return;
    this.#updateTop(emphasised, frame, scene, ratio);
    context.drawImage(this.#top.canvas, frame.left, frame.top, frame.width, frame.height);
  }

  #updateBase(frame: Frame, scene: Scene, ratio: number): void {
    const { lines, styles, theme, x, y, log } = scene;
    const key = [lines, styles, theme, x.from, x.to, y.from, y.to, log, frame.width, frame.height, ratio];
    if (same(key, this.#baseKey)) return;
    const onlyMoved = key.every((part, i) => i === 3 || i === 4 || part === this.#baseKey[i]);
    if (scene.moving && onlyMoved && this.#cost > SMOOTH_MS) return;
    const start = performance.now();
    this.#rasterise(this.#base, lines, LINE_WIDTH, frame, scene, ratio);
    this.#cost = performance.now() - start;
    this.#baseKey = key;
    this.#baseX = x;
  }

  #updateTop(line: Line, frame: Frame, scene: Scene, ratio: number): void {
    const { styles, theme, x, y, log } = scene;
    const key = [line, styles, theme, x.from, x.to, y.from, y.to, log, frame.width, frame.height, ratio];
    if (same(key, this.#topKey)) return;
    this.#rasterise(this.#top, [line], EMPHASIS_WIDTH, frame, scene, ratio);
    this.#topKey = key;
  }

  #rasterise(
    picture: Picture,
    lines: readonly Line[],
    lineWidth: number,
    frame: Frame,
    scene: Scene,
    ratio: number,
  ): void {
    const width = Math.round(frame.width * ratio);
    const height = Math.round(frame.height * ratio);
    const { raster, spans } = this.#tools(width, height, ratio);
    const place = placement(frame, ratio, raster.samples);
    raster.clear();
    for (const line of lines) {
      const dash = (DASHES[styleOf(scene, line.id).dash] ?? []).map((length) => Math.round(length * ratio));
      const colour = colourOf(scene, line.id);
      spans.clear();
      traceLine(line, place, spans);
      raster.draw(spans, { colour, width: lineWidth * ratio, dash });
      spans.clear();
      traceDots(line, place, spans, DOT_SPACING * ratio * raster.samples);
      raster.draw(spans, { colour, width: (DOT_WIDTH + lineWidth - LINE_WIDTH) * ratio, dash: [] });
    }
    if (picture.canvas.width !== width || picture.canvas.height !== height) {
      picture.canvas.width = width;
      picture.canvas.height = height;
    }
    picture.context.putImageData(new ImageData(raster.pixels, width, height), 0, 0);
  }

  #tools(width: number, height: number, ratio: number): { raster: Raster; spans: Spans } {
    // Steep lines need samples between pixels to look smooth; on a dense screen fewer do.
    const samples = ratio >= 2 ? 2 : 3;
    if (this.#raster?.width !== width || this.#raster.height !== height || this.#raster.samples !== samples) {
      this.#raster = new Raster(width, height, samples);
      this.#spans = new Spans(width * samples);
    }
    this.#spans ??= new Spans(width * samples);
    return { raster: this.#raster, spans: this.#spans };
  }
}

/** The picture's rectangle, on whole device pixels, and where values lie in it. */
function frameOf(area: Area, ratio: number, scene: Scene): Frame {
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  const left = snap(area.left) - OVERHANG;
  const top = snap(area.top) - OVERHANG;
  const width = snap(area.right) + OVERHANG - left;
  const height = snap(area.bottom) + OVERHANG - top;
  return {
    left,
    top,
    width,
    height,
    x: mapping(scene.x, left + OVERHANG, left + width - OVERHANG),
    y: mapping(scene.y, top + height - OVERHANG, top + OVERHANG, scene.log),
  };
}

/** From CSS pixels of the page to columns and pixels of the picture. */
function placement(frame: Frame, ratio: number, samples: number): Placement {
  const columns = ratio * samples;
  return {
    x: { log: false, offset: (frame.x.offset - frame.left) * columns, factor: frame.x.factor * columns },
    y: { log: frame.y.log, offset: (frame.y.offset - frame.top) * ratio, factor: frame.y.factor * ratio },
  };
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

function createPicture(): Picture {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser has no 2d canvas');
  return { canvas, context };
}
