import type { CompareSection, CompareTable } from '../../src/contracts/compare.ts';
import { t } from '../kit/messages.ts';
import type { CompareModel } from './model.ts';
import { toggled } from './state.ts';
import type { GridPlace, TableItem } from './tableLayout.ts';

export function cellId({ line, column }: GridPlace): string {
  return `cell-${line}-${column}`;
}

export function toggleSection(model: CompareModel, kind: CompareSection['kind']): void {
  model.update((state) => ({ ...state, tableCollapsed: toggled(state.tableCollapsed, kind) }));
}

/** Copies the whole value, which the table may have only the beginning of. */
export function copyCell(model: CompareModel, table: CompareTable, item: TableItem, column: number): void {
  if (item.type !== 'row') return;
  const runKey = table.runKeys[column - 1];
  const done = () => model.say(t('Copied'));
  const failed = () => model.say(t('Could not copy'));
  if (runKey === undefined) void model.host.copy(item.row.key).then(done, failed);
  else void model.host.copyCell({ kind: item.kind, key: item.row.key, runKey }).then(done, failed);
}
