/** Dash patterns in CSS pixels, stroke and gap in turn; the first is solid. With 12 colours they tell 60 runs apart. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 5]];
