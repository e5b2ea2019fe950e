import { readSync, type Stats } from 'node:fs';
import { MetricCursor } from './metricCursor.ts';

/** How far a metric file, which only ever grows, was read. */
export interface Position {
  /** The end of the last whole line. */
  readonly offset: number;
  /** Of the first bytes, to know the file again when it has grown. */
  readonly head: number;
}

export const START: Position = { offset: 0, head: 0 };

export interface ChunkRead {
  readonly position: Position;
  /** Lines passed over because they can't be read. */
  readonly malformed: number;
  /** At the end of the file: what stands behind the last newline. */
  readonly rest: MetricCursor | undefined;
}

const CHUNK = 256 * 1024;
const HEAD = 32;
/** Only good until the next chunk is read. */
const chunk = Buffer.allocUnsafeSlow(CHUNK);

/** Where reading can go on: at `known` if the file is still the one that was read and has grown, else at its start. */
export function resumeAt(file: number, facts: Stats, known: Position | undefined): Position {
  if (known === undefined || known.offset <= HEAD || facts.size < known.offset) return START;
  if (headOf(readSync(file, chunk, 0, HEAD, 0)) !== known.head) return START;
  const endsLine = readSync(file, chunk, 0, 1, known.offset - 1) === 1 && chunk[0] === NEWLINE;
  return endsLine ? known : START;
}

/** Hands the next whole lines to `take`. */
export function readChunk(file: number, from: Position, take: (lines: MetricCursor) => void): ChunkRead {
  const length = readSync(file, chunk, 0, CHUNK, from.offset);
  const head = from.offset === 0 ? headOf(length) : from.head;
  const lines = new MetricCursor(chunk, 0, length);
  take(lines);
  const { rest, malformed } = lines;
  if (length < CHUNK) {
    return { position: { offset: from.offset + rest, head }, malformed, rest: new MetricCursor(chunk, rest, length) };
  }
  // A line that fills a chunk is none of MLflow's: its pieces are passed over.
  const isEndless = rest === 0;
  const offset = from.offset + (isEndless ? length : rest);
  return { position: { offset, head }, malformed: malformed + Number(isEndless), rest: undefined };
}

const NEWLINE = 0x0a;

/** FNV-1a over the first bytes of the chunk. */
function headOf(length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < Math.min(length, HEAD); i++) hash = Math.imul(hash ^ (chunk[i] as number), 0x01000193);
  return hash >>> 0;
}
