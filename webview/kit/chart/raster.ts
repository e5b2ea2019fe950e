import type { Spans } from './spans.ts';

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** How one curve is painted; lengths in pixels of the picture. */
export interface Paint {
  /** 0 to 255, alpha 0 to 1. */
  readonly colour: Rgba;
  readonly width: number;
  /** Lengths of stroke and gap in turn, along x; empty for a solid line. */
  readonly dash: readonly number[];
}

/**
 * A picture that spans are drawn into, with soft edges: each pixel gets the share that the line covers of it, exact
 * along y and sampled `samples` times along x. Pixels are RGBA, not premultiplied: an ImageData's.
 */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly #words: Uint32Array;
  /** Differences of coverage down one column; zero between calls. */
  readonly #edges: Float32Array;

  /** @param samples columns of the spans per pixel */
  constructor(width: number, height: number, samples: number) {
    this.width = width;
    this.height = height;
    this.samples = samples;
    this.pixels = new Uint8ClampedArray(width * height * 4);
    this.#words = new Uint32Array(this.pixels.buffer);
    this.#edges = new Float32Array(height + 3);
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** Draws spans of `samples` columns a pixel as a line of round pens. */
  draw(spans: Spans, paint: Paint): void {
    if (spans.last < spans.first) return;
    const reach = penProfile(paint.width / 2, this.samples);
    const margin = (reach.length - 1) >> 1;
    const first = Math.max(0, Math.floor((spans.first - margin) / this.samples));
    const last = Math.min(this.width - 1, Math.floor((spans.last + margin) / this.samples));
    const period = paint.dash.reduce((sum, length) => sum + length, 0);
    for (let column = first; column <= last; column++) {
      if (period > 0 && !isStroke(paint.dash, column % period)) continue;
      this.#column(column, spans, reach, paint.colour);
    }
  }

  #column(column: number, spans: Spans, reach: Float64Array, colour: Rgba): void {
    const { low, high } = spans;
    const margin = (reach.length - 1) >> 1;
    const weight = 1 / this.samples;
    const edges = this.#edges;
    let top = this.height;
    let bottom = -1;
    for (let sample = column * this.samples; sample < (column + 1) * this.samples; sample++) {
      let from = Number.POSITIVE_INFINITY;
      let to = Number.NEGATIVE_INFINITY;
      for (let d = -margin; d <= margin; d++) {
        const at = sample + d;
        if (at < 0 || at >= low.length) continue;
        const extra = reach[d + margin] as number;
        const a = (low[at] as number) - extra;
        const b = (high[at] as number) + extra;
        if (a < from) from = a;
        if (b > to) to = b;
      }
      if (from < 0) from = 0;
      if (to > this.height) to = this.height;
      if (from >= to) continue;
      const firstRow = from | 0;
      const lastRow = to | 0;
      const a = (from - firstRow) * weight;
      const b = (to - lastRow) * weight;
      edges[firstRow] = (edges[firstRow] as number) + weight - a;
      edges[firstRow + 1] = (edges[firstRow + 1] as number) + a;
      edges[lastRow] = (edges[lastRow] as number) - weight + b;
      edges[lastRow + 1] = (edges[lastRow + 1] as number) - b;
      if (firstRow < top) top = firstRow;
      if (lastRow > bottom) bottom = lastRow;
    }
    this.#blend(column, top, bottom, colour);
  }

  /** Sums up the edges from `top` to `bottom`, paints the coverage and leaves the edges zero. */
  #blend(column: number, top: number, bottom: number, colour: Rgba): void {
    const [red, green, blue, alpha] = colour;
    const solid = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    const words = this.#words;
    const edges = this.#edges;
    const end = Math.min(bottom, this.height - 1);
    let coverage = 0;
    for (let row = top, at = top * this.width + column; row <= end; row++, at += this.width) {
      coverage += edges[row] as number;
      edges[row] = 0;
      const share = coverage * alpha;
      if (share > 0.997) words[at] = solid;
      else if (share > 0.003) this.#mix(at, red, green, blue, share);
    }
    for (let row = end + 1; row <= bottom + 1; row++) edges[row] = 0;
  }

  /** Source over destination, on colours that aren't premultiplied. */
  #mix(at: number, red: number, green: number, blue: number, share: number): void {
    const pixels = this.pixels;
    const i = at * 4;
    const under = (pixels[i + 3] as number) / 255;
    const over = share + under * (1 - share);
    const part = share / over;
    pixels[i] = (pixels[i] as number) + (red - (pixels[i] as number)) * part;
    pixels[i + 1] = (pixels[i + 1] as number) + (green - (pixels[i + 1] as number)) * part;
    pixels[i + 2] = (pixels[i + 2] as number) + (blue - (pixels[i + 2] as number)) * part;
    pixels[i + 3] = over * 255;
  }
}

/** How far a round pen reaches up and down, by distance from its centre in columns. */
function penProfile(radius: number, samples: number): Float64Array {
  const margin = Math.floor(radius * samples);
  const profile = new Float64Array(2 * margin + 1);
  for (let d = -margin; d <= margin; d++) profile[d + margin] = Math.sqrt(radius * radius - (d / samples) ** 2);
  return profile;
}

function isStroke(dash: readonly number[], at: number): boolean {
  let end = 0;
  for (let i = 0; i < dash.length; i++) {
    end += dash[i] ?? 0;
    if (at < end) return i % 2 === 0;
  }
  return true;
}
