import type * as vscodeApi from 'vscode';

export type Words = ReturnType<typeof makeWords>;

/**
 * The words of the sidebar, in the user's language. VS Code's API is given, so that what is collected with them can be
 * tested without it.
 */
export function makeWords(vscode: { readonly l10n: Pick<typeof vscodeApi.l10n, 't'> }) {
  return {
    state: {
      live: vscode.l10n.t('running'),
      quiet: vscode.l10n.t('running, quiet'),
      noSign: vscode.l10n.t('no sign of life'),
      scheduled: vscode.l10n.t('scheduled'),
      finished: vscode.l10n.t('finished'),
      failed: vscode.l10n.t('failed'),
      killed: vscode.l10n.t('killed'),
      deleted: vscode.l10n.t('deleted'),
    },
    noSignSince: (time: string) => vscode.l10n.t('no sign of life since {0}', time),
    quietFor: (duration: string) => vscode.l10n.t('quiet for {0}', duration),
    lastSign: (time: string) => vscode.l10n.t('last sign of life {0}', time),
    fact: {
      status: vscode.l10n.t('Status'),
      started: vscode.l10n.t('Started'),
      ended: vscode.l10n.t('Ended'),
      created: vscode.l10n.t('Created'),
      duration: vscode.l10n.t('Duration'),
      user: vscode.l10n.t('User'),
      source: vscode.l10n.t('Source'),
      commit: vscode.l10n.t('Commit'),
      runId: vscode.l10n.t('Run ID'),
      experimentId: vscode.l10n.t('Experiment ID'),
      artifacts: vscode.l10n.t('Artifacts'),
      last: vscode.l10n.t('Last value'),
      step: vscode.l10n.t('Step'),
      logged: vscode.l10n.t('Logged'),
      best: vscode.l10n.t('Best value'),
      bestStep: vscode.l10n.t('Best at step'),
      location: vscode.l10n.t('Location'),
      namedBy: vscode.l10n.t('Named by'),
      problem: vscode.l10n.t('Problem'),
    },
    group: {
      metrics: vscode.l10n.t('Metrics'),
      params: vscode.l10n.t('Params'),
      tags: vscode.l10n.t('Tags'),
      systemTags: vscode.l10n.t('System tags'),
      artifacts: vscode.l10n.t('Artifacts'),
    },
    andMore: (count: number) => vscode.l10n.t('and {0} more', count),
    best: (value: string) => vscode.l10n.t('best {0}', value),
    runCount: (count: number, more: boolean) =>
      more
        ? vscode.l10n.t('{0}+ runs', count)
        : count === 1
          ? vscode.l10n.t('1 run')
          : vscode.l10n.t('{0} runs', count),
    orderedBy: (name: string, ascending: boolean) =>
      ascending ? vscode.l10n.t('by {0} ↑', name) : vscode.l10n.t('by {0} ↓', name),
    filteredBy: (filter: string) => vscode.l10n.t('filter: {0}', filter),
    sort: {
      startTime: vscode.l10n.t('start time'),
      duration: vscode.l10n.t('duration'),
      name: vscode.l10n.t('name'),
      status: vscode.l10n.t('status'),
    },
    store: {
      stale: vscode.l10n.t('not up to date'),
      loading: vscode.l10n.t('opening…'),
    },
    problems: (count: number) =>
      count === 1 ? vscode.l10n.t('1 thing could not be read') : vscode.l10n.t('{0} things could not be read', count),
    loading: vscode.l10n.t('Loading…'),
    noExperiments: vscode.l10n.t('No experiments yet'),
    noRuns: vscode.l10n.t('No runs yet'),
    noMatch: vscode.l10n.t('No run matches the filter'),
    noArtifacts: vscode.l10n.t('No artifacts'),
    loadMore: vscode.l10n.t('Load more…'),
    ticked: vscode.l10n.t('Selected to be compared'),
    unticked: vscode.l10n.t('Select to be compared'),
    tick: (name: string) => vscode.l10n.t('Select {0} to be compared', name),
  };
}
