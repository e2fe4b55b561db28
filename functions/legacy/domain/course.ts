// Which of the two shops answers a request, and whether the other is asked as well.

import type { LegacySwitch } from '../../../events/http/legacy.ts';
import type { Method } from '../../../events/http/route.ts';

/** `shadow`: both are asked, and the legacy shop's answer counts. */
export type Course = 'legacy' | 'shadow' | 'tandem';

/** A write is done once: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1 */
export const isSafe = (method: Method): boolean => method === 'GET';

/** @param place Of the customer, from 0 to below 100: always the same, so that a growing share only adds customers. */
export const courseOf = (
  { mode, share }: Pick<LegacySwitch, 'mode' | 'share'>,
  method: Method,
  place: number,
): Course => {
  if (place >= share) return 'legacy';
  return mode === 'shadow' && !isSafe(method) ? 'legacy' : mode;
};
