/** One line below *Metrics*: a metric, or a folder of those whose names begin alike. */
export type MetricLine =
  | { readonly type: 'metric'; readonly key: string; readonly label: string }
  | { readonly type: 'folder'; readonly prefix: string; readonly label: string; readonly count: number };

/** So many metrics are read at a glance; more are sorted into folders. */
const AT_A_GLANCE = 12;
/** What MLflow measures of the machine: never among the training's own. */
const SYSTEM = 'system/';

const byName = new Intl.Collator('en', { numeric: true });

/**
 * The lines below a prefix (empty for all): names by the next `/`, where there are many. Metrics first, then folders,
 * the machine's last.
 */
export function metricLines(keys: Iterable<string>, prefix: string): MetricLine[] {
  const mine = [...keys].filter((key) => key.startsWith(prefix));
  const own = prefix === '' ? mine.filter((key) => !key.startsWith(SYSTEM)) : mine;
  const folders = new Map<string, number>();
  if (own.length > AT_A_GLANCE) {
    for (const key of own) {
      const slash = key.indexOf('/', prefix.length);
      if (slash > prefix.length && slash < key.length - 1) {
        const folder = key.slice(0, slash + 1);
        folders.set(folder, (folders.get(folder) ?? 0) + 1);
      }
    }
    // A folder for one metric is a click more and nothing won; one for all of them neither.
    for (const [folder, count] of folders) if (count === 1 || count === own.length) folders.delete(folder);
  }
  const inFolder = (key: string) => folders.has(key.slice(0, key.indexOf('/', prefix.length) + 1));
  const metrics = own.filter((key) => !inFolder(key)).sort(byName.compare);
  const sortedFolders = [...folders].sort(([a], [b]) => byName.compare(a, b));
  if (own.length < mine.length) sortedFolders.push([SYSTEM, mine.length - own.length]);
  return [
    ...metrics.map((key) => ({ type: 'metric' as const, key, label: key.slice(prefix.length) })),
    ...sortedFolders.map(([folder, count]) => ({
      type: 'folder' as const,
      prefix: folder,
      label: folder.slice(prefix.length, -1),
      count,
    })),
  ];
}

/** Keys in the order in which people look for them: `layer2` before `layer10`. */
export function byKey(a: string, b: string): number {
  return byName.compare(a, b);
}
