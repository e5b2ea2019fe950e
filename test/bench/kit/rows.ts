/** What a row has to reach. `ratio`: how many times faster than the peer; `atMost`: the value itself; `none`: shown beside. */
export type Bar =
  | { readonly kind: 'ratio'; readonly atLeast: number; readonly peer: string }
  | { readonly kind: 'atMost'; readonly value: number }
  | { readonly kind: 'none' };

/** One line of the table and one object of the JSON file. */
export interface BenchRow {
  readonly id: string;
  readonly what: string;
  /** Null where the row failed. */
  readonly value: number | null;
  readonly unit: string;
  /** The bar in words. */
  readonly bar: string;
  /** Null where it can't be said: no bar, or no peer to compare with. */
  readonly holds: boolean | null;
  readonly peer?: number;
  /** peer / value: how many times faster than the peer. */
  readonly ratio?: number;
  /** Why there is no figure, or what else to know about it. */
  readonly note?: string;
}

/**
 * A bench file (`test/bench/<name>.bench.ts`) exports functions of this type; each is run by itself, so one that throws
 * doesn't stop the others.
 */
export type Bench = () => AsyncIterable<BenchRow> | Promise<readonly BenchRow[]>;

export interface RowSpec {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: Bar;
  /** What the peer took, in the same unit; undefined where the peer isn't available. */
  readonly peer?: number | undefined;
  readonly note?: string | undefined;
}

/** Judges a measurement against its bar. */
export function row(spec: RowSpec): BenchRow {
  const { id, what, value, unit, bar, peer } = spec;
  const ratio = peer === undefined ? undefined : peer / value;
  const missing = bar.kind === 'ratio' && peer === undefined ? 'PEER NOT AVAILABLE' : undefined;
  const note = [missing, spec.note].filter((part) => part !== undefined).join('; ');
  return {
    id,
    what,
    value,
    unit,
    bar: barText(bar, unit),
    holds: holds(bar, value, ratio),
    ...(peer === undefined ? {} : { peer }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(note === '' ? {} : { note }),
  };
}

/** The row of a bench that threw. */
export function failedRow(id: string, error: unknown): BenchRow {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { id, what: 'failed', value: null, unit: '', bar: '', holds: false, note: message };
}

function holds(bar: Bar, value: number, ratio: number | undefined): boolean | null {
  if (bar.kind === 'atMost') return value <= bar.value;
  if (bar.kind === 'none' || ratio === undefined) return null;
  return ratio >= bar.atLeast;
}

function barText(bar: Bar, unit: string): string {
  if (bar.kind === 'ratio') return `≥ ${bar.atLeast}× faster than ${bar.peer}`;
  return bar.kind === 'atMost' ? `≤ ${bar.value} ${unit}` : '';
}
