/**
 * Run colours are contributed theme colours `tandem.run1` … `tandem.run12`: one run has one colour in tree, table and
 * charts, and themes may change them. An index is a run's place in the palette, 0-based.
 */
export const COLOUR_COUNT = 12;

export function themeColourId(colour: number): string {
  return `tandem.run${(colour % COLOUR_COUNT) + 1}`;
}

/** The lowest index that the fewest of the others have, so that colours repeat only when all are taken. */
export function nextColour(taken: Iterable<number>): number {
  const uses = new Array<number>(COLOUR_COUNT).fill(0);
  for (const colour of taken) uses[colour % COLOUR_COUNT] = (uses[colour % COLOUR_COUNT] ?? 0) + 1;
  return uses.indexOf(Math.min(...uses));
}
