import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { formatCount } from '../../src/core/format/numbers.ts';
import { LineChart } from '../kit/chart/LineChart.tsx';
import type { Line } from '../kit/chart/lines.ts';
import { unplaced } from '../kit/chart/summary.ts';
import { t, tCount } from '../kit/messages.ts';
import { sameFields, sameItems, stable } from '../kit/stable.ts';
import { Button, ProgressRing } from '../kit/widgets/controls.tsx';
import { Icon } from '../kit/widgets/icon.tsx';
import { IconButton } from '../kit/widgets/iconButton.tsx';
import { isolated, UserText } from '../kit/widgets/userText.tsx';
import type { ChartFeed } from './chartFeed.ts';
import type { CompareModel } from './model.ts';
import { pointsPerRun, withZoom } from './state.ts';

interface CardProps {
  readonly model: CompareModel;
  readonly metric: string;
  readonly runs: number;
  readonly expanded: boolean;
}

const REFINE_AFTER_MS = 120;
const HINT_MS = 2_500;

export function MetricCard({ model, metric, runs, expanded }: CardProps) {
  const feed = useMemo(() => model.watchFeed(metric), [model, metric]);
  useEffect(() => () => model.releaseFeed(metric), [model, metric]);
  const lines = useMemo(() => visibleLines(model, feed), [model, feed]);
  const content = useMemo(
    () =>
      stable(() => {
        const { axis, logScale, zoom } = model.state.value.value;
        const emphasis = model.pointedRun.value;
        return { lines: lines.value, styles: model.styles.value, axis, log: logScale, view: zoom[metric], emphasis };
      }, sameFields),
    [model, metric, lines],
  );
  const width = useSignal(400);
  useAsking(model, feed, metric, width);
  const hint = useHint();
  const view = model.state.value.value.zoom[metric];
  return (
    <>
      <header class="card-header">
        <h4>
          <UserText text={metric} />
        </h4>
        {runs < (model.overview.value?.runs.length ?? 0) && (
          <span class="card-runs">{tCount(runs, '{0} run', '{0} runs')}</span>
        )}
        <CardActions model={model} metric={metric} expanded={expanded} zoomed={view !== undefined} />
      </header>
      <div class="card-body">
        <LineChart
          label={metric}
          content={content}
          nameOf={(id) => model.names.peek().get(id) ?? id}
          onView={(next) => model.update((state) => withZoom(state, metric, next))}
          onEmphasis={(id) => {
            model.chartRun.value = id;
          }}
          onIdleWheel={hint.show}
          onWidth={(pixels) => {
            width.value = pixels * window.devicePixelRatio;
          }}
        />
        <CardCover feed={feed} lines={lines} />
      </div>
      <footer class="card-footer">
        {hint.visible.value ? (
          <span>{t('Ctrl+wheel zooms, or click the chart first')}</span>
        ) : (
          <Notes model={model} feed={feed} metric={metric} lines={lines} />
        )}
      </footer>
    </>
  );
}

function CardActions({ model, metric, expanded, zoomed }: Omit<CardProps, 'runs'> & { zoomed: boolean }) {
  const name = isolated(metric);
  return (
    <span class="card-actions">
      {zoomed && (
        <IconButton
          icon="screen-full"
          label={t('Reset the zoom of {0}', name)}
          onClick={() => model.update((state) => withZoom(state, metric, undefined))}
        />
      )}
      <IconButton
        icon={expanded ? 'chrome-restore' : 'chrome-maximize'}
        label={expanded ? t('Make {0} small again', name) : t('Enlarge {0}', name)}
        pressed={expanded}
        onClick={() => model.update((state) => ({ ...state, expandedMetric: expanded ? undefined : metric }))}
      />
      <IconButton
        icon="close"
        label={t('Close {0}', name)}
        onClick={() => model.update((state) => ({ ...state, hiddenMetrics: [...state.hiddenMetrics, metric] }))}
      />
    </span>
  );
}

