// An environment is made ready without work: by `{ "warmUp": true }`, which no service that calls functions sends.
import type { MiddlewareObj } from '@middy/core';

const isWarmUp = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'warmUp' in event && event.warmUp === true;

/** Ends there: what the entry has prepared is ready, and its handler is not called. */
export const warmUp = (): MiddlewareObj => ({
  before: ({ event }) => (isWarmUp(event) ? { warm: true } : undefined),
});
