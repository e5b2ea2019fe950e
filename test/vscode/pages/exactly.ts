/** Matches a text that is this and nothing more. */
export function exactly(text: string, flags?: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, flags);
}
