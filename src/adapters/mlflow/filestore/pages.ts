import { checkPageSize, decodePageToken, encodePageToken } from '../pageToken.ts';

export interface PageRequest {
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** How much of a list a page needs, to know whether there is another one. @throws AppError `invalidInput`. */
export function neededFor({ pageSize, pageToken }: PageRequest, defaultSize: number): number {
  return decodePageToken(pageToken) + checkPageSize(pageSize ?? defaultSize) + 1;
}

/** One page of a list of which all that it needs is there. @throws AppError `invalidInput`. */
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
