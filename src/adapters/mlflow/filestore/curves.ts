import { closeSync } from 'node:fs';
import type { Points } from '../../../core/metrics/decimate.ts';
import { PointBuffer } from '../../../core/metrics/pointBuffer.ts';
import { type Position, readChunk, resumeAt, START } from './appended.ts';
import { openFile } from './files.ts';
import type { MetricCursor } from './metricCursor.ts';
import type { Pacer } from './pacer.ts';
import { isSettled } from './stamp.ts';

interface Curve extends Position {
  readonly points: PointBuffer;
}

/** Points kept over all curves: 24 bytes each. */
const KEPT_POINTS = 2_000_000;

/** Reads curves from metric files, and keeps those read last: a curve that grows is read from its last offset. */
export class CurveCache {
  /** By path; the one used last is last. */
  readonly #curves = new Map<string, Curve>();

  /** Every point of the file by (step, timestamp, value). Undefined where there is none. @throws AppError `unreadable`. */
  async read(path: string, pacer: Pacer): Promise<Points | undefined> {
    const opened = openFile(path);
    if (opened === undefined) return undefined;
    const { file, facts } = opened;
    try {
      const known = this.#curves.get(path);
      // Taken out while it grows: two readers at once must not both add to it.
      this.#curves.delete(path);
      let position = resumeAt(file, facts, known);
      const points = position === START || known === undefined ? new PointBuffer() : known.points;
      const take = (lines: MetricCursor): void => {
        while (lines.next()) points.push(lines.step, lines.timestamp, lines.value());
      };
      for (;;) {
        const { position: next, rest } = readChunk(file, position, take);
        position = next;
        if (rest === undefined) {
          if (pacer.due()) await pacer.rest();
          continue;
        }
        const isWhole = !isSettled(facts, Date.now()) || !rest.takeRest();
        if (isWhole) this.#keep(path, { ...position, points });
        else points.push(rest.step, rest.timestamp, rest.value());
        return points.ordered();
      }
    } finally {
      closeSync(file);
    }
  }

  clear(): void {
    this.#curves.clear();
  }

  #keep(path: string, curve: Curve): void {
    this.#curves.delete(path);
    this.#curves.set(path, curve);
    let kept = 0;
    for (const { points } of this.#curves.values()) kept += points.length;
    for (const [oldest, { points }] of this.#curves) {
      if (kept <= KEPT_POINTS) return;
      this.#curves.delete(oldest);
      kept -= points.length;
    }
  }
}
