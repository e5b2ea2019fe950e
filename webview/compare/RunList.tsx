import { useComputed, useSignal } from '@preact/signals';
import type { CompareRun } from '../../src/contracts/compare.ts';
import { Swatch } from '../kit/chart/swatch.tsx';
import { t } from '../kit/messages.ts';
import { Icon } from '../kit/widgets/icon.tsx';
import { IconButton } from '../kit/widgets/iconButton.tsx';
import { isolated, UserText } from '../kit/widgets/userText.tsx';
import type { CompareModel } from './model.ts';
import { describeRun, statusLook } from './runStatus.ts';
import { runLabel, withRunToggled } from './state.ts';

/** The runs that are compared: legend of all charts, and where to hide or remove one. */
export function RunList({ model }: { model: CompareModel }) {
  const folded = useSignal(false);
  const runs = model.overview.value?.runs ?? [];
  const hidden = new Set(model.state.value.value.hiddenRuns);
  const shown = runs.filter((run) => !hidden.has(run.runKey)).length;
  const title = shown === runs.length ? t('Runs ({0})', runs.length) : t('Runs ({0} of {1})', shown, runs.length);
  return (
    <aside class={`run-list${folded.value ? ' is-folded' : ''}`} aria-label={t('Runs')}>
      <header class="pane-header">
        <IconButton
          class="run-list-fold"
          icon={folded.value ? 'chevron-right' : 'chevron-down'}
          label={folded.value ? t('Show the list of runs') : t('Fold the list of runs')}
          expanded={!folded.value}
          onClick={() => {
            folded.value = !folded.value;
          }}
        />
        <h2>{title}</h2>
        {model.overview.value?.loading === true && <Icon name="loading" spin label={t('Still reading')} />}
        <IconButton
          icon={shown === 0 ? 'eye-closed' : 'eye'}
          label={shown === runs.length ? t('Hide all runs') : t('Show all runs')}
          onClick={() =>
            model.update((state) => ({
              ...state,
              hiddenRuns: shown === runs.length ? runs.map((run) => run.runKey) : [],
            }))
          }
        />
      </header>
      <ul class="run-rows" onMouseLeave={() => point(model, undefined)}>
        {runs.map((run) => (
          <RunRow key={run.runKey} model={model} run={run} visible={!hidden.has(run.runKey)} />
        ))}
      </ul>
    </aside>
  );
}

function RunRow({ model, run, visible }: { model: CompareModel; run: CompareRun; visible: boolean }) {
  const look = statusLook(run);
  const name = runLabel(run);
  const toggle = (event: MouseEvent) => {
    const only = event.altKey || event.ctrlKey || event.metaKey;
    model.update((state) => withRunToggled(state, model.overview.peek()?.runs ?? [], run.runKey, only));
  };
  // Of a hundred rows only the two that change are drawn again.
  const emphasised = useComputed(() => model.chartRun.value === run.runKey).value;
  return (
    <li
      class={`run-row${visible ? '' : ' is-hidden'}${emphasised ? ' is-emphasised' : ''}`}
      onMouseEnter={() => point(model, visible ? run.runKey : undefined)}
    >
      <button
        type="button"
        class="run-row-main"
        aria-pressed={visible}
        aria-label={`${isolated(name)}, ${look.text}`}
        title={`${isolated(name)}\n${describeRun(run, Date.now())}\n${t('Click hides or shows, Ctrl+click shows this run alone')}`}
        onClick={toggle}
        onFocus={() => point(model, visible ? run.runKey : undefined)}
        onBlur={() => point(model, undefined)}
      >
        <Icon name={visible ? 'eye' : 'eye-closed'} />
        <Swatch style={model.styles.value.get(run.runKey)} />
        <UserText text={name} class="run-row-name" />
      </button>
      <span class="run-row-actions">
        <IconButton
          icon="list-tree"
          label={t('Reveal {0} in the tree', isolated(name))}
          onClick={() => void model.revealRun(run.runKey)}
        />
        <IconButton
          icon="close"
          label={t('Remove {0} from the comparison', isolated(name))}
          onClick={() => void model.removeRun(run.runKey)}
        />
      </span>
      <span class={`run-row-status tone-${look.tone}`}>
        <Icon name={look.icon} label={look.text} spin={run.status === 'RUNNING' && run.liveness === 'live'} />
      </span>
      {run.problem !== undefined && run.problem !== null && (
        <span class="run-row-problem">
          <Icon name="warning" />
          <UserText text={run.problem} />
        </span>
      )}
    </li>
  );
}

function point(model: CompareModel, runKey: string | undefined): void {
  model.pointedRun.value = runKey;
}
