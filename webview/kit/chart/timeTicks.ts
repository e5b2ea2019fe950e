import { formatDate } from '../../../src/core/format/durations.ts';
import type { Range } from './range.ts';
import { linearTicks, roundStep, type Tick } from './ticks.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((s) => s * SECOND)
  .concat(
    [1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
    [1, 2, 3, 6, 12].map((h) => h * HOUR),
    [1, 2, 7, 14, 30, 90, 180, 365].map((d) => d * DAY),
  );

/** The smallest step of a clock or calendar that leaves at most `most` of them. */
function clockStep(ms: number, most: number): number {
  const least = ms / Math.max(most, 1);
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / (365 * DAY)) * 365 * DAY;
}

/** Ticks of wall time, aligned to the local clock; the date stands on the first and where the day changes. @param range ms since the epoch */
export function timeTicks(range: Range, most: number): Tick[] {
  const step = clockStep(range.to - range.from, most);
  if (range.to - range.from < most * SECOND || !Number.isFinite(step)) return subSecondTicks(range, most);
  const ticks: Tick[] = [];
  let day = '';
  for (
    let value = firstAligned(range.from, step);
    value <= range.to && ticks.length <= most * 2;
    value = next(value, step)
  ) {
    const date = formatDate(value);
    const label = step >= DAY ? date : date === day ? clock(value, step) : `${shortDate(value)} ${clock(value, step)}`;
    ticks.push({ value, label });
    day = date;
  }
  return ticks;
}

/** Ticks of time since a start: `0`, `30s`, `5m`, `1h 30m`, `2d`. @param range seconds */
export function durationTicks(range: Range, most: number): Tick[] {
  const ms = (range.to - range.from) * SECOND;
  if (!(ms > 0)) return linearTicks(range, most);
  if (ms / Math.max(most, 1) <= SECOND) {
    return linearTicks(range, most).map(({ value, label }) => ({ value, label: value === 0 ? '0' : `${label}s` }));
  }
  const step = clockStep(ms, most) / SECOND;
  const ticks: Tick[] = [];
  for (let i = Math.ceil(range.from / step - 1e-9); i * step <= range.to && ticks.length <= most * 2; i++) {
    ticks.push({ value: i * step, label: durationLabel(i * step) });
  }
  return ticks;
}

/** @param seconds whole */
export function durationLabel(seconds: number): string {
  if (seconds === 0) return '0';
  const sign = seconds < 0 ? '-' : '';
  let rest = Math.abs(seconds);
  const parts: string[] = [];
  for (const [size, unit] of [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
    [1, 's'],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return sign + (parts.length > 0 ? parts.join(' ') : '0');
}

function subSecondTicks(range: Range, most: number): Tick[] {
  const second = Math.floor(range.from / SECOND) * SECOND;
  const step = roundStep((range.to - range.from) / Math.max(most, 1));
  const digits = Math.min(Math.max(0, 3 - Math.floor(Math.log10(Math.max(step, 1)))), 3);
  return linearTicks({ from: range.from - second, to: range.to - second }, most).map(({ value }) => {
    const at = second + value;
    return { value: at, label: `${clock(Math.floor(at / SECOND) * SECOND, SECOND)}.${fraction(at, digits)}` };
  });
}

function fraction(ms: number, digits: number): string {
  return String(Math.round(((ms % SECOND) + SECOND) % SECOND))
    .padStart(3, '0')
    .slice(0, Math.max(digits, 1));
}

/** The first multiple of `step` on the local clock at or after `from`. */
function firstAligned(from: number, step: number): number {
  const date = new Date(from);
  const midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  if (step >= DAY) return midnight >= from ? midnight : next(midnight, DAY);
  return midnight + Math.ceil((from - midnight) / step) * step;
}

/** A day may have 23 or 25 hours: whole days are stepped on the calendar. */
function next(value: number, step: number): number {
  if (step < DAY) return value + step;
  const date = new Date(value);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + Math.round(step / DAY)).getTime();
}

function clock(value: number, step: number): string {
  const date = new Date(value);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return step < MINUTE ? `${time}:${pad(date.getSeconds())}` : time;
}

/** `11-23`: the year is in the tooltip. */
function shortDate(value: number): string {
  return formatDate(value).slice(5);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
