import { type ReadonlySignal, signal } from '@preact/signals';
import { COLOUR_COUNT, themeColourId } from '../../src/core/compare/colours.ts';
import type { Rgba } from './chart/raster.ts';

/** The theme's colours as a canvas needs them. CSS uses the variables themselves. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly background: string;
  readonly focus: string;
  readonly font: string;
  readonly highContrast: boolean;
  /** By a run's colour index. */
  readonly runs: readonly Rgba[];
}

let current: ReturnType<typeof signal<Theme>> | undefined;

/** The theme as it is now; changes with it. */
export function theme(): ReadonlySignal<Theme> {
  if (current !== undefined) return current as ReadonlySignal<Theme>;
  const read = signal(readTheme());
  const observer = new MutationObserver(() => {
    read.value = readTheme();
  });
  // VS Code sets the variables on the root element and the kind of theme as a class of the body.
  const filter = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.documentElement, filter);
  observer.observe(document.body, filter);
  current = read;
  return read;
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (names: readonly string[], otherwise: string) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? otherwise;
  const foreground = read(['foreground', 'editor-foreground'], '#808080');
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    foreground,
    muted: read(['descriptionForeground'], foreground),
    grid: faint(parseColour(foreground, pen), highContrast ? 0.35 : 0.13),
    axis: faint(parseColour(foreground, pen), highContrast ? 1 : 0.4),
    background: read(['editor-background'], 'transparent'),
    focus: read(['focusBorder'], foreground),
    font: read(['font-family'], 'sans-serif'),
    highContrast,
    runs: Array.from({ length: COLOUR_COUNT }, (_, i) =>
      parseColour(read([themeColourId(i).replace('.', '-')], foreground), pen),
    ),
  };
}

function faint([red, green, blue]: Rgba, alpha: number): string {
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** Any CSS colour as numbers, by painting with it: themes may use every notation a browser knows. */
function parseColour(css: string, pen: CanvasRenderingContext2D | null): Rgba {
  if (pen === null) return [128, 128, 128, 1];
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = '#808080';
  pen.fillStyle = css;
  pen.fillRect(0, 0, 1, 1);
  const [red = 128, green = 128, blue = 128, alpha = 255] = pen.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}
