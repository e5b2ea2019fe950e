import { AppError } from '../../base/errors.ts';

/** A page token holds the place of the next item, as MLflow's own does (`SearchUtils.create_page_token`). */
export function encodePageToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

/** @throws AppError `invalidInput` for what `encodePageToken` didn't make. */
export function decodePageToken(token: string | undefined): number {
  if (token === undefined) return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { offset?: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) >= 0) return offset as number;
  } catch {
    // Falls through to the one error.
  }
  throw new AppError({ code: 'invalidInput', message: 'That page token is not one of this store.' });
}

/** @throws AppError `invalidInput` outside of 1 to 50,000. */
export function checkPageSize(size: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= 50_000) return size;
  throw new AppError({ code: 'invalidInput', message: `A page has 1 to 50,000 items, not ${size}.` });
}
