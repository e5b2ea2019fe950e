import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { CurveCache } from '../../../../src/adapters/mlflow/filestore/curves.ts';
import { readLatest } from '../../../../src/adapters/mlflow/filestore/latestMetric.ts';
import { MetricCursor } from '../../../../src/adapters/mlflow/filestore/metricCursor.ts';
import { Pacer } from '../../../../src/adapters/mlflow/filestore/pacer.ts';
import { folderOf } from './kit.ts';

interface Line {
  readonly timestamp: number;
  readonly value: number;
  readonly step: number;
}

/** What Python's `int`, `float` and `split` make of a file, the slow way. */
function reference(text: string): { lines: Line[]; malformed: number } {
  const lines: Line[] = [];
  let malformed = 0;
  for (const line of text.split('\n')) {
    const fields = line.trim().split(' ');
    const [timestamp = '', value = '', step] = fields;
    const isWhole = /^[-+]?\d+$/;
    const read = pythonFloat(value);
    if (line.trim() === '') continue;
    if (
      fields.length >= 2 &&
      isWhole.test(timestamp) &&
      read !== undefined &&
      (step === undefined || isWhole.test(step))
    ) {
      lines.push({ timestamp: Number(timestamp), value: read, step: Number(step ?? 0) + 0 });
    } else malformed++;
  }
  return { lines, malformed };
}

function pythonFloat(text: string): number | undefined {
  if (/^[-+]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[-+]?nan$/i.test(text)) return Number.NaN;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Python's `max(…, key=lambda m: (m.step, m.timestamp, m.value))`. */
function pythonMax(lines: readonly Line[]): Line | undefined {
  let best: Line | undefined;
  for (const line of lines) {
    const larger =
      best === undefined ||
      line.step > best.step ||
      (line.step === best.step && line.timestamp > best.timestamp) ||
      (line.step === best.step && line.timestamp === best.timestamp && line.value > best.value);
    if (larger) best = line;
  }
  return best;
}

function readAll(text: string): { lines: Line[]; malformed: number } {
  const bytes = Buffer.from(text);
  const cursor = new MetricCursor(bytes, 0, bytes.length);
  const lines: Line[] = [];
  const take = () => lines.push({ timestamp: cursor.timestamp, value: cursor.value(), step: cursor.step });
  while (cursor.next()) take();
  if (cursor.takeRest()) take();
  return { lines, malformed: cursor.malformed };
}

const number = fc.oneof(
  fc.double().map((value) => `${value}`.replace('Infinity', 'inf').replace('NaN', 'nan')),
  fc.integer().map(String),
  fc.constantFrom('nan', 'inf', '-inf', '1e-05', '1E+300', '.5', '5.', '-0.0', '0.1234567890123456789', '+1'),
);
const whole = fc.oneof(fc.nat(20).map(String), fc.integer().map(String), fc.constant('1760000000000'));
const genuine = fc
  .tuple(whole, number, fc.option(whole), fc.constantFrom('', ' mnist abc1'))
  .map(([time, value, step, dataset]) => (step === null ? `${time} ${value}` : `${time} ${value} ${step}${dataset}`));
const odd = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', ' ', '1', '1 2 x', '0x10 1 1', '1  2 3', '1 2 3\r', 'é 1 2', '1 1e 3', '1 - 3', '1 1.2.3 4'),
);

test('lines are read as Python reads them, whatever stands between them', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: genuine }, odd)), (parts) => {
      // A line feed alone ends a line; other white space is Python's to strip.
      const text = parts.map((part) => part.replaceAll(/[^\x20-\x7e\ré]/g, '')).join('\n');
      assert.deepEqual(readAll(text), reference(text));
    }),
    { numRuns: 2000 },
  );
});

test('any bytes are read to their end without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const cursor = new MetricCursor(Buffer.from(bytes), 0, bytes.length);
      let lines = 0;
      while (cursor.next()) lines++;
      cursor.takeRest();
      assert.ok(lines <= bytes.length && cursor.rest === bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test('every double is read back exactly as Python writes it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const written = Object.is(value, -0) ? '-0.0' : `${value}`;
      assert.deepEqual(readAll(`1 ${written} 2\n`).lines, [{ timestamp: 1, value, step: 2 }]);
    }),
    { numRuns: 5000 },
  );
});

