// The version of what is changed as an entity tag, and If-Match against it (RFC 9110 section 13.1.1).
import { AppError } from '../kernel/errors.ts';

export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;

/** Throws `precondition-failed` unless the header names the version, in the strong comparison that If-Match wants. */
export const checkMatch = (header: string, current: { readonly version: number }): void => {
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etagOf(current))) {
    throw new AppError('precondition-failed');
  }
};

/** As `checkMatch`, for a change that must name the version it stands on: throws `precondition-required` where it does not. */
export const requireMatch = (
  header: string | undefined,
  current: { readonly version: number },
): void => {
  if (header === undefined) throw new AppError('precondition-required');
  checkMatch(header, current);
};