/** What stands in the chart's place while there is none. */
function CardCover({ feed, lines }: { feed: ChartFeed; lines: ReadonlySignal<readonly Line[]> }) {
  const error = feed.error.value;
  const some = lines.value.length > 0;
  if (error !== undefined && !some) {
    return (
      <div class="card-cover">
        <Icon name="error" />
        <p>{error === '' ? t('The values can’t be read.') : error}</p>
        <Button onClick={() => feed.refresh()}>{t('Retry')}</Button>
      </div>
    );
  }
  if (some) return null;
  if (!feed.answered) {
    return (
      <div class="card-cover">
        <ProgressRing label={t('Reading values')} />
      </div>
    );
  }
  const failed = feed.failed.value.length > 0;
  return (
    <div class="card-cover">
      <p>{failed ? t('The values can’t be read.') : t('No visible run has this metric.')}</p>
    </div>
  );
}

interface NotesProps {
  readonly model: CompareModel;
  readonly feed: ChartFeed;
  readonly metric: string;
  readonly lines: ReadonlySignal<readonly Line[]>;
}

/** What the picture leaves out, and why. */
function Notes({ model, feed, metric, lines }: NotesProps) {
  const { zoom, logScale } = model.state.value.value;
  const visible = new Set(model.visibleRuns.value);
  const { shown, total } = feed.count(lines.value, zoom[metric]);
  const { nanLines, infiniteLines, notPositiveLines } = unplaced(lines.value, logScale);
  const failed = feed.failed.value.filter((run) => visible.has(run.runKey));
  const names = failed.map((run) => `${isolated(model.names.value.get(run.runKey) ?? run.runKey)}: ${run.message}`);
  const stale = feed.error.value !== undefined && lines.value.length > 0;
  return (
    <>
      {shown < total && (
        <span title={t('The lowest and the highest value of every stretch are kept. Zoom in to see all points.')}>
          {t('{0} of {1} points', formatCount(shown), formatCount(total))}
        </span>
      )}
      {nanLines > 0 && (
        <span title={t('Hatched strips along the bottom show where.')}>
          {tCount(nanLines, '▨ NaN in {0} run', '▨ NaN in {0} runs')}
        </span>
      )}
      {infiniteLines > 0 && (
        <span title={t('Arrows at the edge show where.')}>
          {tCount(infiniteLines, '▲ infinite in {0} run', '▲ infinite in {0} runs')}
        </span>
      )}
      {notPositiveLines > 0 && (
        <span title={t('A log scale has no place for zero and below.')}>
          {tCount(notPositiveLines, '≤ 0 left out in {0} run', '≤ 0 left out in {0} runs')}
        </span>
      )}
      {failed.length > 0 && (
        <span class="tone-failed" title={names.join('\n')}>
          <Icon name="warning" /> {tCount(failed.length, '{0} run can’t be read', '{0} runs can’t be read')}
        </span>
      )}
      {stale && (
        <span class="tone-warning" title={feed.error.value}>
          <Icon name="history" /> {t('stale')}
        </span>
      )}
    </>
  );
}

/** Hidden runs are left out at once, without asking. */
function visibleLines(model: CompareModel, feed: ChartFeed): ReadonlySignal<readonly Line[]> {
  return stable(() => {
    const visible = new Set(model.visibleRuns.value);
    return feed.lines.value.filter((line) => visible.has(line.id));
  }, sameItems);
}

/** Keeps the feed asking for what the chart shows. */
function useAsking(model: CompareModel, feed: ChartFeed, metric: string, width: ReadonlySignal<number>): void {
  useSignalEffect(() => {
    const runKeys = model.visibleRuns.value;
    const { axis } = model.state.value.value;
    if (runKeys.length === 0) return;
    feed.setQuery({ key: metric, axis, runKeys, maxPoints: pointsPerRun(width.value, runKeys.length) });
  });
  useSignalEffect(() => {
    const view = model.state.value.value.zoom[metric];
    const timer = setTimeout(() => feed.setRange(view), view === undefined ? 0 : REFINE_AFTER_MS);
    return () => clearTimeout(timer);
  });
}

/** A line of help that goes away by itself. */
function useHint(): { readonly visible: ReadonlySignal<boolean>; readonly show: () => void } {
  const visible = useSignal(false);
  const timer = useSignal<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.peek()), []);
  const show = () => {
    visible.value = true;
    clearTimeout(timer.peek());
    timer.value = setTimeout(() => {
      visible.value = false;
    }, HINT_MS);
  };
  return { visible, show };
}
