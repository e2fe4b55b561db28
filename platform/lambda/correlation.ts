// Which invocation a line belongs to: an environment works on one at a time, so what is set before holds until the next.
import type { MiddlewareObj } from '@middy/core';

export interface Invocation {
  /** By which the lines of Lambda itself name the invocation. */
  readonly awsRequestId: string;
}

export type Correlate = (invocation: Invocation) => void;

export const correlation = (correlate: Correlate): MiddlewareObj => ({
  // Middy ends an invocation with what a middleware returns.
  before: ({ context: { awsRequestId } }) => {
    correlate({ awsRequestId });
  },
});
