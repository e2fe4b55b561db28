// Spans of functions: begun by what has invoked them, sent before the environment is frozen.
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { invocationTrace } from '../kernel/config.ts';
import { processTracer } from '../telemetry/tracer.ts';

/** Sends the spans of an invocation when it ends; without spans it costs nothing. */
export const sendingSpans = <Event, Result>(): MiddlewareObj<Event, Result> => {
  const send = () => processTracer().flush();
  return { after: send, onError: send };
};

/** The whole invocation as a span, for functions that are no endpoints and take no messages. */
export const asSpan =
  <Event, Result>(name: string, work: (event: Event, context: Context) => Promise<Result>) =>
  (event: Event, context: Context): Promise<Result> =>
    processTracer().trace({ name, kind: 'server', parent: invocationTrace() }, () =>
      work(event, context),
    );
