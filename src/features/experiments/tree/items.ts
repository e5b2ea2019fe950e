import * as vscode from 'vscode';
import type { Selection } from '../../../app/selection.ts';
import { lastGood } from '../../../base/snapshot.ts';
import { formatCount } from '../../../core/format/numbers.ts';
import { truncate, visibleText } from '../../../core/format/text.ts';
import type { LivenessLimits } from '../../../core/tracking/liveness.ts';
import { describeExperiment, describeMetric, describeSize, describeText } from '../collect/describe.ts';
import { escapeMarkdown, facts } from '../collect/markdown.ts';
import { lookOfRun, RUN_ICONS } from '../collect/runLook.ts';
import { experimentTooltip, metricTooltip, runTooltip, valueTooltip } from '../collect/tooltips.ts';
import type { ViewSettings } from '../data/viewSettings.ts';
import type { Words } from '../words.ts';
import { storeProblems } from './children.ts';
import { act, markdown, plain, themeIcon } from './itemParts.ts';
import { messageItem } from './messageItems.ts';
import type {
  ArtifactNode,
  ExperimentNode,
  GroupNode,
  MetricFolderNode,
  Node,
  RunNode,
  StoreNode,
  ValueNode,
} from './nodes.ts';
import { type ExperimentsTree, OPEN_STORES } from './tree.ts';

export interface ItemsDeps {
  readonly tree: ExperimentsTree;
  readonly selection: Selection;
  readonly settings: ViewSettings;
  readonly words: Words;
  readonly limits: () => LivenessLimits;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Nodes as VS Code draws them. Tooltips are made when they are asked for. */
export class Items {
  readonly #deps: ItemsDeps;

  constructor(deps: ItemsDeps) {
    this.#deps = deps;
  }

  make(node: Node): vscode.TreeItem {
    const item = this.#make(node);
    item.id = node.id;
    const open = this.#deps.settings.isOpen(node.id);
    if (open !== undefined && item.collapsibleState !== None) item.collapsibleState = open ? Expanded : Collapsed;
    return item;
  }

  /** Markdown, in which nothing of a user's acts. */
  tooltip(node: Node): vscode.MarkdownString | undefined {
    const { tree, words, limits } = this.#deps;
    if (node.type === 'run') {
      const run = tree.runOf(node);
      return run === undefined ? undefined : markdown(runTooltip(run, Date.now(), limits(), words));
    }
    if (node.type === 'experiment') {
      const experiment = tree.branches.store(node.storeId)?.get(node.experimentId);
      return experiment === undefined ? undefined : markdown(experimentTooltip(experiment, words));
    }
    if (node.type === 'value') {
      const latest = node.of === 'metric' ? tree.runOf(node.run)?.metrics.get(node.key) : undefined;
      if (latest === undefined) return markdown(valueTooltip(node.key, node.value));
      return markdown(metricTooltip(node.key, latest, tree.bestOf(node.run, node.key, latest), words));
    }
    return undefined;
  }

  #make(node: Node): vscode.TreeItem {
    switch (node.type) {
      case 'store':
        return this.#store(node);
      case 'experiment':
        return this.#experiment(node);
      case 'run':
        return this.#run(node);
      case 'group':
        return this.#group(node);
      case 'metricFolder':
        return this.#metricFolder(node);
      case 'value':
        return this.#value(node);
      case 'artifact':
        return this.#artifact(node);
      case 'message':
        return messageItem(node.message, this.#deps.words);
      case 'more':
        return act(plain(this.#deps.words.loadMore, 'ellipsis'), 'tandem.loadMoreRuns', node);
      case 'problems': {
        const { branches } = this.#deps.tree;
        const store = branches.store(node.storeId);
        const count = store === undefined ? 0 : storeProblems(store, branches.lists).length;
        return act(
          plain(this.#deps.words.problems(count), 'warning', 'list.warningForeground'),
          'tandem.showProblems',
          node,
        );
      }
    }
  }

  #store(node: StoreNode): vscode.TreeItem {
    const { tree, words } = this.#deps;
    const store = tree.branches.store(node.storeId);
    const item = new vscode.TreeItem(
      visibleText(store?.connection.entry.name ?? node.storeId),
      tree.branches.stores.length <= OPEN_STORES ? Expanded : Collapsed,
    );
    if (store === undefined) return item;
    const { entry, snapshot } = store.connection;
    const open = lastGood(snapshot);
    const stale = snapshot.state === 'failed' && store.data !== undefined;
    const place = relative(entry.location);
    const dim = [
      place === entry.name ? undefined : place,
      snapshot.state === 'loading' && open === undefined ? words.store.loading : undefined,
      stale ? words.store.stale : undefined,
    ];
    item.description = dim.filter((part) => part !== undefined).join(' · ');
    item.iconPath =
      snapshot.state === 'failed'
        ? themeIcon({ icon: 'warning', colour: 'list.warningForeground' })
        : themeIcon({
            icon: { filestore: 'folder-library', sqlite: 'database', rest: 'server' }[open?.kind ?? 'filestore'],
          });
    item.contextValue = [
      'store',
      entry.origin === 'settings' && 'settings',
      open?.kind !== 'rest' && entry.refused === undefined && 'local',
    ]
      .filter((word) => word !== false)
      .join(' ');
    item.tooltip = markdown(
      [
        `**${escapeMarkdown(entry.name)}**`,
        facts([
          [words.fact.location, escapeMarkdown(entry.location, 1000)],
          [words.fact.namedBy, escapeMarkdown(entry.namedBy, 1000)],
          [words.fact.problem, snapshot.state === 'failed' ? escapeMarkdown(snapshot.error.message, 1000) : undefined],
        ]),
      ].join('\n\n'),
    );
    return item;
  }

  #experiment(node: ExperimentNode): vscode.TreeItem {
    const { tree, settings, words } = this.#deps;
    const store = tree.branches.store(node.storeId);
    const experiment = store?.get(node.experimentId);
    const item = new vscode.TreeItem(
      visibleText(experiment?.name ?? node.experimentId),
      this.#isFirst(node) ? Expanded : Collapsed,
    );
    const list = settings.get(node.storeId, node.experimentId);
    const deleted = experiment?.lifecycleStage === 'deleted';
    const described = describeExperiment(list, tree.branches.list(node)?.extent, words);
    item.description = [deleted ? words.state.deleted : undefined, described].filter(Boolean).join(' · ');
    item.iconPath = themeIcon(deleted ? RUN_ICONS.deleted : { icon: list.filter === '' ? 'beaker' : 'filter-filled' });
    item.contextValue = list.filter === '' ? 'experiment' : 'experiment filtered';
    return item;
  }

  /** The newest experiment of the first store that has some is opened at once: whoever opens the view sees runs. */
  #isFirst({ storeId, experimentId }: ExperimentNode): boolean {
    for (const { connection, snapshot, data } of this.#deps.tree.branches.stores) {
      if (data === undefined && snapshot.state !== 'failed') return false;
      const [first] = data?.experiments ?? [];
      if (first !== undefined) return connection.id === storeId && first.experimentId === experimentId;
    }
    return false;
  }

