/** How numbers are written for people, the same in trees, tables and charts. Locale-free: logs and copies stay readable by programs. */

/** Significant digits of a value in a list or table. */
const VALUE_DIGITS = 6;

/**
 * A logged value in at most `digits` significant digits: `0.123457`, `12345.7`, `1.2e-7`, `NaN`, `∞`.
 * Whole numbers up to 15 digits stay whole.
 */
export function formatValue(value: number, digits: number = VALUE_DIGITS): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 10 ** Math.max(digits, 6)) return trimZeros(value.toPrecision(digits));
  return trimZeros(value.toExponential(digits - 1)).replace('e+', 'e');
}

function formatNonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}

/** A count with thin groups of three: `1,234,567`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A count in three or four characters, for badges and axes: `950`, `12k`, `1.2M`. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  const [divisor, suffix] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  return trimZeros((value / divisor).toPrecision(12)) + suffix;
}

/** `1.500` → `1.5`, `2.000e-7` → `2e-7`. */
function trimZeros(text: string): string {
  const at = text.indexOf('e');
  const mantissa = at < 0 ? text : text.slice(0, at);
  const exponent = at < 0 ? '' : text.slice(at);
  return (mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa) + exponent;
}
