import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t, tCount } from '../messages.ts';
import { theme } from '../theme.ts';
import { isolated } from '../widgets/userText.tsx';
import { Gestures } from './gestures.ts';
import type { Hover } from './hover.ts';
import { LineChart as Chart, type ChartContent } from './lineChart.ts';
import type { Line } from './lines.ts';
import type { Range } from './range.ts';
import { summarise } from './summary.ts';
import { Tooltip } from './tooltip.tsx';

interface LineChartProps {
  readonly label: string;
  readonly content: ReadonlySignal<Omit<ChartContent, 'theme'>>;
  readonly nameOf: (id: string) => string;
  readonly onView: (view: Range | undefined) => void;
  /** The curve that the pointer is on. */
  readonly onEmphasis: (id: string | undefined) => void;
  readonly onIdleWheel: () => void;
  /** Of the plot in CSS pixels, when it becomes known or changes. */
  readonly onWidth: (width: number) => void;
}

type Pointer = { readonly x: number; readonly y?: number | undefined };

/** More rows than this help nobody who listens to them. */
const SUMMARY_ROWS = 40;

export function LineChart(props: LineChartProps) {
  const { label, content, nameOf } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useSignal<Chart | undefined>(undefined);
  const pointer = useSignal<Pointer | undefined>(undefined);
  const hover = useSignal<Hover | undefined>(undefined);
  const lines = useComputed(() => content.value.lines);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (frame.current === null || canvas.current === null) return undefined;
    const made = new Chart(canvas.current, { ...content.peek(), theme: theme().peek() });
    const gestures = new Gestures(frame.current, made, {
      onView: (view) => latest.current.onView(view),
      onIdleWheel: () => latest.current.onIdleWheel(),
      onHover: (place) => {
        pointer.value = place;
      },
    });
    const stopSizing = followSize(frame.current, made, (width) => latest.current.onWidth(width));
    chart.value = made;
    return () => {
      stopSizing();
      gestures.dispose();
      made.dispose();
      chart.value = undefined;
    };
  }, []);

  useSignalEffect(() => chart.value?.set({ ...content.value, theme: theme().value }));
  useSignalEffect(() => {
    // New values move the curves under a pointer that stands still.
    content.value;
    hover.value = chart.value?.hover(pointer.value);
    latest.current.onEmphasis(pointer.value === undefined ? undefined : chart.value?.emphasis);
  });

  return (
    <figure class="line-chart" aria-label={summaryOf(label, lines.value.length)}>
      <div class="line-chart-plot" ref={frame} {...takesKeys(label)}>
        <canvas ref={canvas} />
      </div>
      <SummaryTable label={label} lines={lines.value} nameOf={nameOf} />
      {hover.value !== undefined && frame.current !== null && (
        <Tooltip
          hover={hover.value}
          axis={content.peek().axis}
          place={inWindow(frame.current, pointer.value)}
          styles={content.peek().styles}
          nameOf={nameOf}
        />
      )}
    </figure>
  );
}

function summaryOf(label: string, lines: number): string {
  return t('Line chart of {0}, {1}', isolated(label), tCount(lines, '{0} run', '{0} runs'));
}

/** The plot handles keys itself, so screen readers must pass them on. */
function takesKeys(label: string) {
  const help = t(
    '{0}: plus and minus zoom, arrow keys pan, Shift with arrow keys moves the crosshair, Escape shows everything',
    isolated(label),
  );
  return { role: 'application', tabIndex: 0, 'aria-label': help } as const;
}

interface SummaryProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly nameOf: (id: string) => string;
}

/** The same data for those who listen: one row a line. */
function SummaryTable({ label, lines, nameOf }: SummaryProps) {
  const rows = useMemo(() => lines.slice(0, SUMMARY_ROWS).map(summarise), [lines]);
  return (
    <table class="visually-hidden">
      <caption>
        {lines.length > rows.length
          ? t('{0}, first {1} of {2} runs', isolated(label), rows.length, lines.length)
          : isolated(label)}
      </caption>
      <thead>
        <tr>
          {[t('Run'), t('Last'), t('Lowest'), t('Highest'), t('Points')].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{isolated(nameOf(row.id))}</th>
            <td>{row.last}</td>
            <td>{row.min}</td>
            <td>{row.max}</td>
            <td>{row.nan ? t('{0}, NaN among them', row.points) : row.points}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Keeps the canvas as large as its frame, in the screen's own pixels. */
function followSize(frame: HTMLElement, chart: Chart, onWidth: (width: number) => void): () => void {
  const resize = () => {
    const { clientWidth, clientHeight } = frame;
    if (clientWidth === 0 || clientHeight === 0) return;
    chart.resize(clientWidth, clientHeight, window.devicePixelRatio);
    onWidth(clientWidth);
  };
  const observer = new ResizeObserver(resize);
  observer.observe(frame);
  resize();
  return () => observer.disconnect();
}

function inWindow(frame: HTMLElement, pointer: Pointer | undefined): { x: number; y: number } {
  const { left, top, height } = frame.getBoundingClientRect();
  return { x: left + (pointer?.x ?? 0), y: top + (pointer?.y ?? height / 3) };
}
