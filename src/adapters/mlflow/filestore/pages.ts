import { checkPageSize, decodePageToken, encodePageToken } from '../sqlite/pageToken.ts';

export interface PageRequest {
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** One page of a list that is there as a whole. @throws AppError `invalidInput`. */
export function pageOf<T>(
  all: readonly T[],
  { pageSize, pageToken }: PageRequest,
  defaultSize: number,
): { items: T[]; nextPageToken: string | undefined } {
  const size = checkPageSize(pageSize ?? defaultSize);
  const from = decodePageToken(pageToken);
  const to = from + size;
  return { items: all.slice(from, to), nextPageToken: to < all.length ? encodePageToken(to) : undefined };
}