test('the latest value is the one that the MLflow client answers, in order or not, NaN among them', (t) => {
  const path = join(folderOf(t), 'metric');
  const line = fc.tuple(fc.nat(3), fc.constantFrom(1, 2, Number.NaN, Infinity, -Infinity), fc.nat(3));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.nat(20), (lines, cut) => {
      const texts = lines.map(([time, value, step]) => `${time} ${`${value}`.replace('Infinity', 'inf')} ${step}\n`);
      const expected = pythonMax(lines.map(([timestamp, value, step]) => ({ timestamp, value, step })));
      writeFileSync(path, texts.slice(0, cut).join(''));
      const before = readLatest(path, undefined, Date.now());
      appendFileSync(path, texts.slice(cut).join(''));
      // What was appended to a file that is known gives the same answer as the whole.
      for (const known of [before?.state, undefined]) {
        assert.deepEqual(readLatest(path, known, Date.now())?.latest, expected);
      }
    }),
    { numRuns: 500 },
  );
});

test('a run that was resumed from a checkpoint still has its furthest step as the latest', (t) => {
  const path = join(folderOf(t), 'metric');
  const line = (step: number, time: number) => `${time} 0.5 ${step}\n`;
  const first = Array.from({ length: 100_000 }, (_, step) => line(step, step));
  const resumed = Array.from({ length: 49_990 }, (_, i) => line(50_000 + i, 200_000 + i));
  writeFileSync(path, [...first, ...resumed].join(''));
  assert.deepEqual(readLatest(path, undefined, Date.now())?.latest, { step: 99_999, timestamp: 99_999, value: 0.5 });
});

test('half a line at the end is left out while a writer may be at work, and read once nobody is', (t) => {
  const path = join(folderOf(t), 'metric');
  writeFileSync(path, '1 0.25 1\n2 0.5 2');
  assert.equal(readLatest(path, undefined, Date.now())?.latest?.step, 1);
  assert.equal(readLatest(path, undefined, Date.now() + 60_000)?.latest?.step, 2);
});

test('a file that was replaced by a shorter or another one is read anew', (t) => {
  const path = join(folderOf(t), 'metric');
  const many = (value: number) => Array.from({ length: 20 }, (_, step) => `1760000000000 ${value} ${step}\n`).join('');
  writeFileSync(path, many(1));
  const known = readLatest(path, undefined, Date.now())?.state;
  writeFileSync(path, '1760000000000 7 3\n');
  assert.equal(readLatest(path, known, Date.now())?.latest?.value, 7);
  writeFileSync(path, `${many(2)}${many(2)}`.replace('1760000000000', '1750000000000'));
  assert.equal(readLatest(path, known, Date.now())?.latest?.value, 2);
});

test('a curve that grows is the same as one that is read as a whole', async (t) => {
  const path = join(folderOf(t), 'metrics', 'loss');
  mkdirSync(dirname(path));
  const cache = new CurveCache();
  for (let round = 0; round < 5; round++) {
    const lines = Array.from(
      { length: 5000 },
      (_, i) => `${1_760_000_000_000 + i} ${Math.sin(i)} ${round * 4000 + i}\n`,
    );
    appendFileSync(path, lines.join(''));
    const followed = await cache.read(path, new Pacer());
    assert.deepEqual(followed, await new CurveCache().read(path, new Pacer()));
    assert.equal(followed?.steps.length, (round + 1) * 5000);
    assert.ok(followed.steps.every((step, i) => i === 0 || step >= (followed.steps[i - 1] as number)));
  }
});

test('a settled file that ends without a newline has its last point in the curve, once', async (t) => {
  const path = join(folderOf(t), 'metric');
  writeFileSync(path, '1760000000000 1 1\n1760000000001 2 2\n1760000000002 3 3');
  const cache = new CurveCache();
  const count = async () => (await cache.read(path, new Pacer()))?.steps.length;
  assert.equal(await count(), 2);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
  assert.equal(await count(), 3);
  assert.equal(await count(), 3);
});