  #run(node: RunNode): vscode.TreeItem {
    const { tree, selection, settings, words, limits } = this.#deps;
    const run = tree.runOf(node);
    if (run === undefined) return new vscode.TreeItem(node.ref.runId, Collapsed);
    const { sort } = settings.get(node.storeId, node.experimentId);
    const look = lookOfRun(run, { now: Date.now(), limits: limits(), words, sort });
    const item = new vscode.TreeItem(look.label, Collapsed);
    const ticked = selection.get(node.ref) !== undefined;
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    item.description = look.description;
    item.iconPath = themeIcon(RUN_ICONS[look.state]);
    item.accessibilityInformation = { label: ticked ? `${look.accessible}, ${words.ticked}` : look.accessible };
    item.checkboxState = {
      state: ticked ? Checked : Unchecked,
      tooltip: ticked ? words.ticked : words.unticked,
      accessibilityInformation: { label: words.tick(look.label), role: 'checkbox' },
    };
    const store = tree.branches.store(node.storeId)?.connection.snapshot;
    const local = store !== undefined && lastGood(store)?.capabilities.localArtifacts === true;
    item.contextValue = local ? 'run local' : 'run';
    return item;
  }

  #group({ group, run: runNode }: GroupNode): vscode.TreeItem {
    const { tree, words } = this.#deps;
    const item = new vscode.TreeItem(words.group[group], Collapsed);
    const icons = { metrics: 'graph-line', params: 'settings', tags: 'tag', systemTags: 'tag', artifacts: 'files' };
    item.iconPath = themeIcon({ icon: icons[group] });
    const run = tree.runOf(runNode);
    if (run !== undefined && (group === 'metrics' || group === 'params' || group === 'tags')) {
      item.description = formatCount(run[group].size);
    }
    item.contextValue = 'group';
    return item;
  }

  #metricFolder({ prefix }: MetricFolderNode): vscode.TreeItem {
    const item = new vscode.TreeItem(visibleText(prefix), Collapsed);
    item.iconPath = themeIcon({ icon: prefix === 'system/' ? 'server-environment' : 'folder' });
    item.contextValue = 'group';
    return item;
  }

  #value(node: ValueNode): vscode.TreeItem {
    const { tree, words } = this.#deps;
    const item = new vscode.TreeItem(truncate(visibleText(node.label), 200), None);
    const run = tree.runOf(node.run);
    if (node.of === 'metric') {
      const latest = run?.metrics.get(node.key);
      if (latest !== undefined)
        item.description = describeMetric(latest, tree.bestOf(node.run, node.key, latest), words);
      item.iconPath = themeIcon({ icon: 'symbol-numeric' });
    } else {
      item.description = describeText(node.value);
      item.iconPath = themeIcon({ icon: node.of === 'param' ? 'symbol-parameter' : 'tag' });
    }
    item.contextValue = 'value';
    return item;
  }

  #artifact(node: ArtifactNode): vscode.TreeItem {
    const { isDir, size, localPath, path } = node.entry;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const item = new vscode.TreeItem(visibleText(name), isDir ? Collapsed : None);
    item.iconPath = isDir ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
    // The file icon theme knows by the name; the scheme keeps other extensions from decorating a file that isn't theirs.
    item.resourceUri = vscode.Uri.from({ scheme: 'tandem-artifact', path: `/${path}` });
    item.label = visibleText(name);
    if (!isDir && size !== undefined) item.description = describeSize(size);
    item.contextValue = `${isDir ? 'folder' : 'artifact'}${localPath === undefined ? '' : ' local'}`;
    item.tooltip = visibleText(localPath ?? path);
    return isDir ? item : act(item, 'tandem.openArtifact', node);
  }
}

/** A path inside a workspace folder from there on. */
function relative(location: string): string {
  return visibleText(/^[a-z][a-z0-9+.-]+:/i.test(location) ? location : vscode.workspace.asRelativePath(location));
}
