import { formatCompact, formatValue } from '../../../src/core/format/numbers.ts';
import type { Range } from './range.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round values (1, 2 or 5 × a power of ten) within a range. @param most how many there is room for */
export function linearTicks({ from, to }: Range, most: number, whole = false): Tick[] {
  const step = Math.max(roundStep((to - from) / Math.max(most, 1)), whole ? 1 : 0);
  if (!(step > 0) || !Number.isFinite(step)) return single(from);
  const ticks: Tick[] = [];
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  for (let i = first; i <= last && ticks.length <= most * 2; i++) {
    const value = i === 0 ? 0 : multiple(i, step);
    ticks.push({ value, label: tickLabel(value, step) });
  }
  return ticks.length > 0 ? ticks : single((from + to) / 2);
}

/** Powers of ten, with 2 and 5 between them where there is room; plain round values within less than a decade. */
export function logTicks({ from, to }: Range, most: number): Tick[] {
  const decades = Math.log10(to) - Math.log10(from);
  if (!(decades > 0 && Number.isFinite(decades))) return single(to);
  if (decades < 1) return linearTicks({ from, to }, most).filter((tick) => tick.value > 0);
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const steps = decades * 3 <= most ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(most, 1)));
  const ticks: Tick[] = [];
  for (let power = first - 1; power <= last; power++) {
    if (steps.length === 1 && (((power % every) + every) % every !== 0 || power < first)) continue;
    for (const factor of steps) {
      const value = Number(`${factor}e${power}`);
      if (value >= from && value <= to) ticks.push({ value, label: logLabel(value) });
    }
  }
  return ticks;
}

/** 1, 2 or 5 × a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const power = Math.floor(Math.log10(least));
  const base = 10 ** power;
  const factor = least / base;
  const rounded = factor <= 1.0000001 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10;
  return Number(`${rounded}e${power}`);
}

/** `i × step` without the noise of binary fractions: 3 × 0.1 = 0.3. */
function multiple(i: number, step: number): number {
  const value = i * step;
  return Number.isInteger(step) ? value : Number(value.toPrecision(15));
}

function tickLabel(value: number, step: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (size >= 1e15 || decimals > 9 || (size < 1e-4 && step < 1e-4)) return exponential(value, step);
  if (Number.isInteger(value) && step >= 1) return step >= 500 ? formatCompact(value) : String(value);
  return value.toFixed(decimals);
}

/** As many digits as tell neighbouring ticks apart. */
function exponential(value: number, step: number): string {
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step) + 1e-9);
  return value.toExponential(Math.min(Math.max(digits, 0), 15)).replace('e+', 'e');
}

function logLabel(value: number): string {
  return value >= 1e-3 && value < 1e4 ? formatValue(value) : value.toExponential(0).replace('e+', 'e');
}

function single(value: number): Tick[] {
  return Number.isFinite(value) ? [{ value, label: formatValue(value) }] : [];
}
