// An id in a path: nothing and dots would lead to another path, whatever was asked for (https://url.spec.whatwg.org/#path-state).
import { ProblemError } from './problem.ts';

/** Throws as the API does for an id of nothing. */
export const checkSegment = <Value>(value: Value): Value => {
  if (!/^\.{0,2}$/.test(String(value))) return value;
  throw new ProblemError({
    type: 'about:blank',
    title: 'There is no such thing',
    status: 404,
    detail: `No id is ${JSON.stringify(value)}.`,
    instance: 'urn:request:none',
    code: 'not-found',
    retryable: false,
  });
};
