import type { KeyListing } from '../keys.ts';
import type { StoredTables } from '../runFolder.ts';
import { type KeyTable, METRIC_CELLS, type MetricTable, TEXT_CELLS, type TextTable } from '../tables.ts';

/**
 * Tables of some hundred runs as bytes: texts as JSON, in front of it its length, behind it every number as a double.
 * Runs of one experiment mostly have the same keys, which are written once ("shapes") and shared once read.
 */
type Shape = Pick<KeyListing, 'keys' | 'folders'>;
/** Numbers of the shapes of metrics, params and tags (-1: not read yet), and the texts of params and tags. */
type Row = readonly [metrics: number, params: number, tags: number, texts: readonly string[]];

interface ChunkTexts {
  readonly shapes: readonly Shape[];
  readonly rows: readonly Row[];
}

const LENGTH_BYTES = 8;

export function encodeChunk(runs: readonly StoredTables[]): Buffer {
  const shapes = new Shapes();
  const numbers: (ArrayLike<number> & Iterable<number>)[] = [];
  const take = (table: KeyTable | undefined, cells: Float64Array | undefined): number => {
    if (table === undefined || cells === undefined) return -1;
    numbers.push(table.listing.times, cells);
    return shapes.numberOf(table.listing);
  };
  const rows = runs.map(({ metrics, params, tags }): Row => {
    const [m, p, t] = [whole(metrics), whole(params), whole(tags)];
    const places = [take(m, m?.cells), take(p, p?.stamps), take(t, t?.stamps)] as const;
    return [...places, [...(p?.texts ?? []), ...(t?.texts ?? [])]];
  });
  const json = Buffer.from(JSON.stringify({ shapes: shapes.all, rows } satisfies ChunkTexts));
  const from = aligned(LENGTH_BYTES + json.length);
  const doubles = new Float64Array(numbers.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of numbers) {
    doubles.set(part, at);
    at += part.length;
  }
  const bytes = Buffer.alloc(from + doubles.byteLength);
  bytes.writeUInt32LE(json.length, 0);
  json.copy(bytes, LENGTH_BYTES);
  Buffer.from(doubles.buffer).copy(bytes, from);
  return bytes;
}

/** What `encodeChunk` made. Throws on anything else: the caller's checksum keeps that from happening. */
export function decodeChunk(bytes: Buffer): StoredTables[] {
  const length = bytes.readUInt32LE(0);
  const { shapes, rows } = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + length)) as ChunkTexts;
  const from = aligned(LENGTH_BYTES + length);
  const numbers = new Float64Array((bytes.length - from) / Float64Array.BYTES_PER_ELEMENT);
  bytes.copy(Buffer.from(numbers.buffer), 0, from);
  let at = 0;
  const next = (count: number): Float64Array => {
    at += count;
    return numbers.slice(at - count, at);
  };
  const listing = (shape: Shape): KeyListing => ({ ...shape, times: [...next(shape.folders.length)] });
  return rows.map(([m, p, t, texts]): StoredTables => {
    const metricTable = (shape: Shape | undefined): MetricTable | undefined =>
      shape && { kind: 'metric', listing: listing(shape), failures: [], cells: next(shape.keys.length * METRIC_CELLS) };
    const textTable = (shape: Shape | undefined, firstText: number): TextTable | undefined =>
      shape && {
        kind: 'text',
        listing: listing(shape),
        failures: [],
        texts: texts.slice(firstText, firstText + shape.keys.length),
        stamps: next(shape.keys.length * TEXT_CELLS),
      };
    // In the order in which they were written: each takes its numbers.
    const metrics = metricTable(shapes[m]);
    const params = textTable(shapes[p], 0);
    const tags = textTable(shapes[t], params?.texts.length ?? 0);
    return { metrics, params, tags };
  });
}

/** A table with files that could not be read is read again next time. */
function whole<T extends KeyTable>(table: T | undefined): T | undefined {
  return table?.failures.length === 0 ? table : undefined;
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

class Shapes {
  readonly all: Shape[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf({ keys, folders }: KeyListing): number {
    const name = JSON.stringify([keys, folders]);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.all.push({ keys, folders }) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}
