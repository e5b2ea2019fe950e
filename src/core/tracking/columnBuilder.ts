import type { MetricColumns, TextColumns } from './columns.ts';

/** Gathers cells in the order they come and packs them column by column. Cells of one column must come by ascending row. */
class CellBuffer {
  readonly #columnOf = new Map<string, number>();
  #columns: Uint32Array;
  #rows: Uint32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#columns = new Uint32Array(capacity);
    this.#rows = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(key: string, row: number): void {
    let column = this.#columnOf.get(key);
    if (column === undefined) {
      column = this.#columnOf.size;
      this.#columnOf.set(key, column);
    }
    if (this.#length === this.#rows.length) {
      this.#columns = grow(this.#columns, new Uint32Array(this.#length * 2));
      this.#rows = grow(this.#rows, new Uint32Array(this.#length * 2));
    }
    this.#columns[this.#length] = column;
    this.#rows[this.#length] = row;
    this.#length++;
  }

  /** A stable counting sort by column: where each cell goes, and the packed rows. */
  pack(): { keys: string[]; offsets: Uint32Array; rows: Uint32Array; target: Uint32Array } {
    const offsets = new Uint32Array(this.#columnOf.size + 1);
    for (let i = 0; i < this.#length; i++) {
      const next = (this.#columns[i] as number) + 1;
      offsets[next] = (offsets[next] as number) + 1;
    }
    for (let c = 1; c < offsets.length; c++) offsets[c] = (offsets[c] as number) + (offsets[c - 1] as number);
    const cursor = offsets.slice(0, -1);
    const rows = new Uint32Array(this.#length);
    const target = new Uint32Array(this.#length);
    for (let i = 0; i < this.#length; i++) {
      const column = this.#columns[i] as number;
      const at = cursor[column] as number;
      cursor[column] = at + 1;
      target[i] = at;
      rows[at] = this.#rows[i] as number;
    }
    return { keys: [...this.#columnOf.keys()], offsets, rows, target };
  }
}

function grow<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

const INITIAL_CAPACITY = 1024;

export class MetricColumnsBuilder {
  readonly #cells = new CellBuffer(INITIAL_CAPACITY);
  #values = new Float64Array(INITIAL_CAPACITY);

  add(key: string, row: number, value: number): void {
    const at = this.#cells.length;
    if (at === this.#values.length) this.#values = grow(this.#values, new Float64Array(at * 2));
    this.#values[at] = value;
    this.#cells.push(key, row);
  }

  build(): MetricColumns {
    const { target, ...packed } = this.#cells.pack();
    const values = new Float64Array(target.length);
    for (let i = 0; i < target.length; i++) values[target[i] as number] = this.#values[i] as number;
    return { ...packed, values };
  }
}

export class TextColumnsBuilder {
  readonly #cells = new CellBuffer(INITIAL_CAPACITY);
  #codes = new Uint32Array(INITIAL_CAPACITY);
  readonly #codeOf = new Map<string, number>();

  add(key: string, row: number, text: string): void {
    const at = this.#cells.length;
    if (at === this.#codes.length) this.#codes = grow(this.#codes, new Uint32Array(at * 2));
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(text, code);
    }
    this.#codes[at] = code;
    this.#cells.push(key, row);
  }

  build(): TextColumns {
    const { target, ...packed } = this.#cells.pack();
    const codes = new Uint32Array(target.length);
    for (let i = 0; i < target.length; i++) codes[target[i] as number] = this.#codes[i] as number;
    return { ...packed, codes, dictionary: [...this.#codeOf.keys()] };
  }
}
