import type { Points } from '../../src/core/metrics/decimate.ts';
import { gaussian, randomFrom } from './random.ts';

/** How a made-up metric behaves over training. */
export interface CurveShape {
  readonly points: number;
  readonly stepBy: number;
  readonly from: number;
  readonly to: number;
  readonly noise: number;
  /** Chance of a spike, a NaN stretch, an infinity at each point. */
  readonly spikes?: number;
  readonly nans?: number;
  readonly infinities?: number;
}

/** @param start ms since the epoch */
export function curve(shape: CurveShape, seed: number, start: number): Points {
  const random = randomFrom(seed);
  const { points, stepBy, from, to, noise } = shape;
  const steps = new Float64Array(points);
  const timestamps = new Float64Array(points);
  const values = new Float64Array(points);
  const pace = 3 + random() * 5;
  const level = to * (0.85 + 0.3 * random());
  const msPerPoint = 800 + random() * 600;
  let drift = 0;
  let nanLeft = 0;
  for (let i = 0; i < points; i++) {
    steps[i] = i * stepBy;
    timestamps[i] = start + i * msPerPoint;
    const progress = i / Math.max(points - 1, 1);
    drift = drift * 0.97 + gaussian(random) * noise * 0.2;
    let value = level + (from - level) * Math.exp(-pace * progress) + drift + gaussian(random) * noise * 0.5;
    if (random() < (shape.spikes ?? 0)) value += Math.abs(from - to) * (0.4 + random());
    if (random() < (shape.nans ?? 0)) nanLeft = Math.ceil(points / 25);
    if (random() < (shape.infinities ?? 0))
      value = random() < 0.7 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    values[i] = nanLeft-- > 0 ? Number.NaN : value;
  }
  return { steps, timestamps, values };
}

/** Shapes by what a metric's name ends with. */
export function shapeOf(key: string, points: number): CurveShape {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const base = { points, stepBy: points > 200 ? 1 : 100 };
  if (/acc|auc|f1/.test(name)) return { ...base, from: 0.12, to: 0.84, noise: 0.012 };
  if (/nan/.test(name)) return { ...base, from: 4, to: 0.5, noise: 0.1, nans: 0.004, infinities: 0.002 };
  if (/grad/.test(name)) return { ...base, from: 12, to: 1.4, noise: 0.9, spikes: 0.01 };
  if (/rate|lr/.test(name)) return { ...base, from: 1e-3, to: 1e-6, noise: 0 };
  if (/memory|bytes/.test(name)) return { ...base, from: 2.1e9, to: 1.14e10, noise: 2e8 };
  if (/percent|util/.test(name)) return { ...base, from: 20, to: 88, noise: 9 };
  return { ...base, from: 2.6, to: 0.21, noise: 0.06, spikes: 0.002 };
}
