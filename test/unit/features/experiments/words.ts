import { makeWords } from '../../../../src/features/experiments/words.ts';

/** The words as VS Code says them in English. */
export const words = makeWords({
  l10n: {
    t: (text: unknown, ...args: unknown[]) =>
      String(text).replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)])),
  },
});
