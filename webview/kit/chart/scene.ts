import type { Theme } from '../theme.ts';
import type { Hover } from './hover.ts';
import type { Line } from './lines.ts';
import type { Range } from './range.ts';
import type { Rgba } from './raster.ts';

/** What the values along x are. */
export type AxisKind = 'step' | 'time' | 'relative';

/** How a line looks: a colour of the run palette and a dash pattern. */
export interface LineStyle {
  readonly colour: number;
  readonly dash: number;
}

/** Everything a picture of the lines depends on. */
export interface Scene {
  readonly lines: readonly Line[];
  readonly styles: ReadonlyMap<string, LineStyle>;
  readonly theme: Theme;
  readonly x: Range;
  readonly y: Range;
  readonly log: boolean;
  /** Drawn on top and thicker, the others dimmed. */
  readonly emphasis: string | undefined;
  /** While a gesture moves the picture, an exact one may be late. */
  readonly moving: boolean;
  readonly hover: Hover | undefined;
  /** The stretch that a box being drawn would zoom to. */
  readonly box: Range | undefined;
}

export const PLAIN_STYLE: LineStyle = { colour: 0, dash: 0 };

export function styleOf(scene: Scene, id: string): LineStyle {
  return scene.styles.get(id) ?? PLAIN_STYLE;
}

export function colourOf(scene: Scene, id: string): Rgba {
  return scene.theme.runs[styleOf(scene, id).colour] ?? [128, 128, 128, 1];
}

export function css([red, green, blue, alpha]: Rgba, share = 1): string {
  return `rgba(${red}, ${green}, ${blue}, ${alpha * share})`;
}
