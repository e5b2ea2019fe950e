import type { CompareAxis } from '../../src/contracts/compare.ts';
import { t, tCount } from '../kit/messages.ts';
import { Button, Checkbox, Dropdown, SearchField } from '../kit/widgets/controls.tsx';
import type { CompareModel } from './model.ts';
import { withAxis } from './state.ts';

export function Toolbar({ model }: { model: CompareModel }) {
  const state = model.state.value.value;
  const axes: { value: CompareAxis; label: string }[] = [
    { value: 'step', label: t('Step') },
    { value: 'relative', label: t('Time since start') },
    { value: 'time', label: t('Wall time') },
  ];
  const zoomed = Object.keys(state.zoom).length > 0;
  return (
    <div class="toolbar" role="toolbar" aria-label={t('Charts and table')}>
      <SearchField
        label={t('Search metrics, params and tags')}
        value={state.search}
        onChange={(search) => model.update((old) => ({ ...old, search }))}
      />
      <Dropdown
        label={t('What the charts show along x')}
        value={state.axis}
        options={axes}
        onChange={(axis) => model.update((old) => withAxis(old, axis))}
      />
      <Checkbox
        label={t('Log scale')}
        title={t('Logarithmic y axis in all charts')}
        checked={state.logScale}
        onChange={(logScale) => model.update((old) => ({ ...old, logScale }))}
      />
      <Checkbox
        label={t('Only differences')}
        title={t('Leave out of the table what is the same in all runs')}
        checked={state.onlyDifferences}
        onChange={(onlyDifferences) => model.update((old) => ({ ...old, onlyDifferences }))}
      />
      <span class="toolbar-space" />
      {state.hiddenMetrics.length > 0 && (
        <Button icon="eye" onClick={() => model.update((old) => ({ ...old, hiddenMetrics: [] }))}>
          {tCount(state.hiddenMetrics.length, 'Show {0} closed chart', 'Show {0} closed charts')}
        </Button>
      )}
      {zoomed && (
        <Button icon="screen-full" onClick={() => model.update((old) => ({ ...old, zoom: {} }))}>
          {t('Reset zoom')}
        </Button>
      )}
    </div>
  );
}
