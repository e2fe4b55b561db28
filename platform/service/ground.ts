// What every process of a service stands on: made once, by its entry. Whatever is to be in all of them (a tracer) is made here.
import { type Clock, systemClock } from '../kernel/clock.ts';
import { type NewId, newId } from '../kernel/ids.ts';
import type { Correlate, Invocation } from '../lambda/correlation.ts';
import { createLog, type Log, type LogConfig } from '../telemetry/log.ts';

export interface Ground<Config> {
  readonly config: Config;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

/** Of a function, whose lines say which invocation they belong to. */
export interface FunctionGround<Config> extends Ground<Config> {
  readonly correlate: Correlate;
}

export const functionGround = <Config extends LogConfig>(
  config: Config,
): FunctionGround<Config> => {
  let invocation: Invocation | undefined;
  return {
    config,
    clock: systemClock,
    newId,
    log: createLog(config, undefined, () => ({ ...invocation })),
    correlate: (next) => {
      invocation = next;
    },
  };
};
