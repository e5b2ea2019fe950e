import { crc32 } from 'node:zlib';
import type { RunMeta } from '../entities.ts';
import type { MetaFile } from '../metaFile.ts';
import type { StoredTables } from '../runFolder.ts';
import { decodeChunk, encodeChunk } from './chunk.ts';

/** One run as an index remembers it. */
export interface IndexedRun {
  readonly runId: string;
  readonly meta: MetaFile<RunMeta>;
  readonly tables: () => StoredTables;
}

/** Runs by experiment folder, as a path from the store's root. */
export type IndexedRuns = ReadonlyMap<string, readonly IndexedRun[]>;

/** Raised with every change of what is written: an index of another version is made anew. */
const MAGIC = 'TandemIndex/0001';
const RUNS_PER_CHUNK = 200;

interface Header {
  /** An index is found by a hash of this. */
  readonly root: string;
  readonly experiments: readonly { readonly path: string; readonly runs: readonly RunRow[] }[];
  /** In the order of the runs of all experiments. */
  readonly chunks: readonly { readonly length: number; readonly crc: number }[];
}

/** Numbers that are NaN become null in JSON, and undefined ones, too. */
type RunRow = readonly [
  runId: string,
  size: number,
  time: number | null,
  meta: Omit<RunMeta, 'startTime' | 'endTime' | 'userId'>,
  userId: string | null,
  startTime: number | null,
  endTime: number | null,
];

/** The bytes of an index, a piece at a time: each is some milliseconds of work. The header comes last. */
export function* encodeIndex(root: string, indexed: IndexedRuns): Generator<undefined, Buffer[]> {
  const chunks: Buffer[] = [];
  const experiments: Header['experiments'][number][] = [];
  let pending: StoredTables[] = [];
  for (const [path, runs] of indexed) {
    const rows: RunRow[] = [];
    for (const run of runs) {
      const row = rowOf(run);
      if (row === undefined) continue;
      rows.push(row);
      if (pending.push(run.tables()) < RUNS_PER_CHUNK) continue;
      chunks.push(encodeChunk(pending));
      pending = [];
      yield;
    }
    experiments.push({ path, runs: rows });
  }
  if (pending.length > 0) chunks.push(encodeChunk(pending));
  const header: Header = {
    root,
    experiments,
    chunks: chunks.map((chunk) => ({ length: chunk.length, crc: crc32(chunk) })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(MAGIC.length + 8);
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(json.length, MAGIC.length);
  start.writeUInt32LE(crc32(json), MAGIC.length + 4);
  return [start, json, ...chunks];
}

/**
 * Undefined for anything that isn't a whole index of this version and root. Tables are decoded when they are asked for,
 * chunk by chunk; a chunk that doesn't have its checksum holds none.
 */
export function decodeIndex(bytes: Buffer, root: string): IndexedRuns | undefined {
  const header = readHeader(bytes);
  if (header === undefined || header.value.root !== root) return undefined;
  const { experiments, chunks } = header.value;
  let offset = header.end;
  const lazy = chunks.map(({ length, crc }) => {
    const chunk = new LazyChunk(bytes.subarray(offset, offset + length), crc);
    offset += length;
    return chunk;
  });
  if (offset !== bytes.length) return undefined;
  let n = 0;
  const indexed = new Map<string, IndexedRun[]>();
  for (const { path, runs } of experiments) {
    indexed.set(
      path,
      runs.map((row) => {
        const chunk = lazy[Math.floor(n / RUNS_PER_CHUNK)];
        const place = n % RUNS_PER_CHUNK;
        n++;
        return { runId: row[0], meta: metaOf(row), tables: () => chunk?.tables(place) ?? NO_TABLES };
      }),
    );
  }
  return indexed;
}

const NO_TABLES: StoredTables = { metrics: undefined, params: undefined, tags: undefined };

function readHeader(bytes: Buffer): { value: Header; end: number } | undefined {
  const start = MAGIC.length + 8;
  if (bytes.length < start || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const end = start + bytes.readUInt32LE(MAGIC.length);
  const json = bytes.subarray(start, end);
  if (end > bytes.length || crc32(json) !== bytes.readUInt32LE(MAGIC.length + 4)) return undefined;
  return { value: JSON.parse(json.toString('utf8')) as Header, end };
}

function rowOf({ runId, meta }: IndexedRun): RunRow | undefined {
  if (meta.value === undefined || meta.error !== undefined) return undefined;
  const { userId, startTime, endTime, ...rest } = meta.value;
  return [runId, meta.stamp.size, meta.stamp.time, rest, userId ?? null, startTime ?? null, endTime ?? null];
}

function metaOf([, size, time, rest, userId, startTime, endTime]: RunRow): MetaFile<RunMeta> {
  const value = {
    ...rest,
    userId: userId ?? undefined,
    startTime: startTime ?? undefined,
    endTime: endTime ?? undefined,
  };
  return { stamp: { size, time: time ?? Number.NaN }, value, error: undefined, exists: true };
}

class LazyChunk {
  #bytes: Buffer | undefined;
  readonly #crc: number;
  #decoded: readonly StoredTables[] = [];

  constructor(bytes: Buffer, crc: number) {
    this.#bytes = bytes;
    this.#crc = crc;
  }

  tables(place: number): StoredTables | undefined {
    if (this.#bytes !== undefined) {
      if (crc32(this.#bytes) === this.#crc) this.#decoded = decodeChunk(this.#bytes);
      this.#bytes = undefined;
    }
    return this.#decoded[place];
  }
}
