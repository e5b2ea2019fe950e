import { AppError, type TextRange } from '../../../base/errors.ts';

/** The one way in which this folder fails. */
export function invalidFilter(message: string, at: TextRange | undefined, hint?: string): AppError {
  return new AppError({ code: 'invalidFilter', message, hint, at });
}

/** A stretch of the user's text, short enough for a message. */
export function excerpt(text: string, range: TextRange): string {
  const longest = 60;
  const length = range.end - range.start;
  if (length <= longest) return text.slice(range.start, range.end);
  return `${text.slice(range.start, range.start + longest)}…`;
}

/** The word of `candidates` that is closest to `word`, if any is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > 40) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.ceil(word.length / 2));
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance || (distance === bestDistance && best === undefined)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance, in one row. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] ?? 0;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(above + 1, (row[j - 1] ?? 0) + 1, replaced);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
