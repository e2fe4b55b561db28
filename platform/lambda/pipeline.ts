// The pipeline of every Lambda entry: https://middy.js.org/docs/intro/how-it-works. What it adds to each kind of event is a middleware beside this one.
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { backgroundDone } from '../kernel/background.ts';
import { type Correlate, correlation } from './correlation.ts';
import { sendingSpans } from './spans.ts';
import { warmUp } from './warm-up.ts';

export type Handle<Event, Result> = (event: Event, context: Context) => Promise<Result>;

export interface Pipeline<Event, Result> {
  readonly handle: Handle<Event, Result>;
  /** Told what the lines of each invocation have in common. */
  readonly correlate: Correlate;
  /** After those that every entry has, in their order. */
  readonly middlewares?: readonly MiddlewareObj<Event>[];
}

/** Finishes what no answer waits for before the environment is frozen. */
const finishing = (): MiddlewareObj => ({ after: backgroundDone, onError: backgroundDone });

/** Answers what the handler answers, or what a middleware makes of it. */
export const pipeline = <Event, Result, Answer = Result>({
  handle,
  correlate,
  middlewares = [],
}: Pipeline<Event, Result>): Handle<Event, Answer> =>
  middy<Event, unknown>()
    .use([warmUp(), correlation(correlate), sendingSpans(), finishing(), ...middlewares])
    .handler(handle) as Handle<Event, Answer>;
