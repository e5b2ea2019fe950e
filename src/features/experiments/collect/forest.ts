import { PARENT_RUN_TAG, type Run } from '../../../core/tracking/model.ts';

/** The runs of a list as they are shown: who stands on top, and who below whom. */
export interface RunForest {
  readonly roots: readonly Run[];
  readonly children: ReadonlyMap<string, readonly Run[]>;
  /** Run id → id of the run it stands below. */
  readonly parents: ReadonlyMap<string, string>;
  readonly byId: ReadonlyMap<string, Run>;
}

/**
 * Puts runs below their parents (tag `mlflow.parentRunId`), in the order of the list. A parent that was fetched for its
 * children's sake stands where the first of them would; a run whose parent isn't there stays on top.
 *
 * @param extra runs that aren't part of the list
 */
export function nestRuns(runs: readonly Run[], extra: ReadonlyMap<string, Run>): RunForest {
  const byId = new Map<string, Run>([...extra, ...runs.map((run) => [run.runId, run] as const)]);
  const parents = parentsOf(byId);
  const roots = new Set<Run>();
  const children = new Map<string, Set<Run>>();
  const place = (run: Run) => {
    const parentId = parents.get(run.runId);
    const parent = parentId === undefined ? undefined : byId.get(parentId);
    if (parent === undefined) {
      roots.add(run);
      return;
    }
    const siblings = children.get(parent.runId);
    if (siblings?.has(run)) return;
    if (siblings === undefined) children.set(parent.runId, new Set([run]));
    else siblings.add(run);
    if (extra.has(parent.runId)) place(parent);
  };
  for (const run of runs) place(run);
  for (const run of extra.values()) place(run);
  return {
    roots: [...roots],
    children: new Map([...children].map(([id, siblings]) => [id, [...siblings]])),
    parents,
    byId,
  };
}

/** The list as it is, for what was filtered: a match under a parent that doesn't match would be hidden. */
export function flatRuns(runs: readonly Run[], extra: ReadonlyMap<string, Run>): RunForest {
  const byId = new Map<string, Run>([...extra, ...runs.map((run) => [run.runId, run] as const)]);
  return {
    roots: [...new Map([...runs, ...extra.values()].map((run) => [run.runId, run])).values()],
    children: new Map(),
    parents: new Map(),
    byId,
  };
}

/** Parent of each run that has one here. Where tags lead in a circle, it is cut: nobody is his own ancestor. */
function parentsOf(byId: ReadonlyMap<string, Run>): Map<string, string> {
  const parents = new Map<string, string>();
  for (const run of byId.values()) {
    const parentId = run.tags.get(PARENT_RUN_TAG);
    if (parentId === undefined || !byId.has(parentId)) continue;
    let ancestor: string | undefined = parentId;
    while (ancestor !== undefined && ancestor !== run.runId) ancestor = parents.get(ancestor);
    if (ancestor === undefined) parents.set(run.runId, parentId);
  }
  return parents;
}
