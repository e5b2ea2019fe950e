import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { constrain, shift, zoomAround } from '../../../../../webview/kit/chart/range.ts';
import { mapping, padDomain, toPixel, toValue, widenSingle } from '../../../../../webview/kit/chart/scale.ts';
import { linearTicks, logTicks, type Tick } from '../../../../../webview/kit/chart/ticks.ts';
import { durationLabel, durationTicks, timeTicks } from '../../../../../webview/kit/chart/timeTicks.ts';

const most = fc.integer({ min: 2, max: 20 });

function assertGood(ticks: readonly Tick[], range: { from: number; to: number }, room: number): void {
  const slack = Math.abs(range.to - range.from) * 1e-6;
  assert.ok(ticks.length <= room * 2 + 1, `${ticks.length} ticks where there is room for ${room}`);
  ticks.forEach((tick, i) => {
    assert.ok(tick.value >= range.from - slack && tick.value <= range.to + slack, `${tick.value} is outside`);
    if (i > 0) assert.ok(tick.value > (ticks[i - 1]?.value ?? 0));
  });
}

test('linear ticks are round, ascending, inside the range, and told apart by their labels', () => {
  assert.deepEqual(
    linearTicks({ from: 0, to: 1 }, 5).map((tick) => tick.label),
    ['0', '0.2', '0.4', '0.6', '0.8', '1.0'],
  );
  assert.deepEqual(
    linearTicks({ from: 0, to: 100_000 }, 5).map((tick) => tick.label),
    ['0', '20k', '40k', '60k', '80k', '100k'],
  );
  const size = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), size, most, (from, width, room) => {
      fc.pre(width > Math.abs(from) * 1e-9);
      const range = { from, to: from + width };
      const ticks = linearTicks(range, room);
      assertGood(ticks, range, room);
      assert.ok(ticks.length > 0);
      assert.equal(new Set(ticks.map((tick) => tick.label)).size, ticks.length, JSON.stringify(ticks));
    }),
  );
});

test('ticks of steps are whole numbers', () => {
  assert.deepEqual(
    linearTicks({ from: 0, to: 2 }, 8, true).map((tick) => tick.value),
    [0, 1, 2],
  );
});

test('log ticks are powers of ten, with 2 and 5 where there is room', () => {
  assert.deepEqual(
    logTicks({ from: 0.5, to: 30 }, 8).map((tick) => tick.label),
    ['0.5', '1', '2', '5', '10', '20'],
  );
  assert.deepEqual(
    logTicks({ from: 1e-5, to: 1 }, 8).map((tick) => tick.label),
    ['1e-5', '1e-4', '0.001', '0.01', '0.1', '1'],
  );
  fc.assert(
    fc.property(
      fc.double({ min: -300, max: 300, noNaN: true }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      most,
      (power, decades, room) => {
        const range = { from: 10 ** power, to: Math.min(10 ** (power + decades), Number.MAX_VALUE) };
        const ticks = logTicks(range, room);
        assertGood(ticks, range, room * 1.5);
        for (const tick of ticks) assert.ok(tick.value > 0);
      },
    ),
  );
});

test('a range that no log scale has yields no endless ticks', () => {
  assert.ok(logTicks({ from: 0, to: 1 }, 5).length <= 1);
  assert.ok(logTicks({ from: -1, to: 1 }, 5).length <= 1);
});

test('ticks of wall time lie on the clock and name the day once', () => {
  const morning = new Date(2026, 10, 23, 8, 7).getTime();
  const labels = timeTicks({ from: morning, to: morning + 3 * 3_600_000 }, 4).map((tick) => tick.label);
  assert.deepEqual(labels, ['11-23 09:00', '10:00', '11:00']);
  const evening = new Date(2026, 10, 23, 20).getTime();
  const night = timeTicks({ from: evening, to: evening + 8 * 3_600_000 }, 4).map((tick) => tick.label);
  assert.deepEqual(night, ['11-23 20:00', '22:00', '11-24 00:00', '02:00', '04:00']);
  const days = timeTicks({ from: morning, to: morning + 4 * 86_400_000 }, 4).map((tick) => tick.label);
  assert.deepEqual(days, ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27']);
});

test('ticks of time fit into any range', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2e12 }),
      fc.double({ min: 1, max: 1e12, noNaN: true }),
      most,
      (from, width, room) => {
        const range = { from, to: from + width };
        assertGood(timeTicks(range, room), range, room);
        const seconds = { from: 0, to: width / 1_000 };
        assertGood(durationTicks(seconds, room), seconds, room);
      },
    ),
  );
});

test('ticks of durations are told in clock units', () => {
  assert.deepEqual(
    durationTicks({ from: 0, to: 7_200 }, 5).map((tick) => tick.label),
    ['0', '30m', '1h', '1h 30m', '2h'],
  );
  assert.deepEqual(
    durationTicks({ from: 0, to: 0.5 }, 5).map((tick) => tick.label),
    ['0', '0.1s', '0.2s', '0.3s', '0.4s', '0.5s'],
  );
  assert.equal(durationLabel(-90), '-1m 30s');
});

test('a mapping is inverted by toValue, on linear and log scales', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.boolean(), (value, log) => {
      const map = mapping({ from: 1e-6, to: 1e6 }, 300, 10, log);
      assert.ok(Math.abs(toValue(map, toPixel(map, value)) - value) <= Math.max(value * 1e-9, 1e-6));
    }),
  );
  assert.ok(Number.isNaN(toPixel(mapping({ from: 1, to: 10 }, 0, 1, true), 0)));
});

test('domains are finite and never empty, whatever the values', () => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(any, any, fc.boolean(), (a, b, log) => {
      const extent = { from: Math.min(a, b), to: Math.max(a, b) };
      fc.pre(!log || extent.from > 0);
      const domain = padDomain(extent, log);
      assert.ok(Number.isFinite(domain.from) && Number.isFinite(domain.to));
      assert.ok(domain.from <= extent.from && domain.to >= extent.to && domain.from < domain.to);
    }),
  );
  assert.deepEqual(widenSingle({ from: 3, to: 3 }), { from: 2.5, to: 3.5 });
});

test('zooming keeps the centre in place', () => {
  assert.deepEqual(zoomAround({ from: 0, to: 10 }, 2, 0.5), { from: 1, to: 6 });
  assert.deepEqual(shift({ from: 0, to: 10 }, 3), { from: 3, to: 13 });
});

test('a zoomed range stays inside the data, and no zoom is left when all of it shows', () => {
  const full = { from: 0, to: 100 };
  assert.deepEqual(constrain({ from: -10, to: 20 }, full, 1), { from: 0, to: 30 });
  assert.equal(constrain({ from: -1, to: 101 }, full, 1), undefined);
  assert.deepEqual(constrain({ from: 50, to: 50 }, full, 2), { from: 49, to: 51 });
  const edge = fc.double({ min: -500, max: 500, noNaN: true });
  fc.assert(
    fc.property(edge, edge, (a, b) => {
      const range = constrain({ from: Math.min(a, b), to: Math.max(a, b) }, full, 1);
      if (range === undefined) return;
      assert.ok(range.from >= -1e-9 && range.to <= 100 + 1e-9 && range.to - range.from >= 1 - 1e-9);
    }),
  );
});
