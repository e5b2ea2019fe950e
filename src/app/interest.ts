import type { StoreChange, StoreInterest } from '../core/tracking/store.ts';

/** The least interest that covers all of them. */
export function mergeInterests(interests: readonly StoreInterest[]): StoreInterest {
  const experimentIds = union(interests.map((interest) => interest.experimentIds));
  const runIds = union(interests.map((interest) => interest.runIds));
  const withRuns = interests.filter((interest) => (interest.runIds?.length ?? 0) > 0);
  // One that wants all metrics makes it all.
  const keys = withRuns.every((interest) => interest.metricKeys !== undefined)
    ? union(withRuns.map((interest) => interest.metricKeys))
    : undefined;
  return {
    ...(experimentIds.length > 0 && { experimentIds }),
    ...(runIds.length > 0 && { runIds }),
    ...(runIds.length > 0 && keys !== undefined && { metricKeys: keys }),
  };
}

/** Whether somebody with this interest wants to hear of the change. */
export function concerns(change: StoreChange, interest: StoreInterest): boolean {
  switch (change.kind) {
    case 'experiments':
    case 'lost':
    case 'restored':
      return true;
    case 'runs':
      return intersects(change.experimentIds, interest.experimentIds);
    case 'run':
      return intersects(change.runIds, interest.runIds);
    case 'metrics': {
      if (!intersects(change.runIds, interest.runIds)) return false;
      return (
        change.keys === undefined || interest.metricKeys === undefined || intersects(change.keys, interest.metricKeys)
      );
    }
  }
}

function union(lists: readonly (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}

function intersects(a: readonly string[], b: readonly string[] | undefined): boolean {
  if (b === undefined) return false;
  const inB = new Set(b);
  return a.some((item) => inB.has(item));
}
