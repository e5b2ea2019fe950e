import * as vscode from 'vscode';
import type { Clock } from '../../app/clock.ts';
import type { Connections } from '../../app/connections.ts';
import type { ExperimentNames } from '../../app/experiments.ts';
import type { LiveRuns } from '../../app/liveRuns.ts';
import type { Runs } from '../../app/runs.ts';
import type { Selection } from '../../app/selection.ts';
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import { type LivenessLimits, livenessLimits } from '../../core/tracking/liveness.ts';
import type { Commands } from '../../platform/commands.ts';
import { settings as userSettings } from '../../platform/settings.ts';
import { registerListCommands } from './commands/listCommands.ts';
import { registerRunCommands } from './commands/runCommands.ts';
import { BestValues } from './data/bestValues.ts';
import { Branches } from './data/branches.ts';
import { type SettingsStorage, ViewSettings } from './data/viewSettings.ts';
import { SelectedRuns } from './selected/selectedRuns.ts';
import { SelectedView } from './selected/view.ts';
import { ExperimentsTree } from './tree/tree.ts';
import { ExperimentsView } from './view.ts';
import { makeWords } from './words.ts';

export interface ExperimentsDeps {
  readonly connections: Connections;
  readonly live: LiveRuns;
  readonly runs: Runs;
  readonly experiments: ExperimentNames;
  readonly selection: Selection;
  readonly clock: Clock;
  readonly commands: Commands;
  /** How the user arranged the tree. */
  readonly state: SettingsStorage;
}

/** The sidebar: the views *Experiments* and *Selected Runs*, their commands, the badge and the status bar. */
export function registerExperiments(deps: ExperimentsDeps): Disposable {
  const { commands, connections, live, runs, selection } = deps;
  const lifetime = new DisposableStore();
  const words = makeWords(vscode);
  const settings = lifetime.add(new ViewSettings(deps.state));
  const branches = lifetime.add(
    new Branches({ connections, live, runs, settings, pageSize: userSettings.pageSize, limits }),
  );
  const best = lifetime.add(new BestValues(connections));
  const tree = lifetime.add(new ExperimentsTree({ branches, runs, best }));
  const view = lifetime.add(
    new ExperimentsView({ tree, connections, selection, settings, words, limits, clock: deps.clock }),
  );
  const selected = lifetime.add(new SelectedRuns(selection, runs));
  const selectedView = lifetime.add(
    new SelectedView({ selected, connections, experiments: deps.experiments, words, limits }),
  );
  lifetime.add(registerListCommands({ commands, connections, branches, best, settings, looking: () => view.looking }));
  lifetime.add(
    registerRunCommands({
      commands,
      connections,
      selection,
      focused: { experiments: () => view.view.selection, selectedRuns: () => selectedView.view.selection },
      reveal: (ref) => view.reveal(ref),
      tickFocused: () => view.tickFocused(),
      openFocused: () => view.openFocused(),
    }),
  );
  return lifetime;
}

function limits(): LivenessLimits {
  return livenessLimits(userSettings.noSignAfter());
}
