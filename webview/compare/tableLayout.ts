import type { CompareRow, CompareSection, CompareTable } from '../../src/contracts/compare.ts';
import { formatValue } from '../../src/core/format/numbers.ts';

/** Pixels; the table is laid out by arithmetic, so that only what is on the screen need exist. */
export const ROW_HEIGHT = 24;
export const COLUMN_WIDTH = 164;

export type TableItem =
  | { readonly type: 'section'; readonly section: CompareSection; readonly collapsed: boolean }
  | { readonly type: 'row'; readonly kind: CompareSection['kind']; readonly row: CompareRow };

/** One item a line, top to bottom; sections that have nothing are left out. */
export function tableItems(table: CompareTable, collapsed: readonly CompareSection['kind'][]): readonly TableItem[] {
  const items: TableItem[] = [];
  for (const section of table.sections) {
    if (section.rows.length === 0 && section.hidden === 0) continue;
    const folded = collapsed.includes(section.kind);
    items.push({ type: 'section', section, collapsed: folded });
    if (folded) continue;
    for (const row of section.rows) items.push({ type: 'row', kind: section.kind, row });
  }
  return items;
}

export interface IndexRange {
  /** First index, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** What of `count` things of equal size is in sight, with a few beyond each edge so that a small scroll shows no hole. */
export function inSight(scrolled: number, room: number, size: number, count: number, beyond: number): IndexRange {
  const start = Math.max(0, Math.min(Math.floor(scrolled / size) - beyond, count));
  const end = Math.max(start, Math.min(Math.ceil((scrolled + room) / size) + beyond, count));
  return { start, end };
}

export interface CellLook {
  readonly text: string;
  readonly absent: boolean;
  /** Unlike what most runs have. */
  readonly unusual: boolean;
}

const looks = new WeakMap<CompareRow, readonly CellLook[]>();

/** The cells of a row as they are shown. Runs that differ from what most others have are marked, where there is a most. */
export function cellLooks(row: CompareRow): readonly CellLook[] {
  const known = looks.get(row);
  if (known !== undefined) return known;
  const usual = row.differs ? mostCommon(row.cells) : undefined;
  const made = row.cells.map((cell): CellLook => {
    const absent = cell === undefined || cell === null;
    const text = absent ? '–' : cellText(cell);
    return { text, absent, unusual: usual !== undefined && (absent ? null : cell) !== usual.value };
  });
  looks.set(row, made);
  return made;
}

function cellText(cell: string | number): string {
  return typeof cell === 'number' ? formatValue(cell) : cell;
}

/** What more cells have than anything else, if more than one has it. Absent cells count as alike. */
function mostCommon(cells: CompareRow['cells']): { readonly value: string | number | null } | undefined {
  const counts = new Map<string | number | null, number>();
  for (const cell of cells) counts.set(cell ?? null, (counts.get(cell ?? null) ?? 0) + 1);
  let best: string | number | null = null;
  let most = 1;
  let tied = true;
  for (const [value, count] of counts) {
    if (count === most) tied = true;
    if (count <= most) continue;
    [best, most, tied] = [value, count, false];
  }
  return tied ? undefined : { value: best };
}

/** A cell of the grid as the keys move over it: line of `tableItems`, column 0 for the key and 1… for the runs. */
export interface GridPlace {
  readonly line: number;
  readonly column: number;
}

/** Where a key leads from a place; undefined for keys that don't move. @param page lines on a screen */
export function movedPlace(
  place: GridPlace,
  key: string,
  ctrl: boolean,
  size: { readonly lines: number; readonly columns: number; readonly page: number },
): GridPlace | undefined {
  const { line, column } = place;
  const last = { line: size.lines - 1, column: size.columns - 1 };
  const to = (l: number, c: number): GridPlace => ({
    line: Math.min(Math.max(l, 0), Math.max(last.line, 0)),
    column: Math.min(Math.max(c, 0), Math.max(last.column, 0)),
  });
  if (key === 'ArrowUp') return to(ctrl ? 0 : line - 1, column);
  if (key === 'ArrowDown') return to(ctrl ? last.line : line + 1, column);
  if (key === 'ArrowLeft') return to(line, ctrl ? 0 : column - 1);
  if (key === 'ArrowRight') return to(line, ctrl ? last.column : column + 1);
  if (key === 'PageUp') return to(line - size.page, column);
  if (key === 'PageDown') return to(line + size.page, column);
  if (key === 'Home') return to(ctrl ? 0 : line, 0);
  if (key === 'End') return to(ctrl ? last.line : line, last.column);
  return undefined;
}
