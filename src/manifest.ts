import type { RunRef } from './core/tracking/model.ts';

/** Ids that package.json declares, each once; test/unit/manifest.test.ts holds the two against each other. */

/** What a command of a tree item gets: the item, which names its store, experiment or run. */
export interface StoreTarget {
  readonly storeId: string;
}
export interface ExperimentTarget extends StoreTarget {
  readonly experimentId: string;
}
export interface RunTarget {
  readonly ref: RunRef;
}
export interface ArtifactTarget extends RunTarget {
  readonly path: string;
}
/** A tree item with a text worth copying. */
export interface ValueTarget {
  readonly value: string;
}

/** VS Code passes the item and, where several are selected, all of them. */
type OnItems<T> = [item?: T, items?: readonly T[]];

const command = <Args extends unknown[] = []>(): { readonly args?: Args } => ({});

/** Every command with the type of its arguments. All of them can be asked for without any, from the palette. */
export const COMMANDS = {
  'tandem.addStore': command(),
  'tandem.removeStore': command<[store?: StoreTarget]>(),
  'tandem.refresh': command<[store?: StoreTarget]>(),
  'tandem.showLog': command(),
  'tandem.report': command(),
  'tandem.openSettings': command(),
  'tandem.showProblems': command<[target?: StoreTarget]>(),
  'tandem.filterRuns': command<[target?: ExperimentTarget]>(),
  'tandem.clearFilter': command<[target?: ExperimentTarget]>(),
  'tandem.sortRuns': command<[target?: ExperimentTarget]>(),
  'tandem.loadMoreRuns': command<[target?: ExperimentTarget]>(),
  'tandem.toggleDeleted': command(),
  'tandem.openRun': command<OnItems<RunTarget>>(),
  'tandem.openRunById': command<[runId?: string]>(),
  'tandem.revealRun': command<[run?: RunTarget]>(),
  'tandem.copyRunId': command<OnItems<RunTarget>>(),
  'tandem.copyValue': command<[item?: ValueTarget]>(),
  'tandem.revealInOS': command<[item?: RunTarget | ArtifactTarget | StoreTarget]>(),
  'tandem.openArtifact': command<[artifact?: ArtifactTarget]>(),
  'tandem.selectForCompare': command<[run?: RunTarget]>(),
  'tandem.compareWithSelected': command<OnItems<RunTarget>>(),
  'tandem.compareRuns': command<OnItems<RunTarget>>(),
  'tandem.compareSelected': command(),
  'tandem.removeFromSelection': command<OnItems<RunTarget>>(),
  'tandem.clearSelection': command(),
} as const;

/** Commands between features, not contributed: nobody finds them in the palette. */
const INTERNAL_COMMANDS = {
  /** Opens a panel that compares just these runs. */
  'tandem.openComparison': command<[refs: readonly RunRef[]]>(),
  /** The space bar in *Experiments*: ticks the run that has the focus. */
  'tandem.tickFocusedRun': command(),
  /** Enter in *Experiments*: opens or closes a run, too. */
  'tandem.openFocused': command(),
} as const;

type AllCommands = typeof COMMANDS & typeof INTERNAL_COMMANDS;
export type CommandId = keyof AllCommands;
export type CommandArgs<K extends CommandId> = AllCommands[K] extends { readonly args?: infer A extends unknown[] }
  ? A
  : never;

export const CONTAINER_ID = 'tandem';

export const VIEWS = { experiments: 'tandem.experiments', selectedRuns: 'tandem.selectedRuns' } as const;

export const PANELS = { compare: 'tandem.compare' } as const;

export const SETTINGS = {
  stores: 'tandem.stores',
  discoveryEnabled: 'tandem.discovery.enabled',
  discoveryDepth: 'tandem.discovery.maxDepth',
  pageSize: 'tandem.runs.pageSize',
  noSignAfter: 'tandem.runs.noSignOfLifeAfter',
  maxPoints: 'tandem.compare.maxPointsPerRun',
} as const;

/** Keys of `when` clauses that Tandem sets. */
export const CONTEXT_KEYS = {
  /** The stores were looked for; before that no welcome text is right. */
  ready: 'tandem.ready',
  hasStores: 'tandem.hasStores',
  hasSelection: 'tandem.hasSelection',
  /** A run was picked by *Select for compare*. */
  hasPicked: 'tandem.hasPicked',
  showsDeleted: 'tandem.showsDeleted',
} as const;
