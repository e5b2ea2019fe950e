import type { Line } from './lines.ts';
import { lowerBound } from './lines.ts';
import { type Mapping, toPixel, toValue } from './scale.ts';
import { colourOf, css, type Scene } from './scene.ts';

/** The picture's rectangle in CSS pixels, and where values lie in it. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Mapping;
  readonly y: Mapping;
}

const STRIP = 5;
/** So many runs get a strip of their own; more share them. */
const STRIPS = 3;
const ARROW = 4;
const DOTS = 24;

/** Values that have no place on the y axis: NaN as hatched strips along the bottom, infinities as arrows at the edge. */
export function drawEdgeMarks(context: CanvasRenderingContext2D, frame: Frame, scene: Scene): void {
  let strips = 0;
  for (const line of scene.lines) {
    const colour = css(colourOf(scene, line.id));
    const bottom = frame.top + frame.height - (strips % STRIPS) * (STRIP + 1);
    if (drawLineMarks(context, line, frame, colour, bottom)) strips++;
  }
}

/** @returns whether the line has a NaN in sight */
function drawLineMarks(
  context: CanvasRenderingContext2D,
  line: Line,
  frame: Frame,
  colour: string,
  bottom: number,
): boolean {
  let found = false;
  const end = toValue(frame.x, frame.left + frame.width);
  let i = Math.max(0, lowerBound(line.x, toValue(frame.x, frame.left)) - 1);
  for (; i < line.x.length && (line.x[i] ?? 0) <= end; i++) {
    const value = line.y[i] ?? 0;
    if (Number.isFinite(value)) continue;
    const from = toPixel(frame.x, line.x[i] ?? 0);
    if (!Number.isNaN(value)) {
      drawArrow(context, from, value > 0 ? frame.top + ARROW : bottom - ARROW, value > 0 ? -1 : 1, colour);
      continue;
    }
    while (i + 1 < line.x.length && Number.isNaN(line.y[i + 1])) i++;
    drawStrip(context, from, toPixel(frame.x, line.x[i] ?? 0), bottom, colour);
    found = true;
  }
  return found;
}

function drawStrip(context: CanvasRenderingContext2D, from: number, to: number, bottom: number, colour: string): void {
  const left = Math.min(from, (from + to - 4) / 2);
  const width = Math.max(to - from, 4);
  context.save();
  context.beginPath();
  context.rect(left, bottom - STRIP, width, STRIP);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let x = left - STRIP; x < left + width + STRIP; x += 4) {
    context.moveTo(x, bottom);
    context.lineTo(x + STRIP, bottom - STRIP);
  }
  context.rect(left, bottom - STRIP, width, STRIP);
  context.stroke();
  context.restore();
}

function drawArrow(context: CanvasRenderingContext2D, x: number, y: number, direction: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y + direction * ARROW);
  context.lineTo(x - ARROW, y - direction * ARROW);
  context.lineTo(x + ARROW, y - direction * ARROW);
  context.fill();
}

/** The line under the pointer, and where the curves cross it. */
export function drawCrosshair(context: CanvasRenderingContext2D, frame: Frame, scene: Scene): void {
  const { hover, theme } = scene;
  if (hover === undefined || scene.moving) return;
  const x = Math.round(toPixel(frame.x, hover.x)) + 0.5;
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, frame.top);
  context.lineTo(x, frame.top + frame.height);
  context.stroke();
  context.setLineDash([]);
  if (hover.rows.length > DOTS) return;
  for (const row of hover.rows) {
    const y = toPixel(frame.y, row.y);
    if (!Number.isFinite(y)) continue;
    context.fillStyle = css(colourOf(scene, row.id));
    context.strokeStyle = theme.background;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(toPixel(frame.x, row.x), y, row.id === hover.nearest ? 4.5 : 3, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** The stretch that a shift-drag would zoom to. */
export function drawBox(context: CanvasRenderingContext2D, frame: Frame, scene: Scene): void {
  if (scene.box === undefined) return;
  const left = toPixel(frame.x, scene.box.from);
  const width = toPixel(frame.x, scene.box.to) - left;
  context.save();
  context.strokeStyle = scene.theme.focus;
  context.fillStyle = scene.theme.focus;
  context.globalAlpha = 0.18;
  context.fillRect(left, frame.top, width, frame.height);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, frame.top - 1, width - 1, frame.height + 2);
  context.restore();
}
