import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatRelativeTime,
} from '../../../../src/core/format/durations.ts';
import { formatCompact, formatCount, formatValue } from '../../../../src/core/format/numbers.ts';
import { truncate, visibleText } from '../../../../src/core/format/text.ts';

test('values have six significant digits and no trailing zeros', () => {
  assert.equal(formatValue(0.123456789), '0.123457');
  assert.equal(formatValue(0.5), '0.5');
  assert.equal(formatValue(12345.678), '12345.7');
  assert.equal(formatValue(1.25e-7), '1.25e-7');
  assert.equal(formatValue(-1.5e20), '-1.5e20');
  assert.equal(formatValue(42), '42');
  assert.equal(formatValue(-0), '0');
  assert.equal(formatValue(1234567), '1234567');
});

test('values that are not finite are named', () => {
  assert.equal(formatValue(Number.NaN), 'NaN');
  assert.equal(formatValue(Number.POSITIVE_INFINITY), '∞');
  assert.equal(formatValue(Number.NEGATIVE_INFINITY), '-∞');
});

test('a written value reads back as the value within its digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
      const back = Number(formatValue(value));
      return Math.abs(back - value) <= Math.abs(value) * 1e-5;
    }),
  );
});

test('counts are grouped, compact counts are short', () => {
  assert.equal(formatCount(1234567), '1,234,567');
  assert.equal(formatCount(999), '999');
  assert.equal(formatCompact(12_000), '12k');
  assert.equal(formatCompact(1_200_000), '1.2M');
  assert.equal(formatCompact(9_999), '9999');
});

test('durations show their two largest units', () => {
  const cases: [number, string][] = [
    [850, '850ms'],
    [4_250, '4.2s'],
    [59_999, '59s'],
    [185_000, '3m 05s'],
    [8_040_000, '2h 14m'],
    [5 * 86_400_000 + 3 * 3_600_000, '5d 3h'],
    [-1, '–'],
    [Number.NaN, '–'],
  ];
  for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
});

test('times are told by their distance, then by their date', () => {
  const now = new Date(2026, 10, 23, 18, 4, 5).getTime();
  assert.equal(formatRelativeTime(now - 20_000, now), 'just now');
  assert.equal(formatRelativeTime(now - 5 * 60_000, now), '5 min ago');
  assert.equal(formatRelativeTime(now - 3 * 3_600_000, now), '3 h ago');
  assert.equal(formatRelativeTime(now - 30 * 3_600_000, now), 'yesterday');
  assert.equal(formatRelativeTime(now - 90 * 86_400_000, now), formatDate(now - 90 * 86_400_000));
  assert.equal(formatDateTime(now), '2026-11-23 18:04:05');
});

test('no control or bidi character is left in visible text', () => {
  assert.equal(visibleText('a\u001b[31mb\nc'), 'a\\x1b[31mb\\nc');
  assert.equal(visibleText('gpj\u202e.exe'), 'gpj\\u202e.exe');
  assert.equal(visibleText('naïve – 名前 👩‍💻'), 'naïve – 名前 👩‍💻');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(visibleText(text))));
});

test('cut text is never longer than asked and ends with an ellipsis', () => {
  assert.equal(truncate('abcdef', 4), 'abc…');
  assert.equal(truncate('abc', 4), 'abc');
  assert.equal(truncate('ab🚀cd', 4), 'ab…');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 20 }),
      (text, n) => truncate(text, n).length <= n,
    ),
  );
});
