import { useSignal } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { CompareTable } from '../../src/contracts/compare.ts';
import { t } from '../kit/messages.ts';
import { cellId, copyCell, toggleSection } from './gridActions.ts';
import type { CompareModel } from './model.ts';
import { HeaderRow, ItemRow } from './RunTableRows.tsx';
import {
  COLUMN_WIDTH,
  type GridPlace,
  inSight,
  movedPlace,
  ROW_HEIGHT,
  type TableItem,
  tableItems,
} from './tableLayout.ts';

/** The part of the page that is in sight, in its own pixels. */
export interface Viewport {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

interface RunTableProps {
  readonly model: CompareModel;
  readonly viewport: Viewport;
  readonly scroller: () => HTMLElement | null;
}

const BEYOND_ROWS = 8;
const BEYOND_COLUMNS = 1;

/** Width of the column of keys: as much as a narrow panel can spare. */
function keyColumnWidth(viewport: Viewport): number {
  return viewport.width < 560 ? 140 : 240;
}

/** Attributes, params, metrics and tags, a column a run. Only the cells in sight exist. */
export function RunTable({ model, viewport, scroller }: RunTableProps) {
  const table = model.table.value;
  const { tableCollapsed } = model.state.value.value;
  const items = useMemo(() => (table === undefined ? [] : tableItems(table, tableCollapsed)), [table, tableCollapsed]);
  const box = useRef<HTMLTableElement>(null);
  const place = useSignal<GridPlace>({ line: 0, column: 0 });
  const focused = useSignal(false);
  const keyWidth = keyColumnWidth(viewport);
  const grid = { model, items, place, table, keyWidth, view: scroller() };

  if (table === undefined) return null;
  const top = viewport.top - (box.current?.offsetTop ?? 0) - ROW_HEIGHT;
  const lines = inSight(Math.max(0, top), viewport.height, ROW_HEIGHT, items.length, BEYOND_ROWS);
  const room = viewport.width - keyWidth;
  const columns = inSight(viewport.left, room, COLUMN_WIDTH, table.runKeys.length, BEYOND_COLUMNS);
  const width = keyWidth + table.runKeys.length * COLUMN_WIDTH;
  return (
    <table
      class={`run-table${focused.value ? ' has-focus' : ''}`}
      ref={box}
      {...gridAttributes(items.length + 1, table.runKeys.length + 1, focused.value ? place.value : undefined)}
      style={{ width: `${width}px`, height: `${(items.length + 1) * ROW_HEIGHT}px` }}
      onClick={(event) => {
        place.value = clickedPlace(event) ?? place.value;
        // A button in a cell took the focus; the keys belong to the grid.
        event.currentTarget.focus({ preventScroll: true });
      }}
      onKeyDown={(event) => onKey(event, grid, viewport)}
      onFocus={() => {
        focused.value = true;
      }}
      onBlur={() => {
        focused.value = false;
      }}
    >
      <thead>
        <HeaderRow model={model} table={table} columns={columns} keyWidth={keyWidth} />
      </thead>
      <tbody>
        {items.slice(lines.start, lines.end).map((item, i) => (
          <ItemRow
            key={lines.start + i}
            model={model}
            table={table}
            item={item}
            line={lines.start + i}
            columns={columns}
            keyWidth={keyWidth}
            active={focused.value && place.value.line === lines.start + i ? place.value.column : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

/** A table whose cells are walked with the keys, as ARIA's grid allows a table to be. */
function gridAttributes(rows: number, columns: number, active: GridPlace | undefined) {
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-label': t('Comparison of runs'),
    'aria-rowcount': rows,
    'aria-colcount': columns,
    'aria-activedescendant': active && cellId(active),
  } as const;
}

function clickedPlace(event: MouseEvent): GridPlace | undefined {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
  if (cell === null) return undefined;
  return { line: Number(cell.dataset['line']), column: Number(cell.dataset['column']) };
}

interface Grid {
  readonly model: CompareModel;
  readonly items: readonly TableItem[];
  readonly place: { value: GridPlace };
  readonly table: CompareTable | undefined;
  readonly keyWidth: number;
  /** What scrolls. */
  readonly view: HTMLElement | null;
}

function onKey(event: TargetedKeyboardEvent<HTMLTableElement>, grid: Grid, viewport: Viewport): void {
  const { model, items, place, table, view, keyWidth } = grid;
  if (table === undefined || event.target !== event.currentTarget) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const item = items[place.value.line];
  const size = {
    lines: items.length,
    columns: table.runKeys.length + 1,
    page: Math.max(1, Math.floor(viewport.height / ROW_HEIGHT) - 2),
  };
  const moved = movedPlace(place.value, event.key, ctrl, size);
  if (moved !== undefined) {
    place.value = moved;
    if (view !== null) reveal(view, event.currentTarget, moved, keyWidth);
  } else if (item?.type === 'section' && (event.key === 'Enter' || event.key === ' '))
    toggleSection(model, item.section.kind);
  else if (item?.type === 'row' && (event.key === 'Enter' || (ctrl && event.key.toLowerCase() === 'c'))) {
    copyCell(model, table, item, place.value.column);
  } else return;
  event.preventDefault();
}

/** Scrolls until the place is free of the sticky row and column. */
function reveal(view: HTMLElement, table: HTMLElement, place: GridPlace, keyWidth: number): void {
  const top = table.offsetTop + (place.line + 1) * ROW_HEIGHT;
  if (top - ROW_HEIGHT < view.scrollTop) view.scrollTop = top - ROW_HEIGHT;
  else if (top + ROW_HEIGHT > view.scrollTop + view.clientHeight) view.scrollTop = top + ROW_HEIGHT - view.clientHeight;
  if (place.column === 0) return;
  const left = (place.column - 1) * COLUMN_WIDTH;
  const room = view.clientWidth - keyWidth;
  if (left < view.scrollLeft) view.scrollLeft = left;
  else if (left + COLUMN_WIDTH > view.scrollLeft + room) view.scrollLeft = left + COLUMN_WIDTH - room;
}
