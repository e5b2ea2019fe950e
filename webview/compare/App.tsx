import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../kit/messages.ts';
import { Button, ProgressRing } from '../kit/widgets/controls.tsx';
import { Icon } from '../kit/widgets/icon.tsx';
import { MetricCharts } from './MetricCharts.tsx';
import type { CompareModel } from './model.ts';
import { RunList } from './RunList.tsx';
import { RunTable, type Viewport } from './RunTable.tsx';
import { Toolbar } from './Toolbar.tsx';

const NOTICE_MS = 2_000;
const SCROLL_REST_MS = 150;

export function App({ model }: { model: CompareModel }) {
  const overview = model.overview.value;
  const error = model.overviewError.value;
  if (overview === undefined && error !== undefined) return <Failed model={model} error={error} />;
  if (overview === undefined || (overview.runs.length === 0 && overview.loading)) return <Loading />;
  if (overview.runs.length === 0) return <Empty />;
  return (
    <div class="app">
      <Toolbar model={model} />
      {error !== undefined && <StaleBar model={model} error={error} />}
      <div class="app-body">
        <RunList model={model} />
        <Content model={model} />
      </div>
      <Notice model={model} />
    </div>
  );
}

/** Charts and table scroll together; the charts stay in place when the table scrolls sideways. */
function Content({ model }: { model: CompareModel }) {
  const scroller = useRef<HTMLElement>(null);
  const viewport = useSignal<Viewport>({ top: 0, left: 0, width: 0, height: 0 });
  useEffect(
    () =>
      followViewport(scroller.current, (next) => {
        viewport.value = next;
      }),
    [],
  );
  useKeptScroll(model, viewport);
  useRestoredScroll(model, () => scroller.current, model.table.value !== undefined);
  return (
    <main class="scroller" ref={scroller}>
      <div class="pinned" style={{ width: `${viewport.value.width}px` }}>
        <MetricCharts model={model} />
        {model.tableError.value !== undefined && (
          <p class="section-note tone-failed">
            <Icon name="warning" />{' '}
            {model.tableError.value === '' ? t('The table can’t be read.') : model.tableError.value}
          </p>
        )}
      </div>
      <RunTable model={model} viewport={viewport.value} scroller={() => scroller.current} />
    </main>
  );
}

/** The state is written when scrolling comes to rest: much depends on it, and a scroll event comes with every frame. */
function useKeptScroll(model: CompareModel, viewport: ReadonlySignal<Viewport>): void {
  useSignalEffect(() => {
    const { top, height } = viewport.value;
    const keep = () => model.state.update((state) => (state.scroll === top ? state : { ...state, scroll: top }));
    if (height === 0) return undefined;
    const timer = setTimeout(keep, SCROLL_REST_MS);
    return () => clearTimeout(timer);
  });
}

/** Where the user was, once there is enough page to scroll. */
function useRestoredScroll(model: CompareModel, scroller: () => HTMLElement | null, ready: boolean): void {
  const wanted = useRef(model.state.value.peek().scroll);
  useLayoutEffect(() => {
    const view = scroller();
    if (view === null || wanted.current === 0 || !ready) return;
    view.scrollTop = wanted.current;
    wanted.current = 0;
  });
}

function followViewport(view: HTMLElement | null, changed: (viewport: Viewport) => void): (() => void) | undefined {
  if (view === null) return undefined;
  const read = () =>
    changed({ top: view.scrollTop, left: view.scrollLeft, width: view.clientWidth, height: view.clientHeight });
  const observer = new ResizeObserver(read);
  observer.observe(view);
  view.addEventListener('scroll', read, { passive: true });
  return () => {
    observer.disconnect();
    view.removeEventListener('scroll', read);
  };
}

function Loading() {
  return (
    <div class="placeholder">
      <ProgressRing label={t('Reading runs')} />
      <p>{t('Reading runs…')}</p>
    </div>
  );
}

function Empty() {
  return (
    <div class="placeholder">
      <span class="placeholder-icon">
        <Icon name="graph-line" />
      </span>
      <h1>{t('No runs to compare')}</h1>
      <ol>
        <li>{t('Open the Tandem view in the activity bar.')}</li>
        <li>{t('Open an experiment and tick the boxes of the runs that you want side by side.')}</li>
        <li>{t('Their curves and parameters appear here, and follow while they train.')}</li>
      </ol>
    </div>
  );
}

function Failed({ model, error }: { model: CompareModel; error: string }) {
  return (
    <div class="placeholder">
      <span class="placeholder-icon tone-failed">
        <Icon name="error" />
      </span>
      <h1>{t('The runs can’t be read')}</h1>
      {error !== '' && <p>{error}</p>}
      <Button appearance="primary" onClick={() => model.refresh()}>
        {t('Retry')}
      </Button>
    </div>
  );
}

function StaleBar({ model, error }: { model: CompareModel; error: string }) {
  return (
    <div class="stale-bar" role="alert">
      <Icon name="warning" />
      <span>
        {error === ''
          ? t('The runs can’t be read now. What you see is older.')
          : t('{0} What you see is older.', error)}
      </span>
      <Button onClick={() => model.refresh()}>{t('Retry')}</Button>
    </div>
  );
}

function Notice({ model }: { model: CompareModel }) {
  useSignalEffect(() => {
    if (model.notice.value === '') return undefined;
    const timer = setTimeout(() => model.say(''), NOTICE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <div class={`notice${model.notice.value === '' ? '' : ' is-shown'}`} role="status">
      {model.notice.value}
    </div>
  );
}
