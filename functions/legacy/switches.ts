// How each route is switched: read from Parameter Store, and again after a few seconds. Whoever switches deploys nothing.
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LegacySwitch } from '../../events/http/legacy.ts';
import { clientOptions } from '../../platform/calls/aws.ts';
import { ageAt, type Clock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

/** Throws `overloaded` where nothing is known: nobody guesses which shop holds the truth. */
export type ReadSwitch = (route: string) => Promise<LegacySwitch>;

export interface SwitchOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly client?: Pick<SSMClient, 'send'>;
  readonly maxAgeMs?: number;
}

/** Of a route that nobody has switched yet. */
export const untouched: LegacySwitch = { mode: 'legacy', share: 100, by: '', at: '' };

/** Undefined for a text that says something else. */
export const parseSwitch = (text: string): LegacySwitch | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return faultsOf(LegacySwitch, value).length === 0 ? (value as LegacySwitch) : undefined;
  } catch {
    return undefined;
  }
};

type Switches = ReadonlyMap<string, LegacySwitch | undefined>;

export const createSwitches = ({
  path,
  clock,
  log,
  client = new SSMClient(clientOptions),
  maxAgeMs = 3_000,
}: SwitchOptions): ReadSwitch => {
  let known: Switches | undefined;
  let readAt = 0;
  let reading: Promise<Switches> | undefined;

  const readAll = async (): Promise<Switches> => {
    const switches = new Map<string, LegacySwitch | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetParametersByPathCommand({ Path: path, NextToken }));
      for (const { Name = '', Value = '' } of page.Parameters ?? []) {
        const route = Name.slice(path.length + 1);
        // One that was spoilt by hand leaves the route as it was.
        switches.set(route, parseSwitch(Value) ?? known?.get(route));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return switches;
  };

  const logChange = (before: Switches, now: Switches): void => {
    for (const [route, one] of now) {
      if (one === undefined || one.at === before.get(route)?.at) continue;
      const { mode, share, by: actor } = one;
      const audit = { event: 'legacy-route-switched', actor, route, mode, share };
      log.info({ audit }, 'security event');
    }
  };

  const refresh = async (): Promise<Switches> => {
    try {
      const now = await readAll();
      if (known !== undefined) logChange(known, now);
      known = now;
      return now;
    } catch (error) {
      if (known === undefined) throw new AppError('overloaded', { retryAfter: 1, cause: error });
      log.warn({ error }, 'the switches could not be read: they stay as they were');
      return known;
    } finally {
      readAt = clock.now();
      reading = undefined;
    }
  };

  const current = async (): Promise<Switches> => {
    if (known !== undefined && ageAt(clock, readAt) < maxAgeMs) return known;
    reading ??= refresh();
    return reading;
  };

  return async (route) => {
    const switches = await current();
    if (!switches.has(route)) return untouched;
    const found = switches.get(route);
    if (found === undefined) {
      const cause = new Error(`${path}/${route} says nothing that is understood`);
      throw new AppError('overloaded', { retryAfter: 5, cause });
    }
    return found;
  };
};
