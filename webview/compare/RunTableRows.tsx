import type { CompareSection, CompareTable } from '../../src/contracts/compare.ts';
import { formatCount } from '../../src/core/format/numbers.ts';
import { Swatch } from '../kit/chart/swatch.tsx';
import { t } from '../kit/messages.ts';
import { Icon } from '../kit/widgets/icon.tsx';
import { IconButton } from '../kit/widgets/iconButton.tsx';
import { isolated, UserText } from '../kit/widgets/userText.tsx';
import { cellId, copyCell, toggleSection } from './gridActions.ts';
import type { CompareModel } from './model.ts';
import { type CellLook, COLUMN_WIDTH, cellLooks, type IndexRange, ROW_HEIGHT, type TableItem } from './tableLayout.ts';

interface RowsProps {
  readonly model: CompareModel;
  readonly table: CompareTable;
  readonly columns: IndexRange;
  readonly keyWidth: number;
}

/** The names of the runs; stays at the top while the table is in sight. */
export function HeaderRow({ model, table, columns, keyWidth }: RowsProps) {
  const point = (runKey: string | undefined) => {
    model.pointedRun.value = runKey;
  };
  return (
    <tr class="table-row table-header" aria-rowindex={1}>
      <th class="table-key" scope="col" aria-colindex={1} style={{ width: `${keyWidth}px` }}>
        {t('Name')}
      </th>
      <Spacer columns={columns} />
      {table.runKeys.slice(columns.start, columns.end).map((runKey, i) => (
        <th
          key={columns.start + i}
          class={`table-cell${model.chartRun.value === runKey ? ' is-emphasised' : ''}`}
          scope="col"
          aria-colindex={columns.start + i + 2}
          onMouseEnter={() => point(runKey)}
          onMouseLeave={() => point(undefined)}
        >
          <Swatch style={model.styles.value.get(runKey)} />
          <UserText text={model.names.value.get(runKey) ?? runKey} />
        </th>
      ))}
    </tr>
  );
}

interface ItemRowProps extends RowsProps {
  readonly item: TableItem;
  readonly line: number;
  /** Column of the active cell, when it is in this row. */
  readonly active: number | undefined;
}

export function ItemRow(props: ItemRowProps) {
  const { item, line } = props;
  return (
    <tr
      class={`table-row${line % 2 === 1 ? ' is-odd' : ''}${item.type === 'section' ? ' is-section' : ''}`}
      aria-rowindex={line + 2}
      style={{ top: `${(line + 1) * ROW_HEIGHT}px` }}
    >
      {item.type === 'section' ? (
        <SectionCell {...props} section={item.section} collapsed={item.collapsed} />
      ) : (
        <RowCells {...props} item={item} />
      )}
    </tr>
  );
}

function SectionCell({
  model,
  section,
  collapsed,
  line,
  active,
}: ItemRowProps & { section: CompareSection; collapsed: boolean }) {
  return (
    <td
      id={cellId({ line, column: active ?? 0 })}
      class={`table-section${active === undefined ? '' : ' is-active'}`}
      aria-colindex={1}
      data-line={line}
      data-column={0}
    >
      <button type="button" tabIndex={-1} aria-expanded={!collapsed} onClick={() => toggleSection(model, section.kind)}>
        <Icon name={collapsed ? 'chevron-right' : 'chevron-down'} />
        {sectionTitle(section.kind)}
        <span class="badge">{formatCount(section.rows.length)}</span>
        {section.hidden > 0 && (
          <span class="table-section-note">{t('{0} more left out', formatCount(section.hidden))}</span>
        )}
      </button>
    </td>
  );
}

function sectionTitle(kind: CompareSection['kind']): string {
  const titles: Readonly<Record<CompareSection['kind'], string>> = {
    attribute: t('Attributes'),
    param: t('Params'),
    metric: t('Metrics'),
    tag: t('Tags'),
  };
  return titles[kind];
}

function RowCells(props: ItemRowProps & { item: Extract<TableItem, { type: 'row' }> }) {
  const { item, columns, keyWidth, line, active } = props;
  const looks = cellLooks(item.row);
  return (
    <>
      <th
        id={cellId({ line, column: 0 })}
        class={`table-key${active === 0 ? ' is-active' : ''}`}
        scope="row"
        aria-colindex={1}
        data-line={line}
        data-column={0}
        style={{ width: `${keyWidth}px` }}
      >
        <UserText text={item.row.key} />
        {item.row.differs && item.kind !== 'metric' && (
          <span class="table-differs" title={t('Not the same in all runs')}>
            ≠
          </span>
        )}
      </th>
      <Spacer columns={columns} />
      {looks.slice(columns.start, columns.end).map((look, i) => (
        <Cell key={columns.start + i} {...props} look={look} column={columns.start + i + 1} />
      ))}
    </>
  );
}

type CellProps = ItemRowProps & {
  readonly item: Extract<TableItem, { type: 'row' }>;
  readonly look: CellLook;
  readonly column: number;
};

function Cell({ model, table, item, look, column, line, active }: CellProps) {
  const best = item.row.best === column - 1;
  const marks = `${look.absent ? ' is-absent' : ''}${look.unusual && item.kind !== 'metric' ? ' is-unusual' : ''}`;
  const state = `${best ? ' is-best' : ''}${active === column ? ' is-active' : ''}`;
  return (
    <td
      id={cellId({ line, column })}
      class={`table-cell kind-${item.kind}${marks}${state}`}
      aria-colindex={column + 1}
      data-line={line}
      data-column={column}
    >
      {best && <Icon name="star-full" label={t('Best')} />}
      <UserText text={look.text} />
      {!look.absent && (
        <IconButton
          class="table-copy"
          icon="copy"
          tabIndex={-1}
          label={t('Copy {0}', isolated(item.row.key))}
          onClick={() => copyCell(model, table, item, column)}
        />
      )}
    </td>
  );
}

/** Room of the columns before the first one in sight. */
function Spacer({ columns }: { columns: IndexRange }) {
  return <td class="table-spacer" aria-hidden="true" style={{ width: `${columns.start * COLUMN_WIDTH}px` }} />;
}
