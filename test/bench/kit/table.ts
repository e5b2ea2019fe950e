import type { BenchRow } from './rows.ts';

const HEAD = ['', 'id', 'what', 'value', 'peer', 'ratio', 'bar'];

/** The rows as a text table; notes follow below their row. */
export function table(rows: readonly BenchRow[]): string {
  const cells = rows.map(cellsOf);
  const widths = HEAD.map((title, c) => Math.max(title.length, ...cells.map((line) => (line[c] ?? '').length)));
  const format = (line: readonly string[]) => line.map((text, c) => text.padEnd(widths[c] ?? 0)).join('  ');
  const lines = [format(HEAD), widths.map((width) => '─'.repeat(width)).join('  ')];
  rows.forEach((row, i) => {
    lines.push(format(cells[i] ?? []));
    if (row.note !== undefined) lines.push(...row.note.split('\n').map((part) => `     ${part}`));
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

function cellsOf(row: BenchRow): string[] {
  const mark = row.holds === null ? '·' : row.holds ? '✓' : '✗';
  return [
    mark,
    row.id,
    row.what,
    row.value === null ? '–' : figure(row.value, row.unit),
    row.peer === undefined ? '' : figure(row.peer, row.unit),
    row.ratio === undefined ? '' : `${row.ratio.toFixed(1)}×`,
    row.bar,
  ];
}

function figure(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}
