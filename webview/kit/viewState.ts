import { type ReadonlySignal, signal } from '@preact/signals';
import type { VsCodeApi } from './vscodeApi.ts';

/**
 * What the user arranged in a view. It survives hiding, reloading and, with the host's serializer, a restart; what the
 * host can answer again is no part of it.
 */
export interface ViewState<T> {
  readonly value: ReadonlySignal<T>;
  update(change: (state: T) => T): void;
}

/** Writing on every frame of a drag would be noticed; a crash loses at most this much. */
const SAVE_AFTER_MS = 200;

/** @param decode turns whatever an older or broken version left into a whole state; must not throw */
export function persistentState<T>(api: VsCodeApi, decode: (raw: unknown) => T): ViewState<T> {
  const state = signal(decode(api.getState()));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    api.setState(state.peek());
  };
  window.addEventListener('pagehide', save);
  return {
    value: state,
    update(change) {
      const next = change(state.peek());
      if (next === state.peek()) return;
      state.value = next;
      timer ??= setTimeout(save, SAVE_AFTER_MS);
    },
  };
}
