// A function that is neither a queue's nor the gateway's: a stream, a rotation, an authorizer, a schedule.
import type { Context } from 'aws-lambda';
import { type Handle, type Pipeline, pipeline } from '../lambda/pipeline.ts';
import { asSpan } from '../lambda/spans.ts';
import type { LogConfig } from '../telemetry/log.ts';
import { type FunctionGround, functionGround } from './ground.ts';

type Middlewares<Event> = NonNullable<Pipeline<Event, unknown>['middlewares']>;

/** `build` is called once for each environment; its handler once for each event. */
export const eventFunction = <Config extends LogConfig, Event, Result, Answer = Result>(
  config: Config,
  build: (ground: FunctionGround<Config>) => Handle<Event, Result>,
  middlewares: Middlewares<Event> = [],
): Handle<Event, Answer> => {
  const ground = functionGround(config);
  const { correlate } = ground;
  return pipeline({ handle: build(ground), correlate, middlewares });
};

export interface Run {
  readonly id: string;
  /** Milliseconds since 1970; the function is stopped then. */
  readonly until: number;
}

/** Whatever starts it, and however often: what it does follows from what it finds. */
export const scheduledFunction = <Config extends LogConfig, Result>(
  config: Config,
  build: (ground: FunctionGround<Config>) => (run: Run) => Promise<Result>,
) =>
  eventFunction(config, (ground) => {
    const run = build(ground);
    return asSpan('scheduled run', (_event: unknown, context: Context) =>
      run({
        id: context.awsRequestId,
        until: ground.clock.now() + context.getRemainingTimeInMillis(),
      }),
    );
  });
