import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../kit/messages.ts';
import { Icon } from '../kit/widgets/icon.tsx';
import { UserText } from '../kit/widgets/userText.tsx';
import { MetricCard } from './MetricCard.tsx';
import type { CompareModel } from './model.ts';
import { type MetricGroup, toggled } from './state.ts';

/** A card per metric, in groups by prefix; what is not near the screen is an empty box of the same size. */
export function MetricCharts({ model }: { model: CompareModel }) {
  const groups = model.groups.value;
  const overview = model.overview.value;
  if (groups.length === 0) {
    const { search, hiddenMetrics } = model.state.value.value;
    if (overview === undefined || overview.loading) return null;
    const searched = search.trim() !== '' || hiddenMetrics.length > 0;
    return <p class="section-note">{searched ? t('No chart matches.') : t('These runs have no metrics yet.')}</p>;
  }
  const plain = groups.length === 1 && groups[0]?.name === '';
  return (
    <>
      {groups.map((group) => (
        <Group key={group.name} model={model} group={group} plain={plain} />
      ))}
    </>
  );
}

function Group({ model, group, plain }: { model: CompareModel; group: MetricGroup; plain: boolean }) {
  const { collapsedGroups, search } = model.state.value.value;
  const folded = !plain && search.trim() === '' && collapsedGroups.includes(group.name);
  const toggle = () =>
    model.update((state) => ({ ...state, collapsedGroups: toggled(state.collapsedGroups, group.name) }));
  return (
    <section class="metric-group">
      {!plain && (
        <h3 class="group-heading">
          <button type="button" aria-expanded={!folded} onClick={toggle}>
            <Icon name={folded ? 'chevron-right' : 'chevron-down'} />
            {group.name === '' ? t('Metrics') : <UserText text={group.name} />}
            <span class="badge">{group.metrics.length}</span>
          </button>
        </h3>
      )}
      {!folded && (
        <div class="metric-grid">
          {group.metrics.map(({ key, runs }) => (
            <LazyCard key={key} model={model} metric={key} runs={runs} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Screens above and below that are made ready. */
const NEAR = '300px 0px';

function LazyCard({ model, metric, runs }: { model: CompareModel; metric: string; runs: number }) {
  const box = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      root: box.current.closest('.scroller'),
      rootMargin: NEAR,
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const expanded = model.state.value.value.expandedMetric === metric;
  return (
    <article class={`metric-card${expanded ? ' is-expanded' : ''}`} ref={box}>
      {near && <MetricCard model={model} metric={metric} runs={runs} expanded={expanded} />}
    </article>
  );
}
