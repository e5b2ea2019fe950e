import { computed, type ReadonlySignal } from '@preact/signals';

/** A computed value that stays the same object while it says the same, so that nothing that depends on it is drawn again. */
export function stable<T>(compute: () => T, same: (a: T, b: T) => boolean): ReadonlySignal<T> {
  let kept: { readonly value: T } | undefined;
  return computed(() => {
    const next = compute();
    if (kept === undefined || !same(kept.value, next)) kept = { value: next };
    return kept.value;
  });
}

export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** The same values under the same names. */
export function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

export function sameEntries<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, same: (a: V, b: V) => boolean): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => {
    const other = b.get(key);
    return other !== undefined && same(value, other);
  });
}
