/**
 * Sparse columns of a batch of runs, column-major (CSC): the cells of column `c` are `offsets[c]` to `offsets[c + 1]` of
 * `rows` and `values`/`codes`; rows ascend within a column. A missing cell takes no space, so 100,000 keys that exist in
 * one run each cost 100,000 cells, and a whole batch crosses a thread as a handful of transferred buffers.
 */
export interface MetricColumns {
  readonly keys: readonly string[];
  /** Length keys + 1. */
  readonly offsets: Uint32Array;
  /** Row of each cell: an index into the batch. */
  readonly rows: Uint32Array;
  /** Latest value of each cell; NaN is a value, not a gap. */
  readonly values: Float64Array;
}

export interface TextColumns {
  readonly keys: readonly string[];
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
  /** Index of each cell's text in `dictionary`. */
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

/** The cells of one metric: views into the batch's buffers, no copy. Undefined where no run of the batch has the key. */
export function metricColumn(
  columns: MetricColumns,
  key: string,
): { rows: Uint32Array; values: Float64Array } | undefined {
  const c = columns.keys.indexOf(key);
  if (c < 0) return undefined;
  const from = columns.offsets[c];
  const to = columns.offsets[c + 1];
  return { rows: columns.rows.subarray(from, to), values: columns.values.subarray(from, to) };
}

/** The text of each row of one param or tag; undefined where the run doesn't have it. */
export function textColumn(columns: TextColumns, key: string, length: number): (string | undefined)[] {
  const texts = new Array<string | undefined>(length).fill(undefined);
  const c = columns.keys.indexOf(key);
  if (c < 0) return texts;
  const to = columns.offsets[c + 1] ?? 0;
  for (let i = columns.offsets[c] ?? 0; i < to; i++) {
    texts[columns.rows[i] ?? 0] = columns.dictionary[columns.codes[i] ?? 0];
  }
  return texts;
}
