// What a chaos run is asked for, from the command line as from a page.
import { membersOf, RouteError } from '../routing.ts';

export const faultNames = [
  'duplicate',
  'reorder',
  'timeout',
  'throttle',
  'provider',
  'stream',
  'kill',
];

export interface ChaosAsked {
  readonly orders: number;
  readonly seed: number;
  readonly faults: readonly string[];
}

/** Of a run that a page starts: some minutes, beside whatever else the machine does. */
export const bounds = {
  orders: { least: 10, most: 400 },
  seed: { least: 0, most: 4_294_967_295 },
} as const;

function whole(name: keyof typeof bounds, value: unknown): number {
  const { least, most } = bounds[name];
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
    return Number(value);
  }
  throw new RouteError(400, `${name} must be a whole number from ${least} to ${most}`);
}

function chosenFaults(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((name) => faultNames.includes(name))) {
    return faultNames.filter((name) => value.includes(name));
  }
  throw new RouteError(400, 'faults must be a list of those that are known', faultNames);
}

/** Throws RouteError. Without a seed it is drawn; without faults they are all meant. */
export function chaosAsked(body: unknown): ChaosAsked {
  const { orders, seed, faults, ...strange } = membersOf(body);
  const [stranger] = Object.keys(strange);
  if (stranger !== undefined) {
    throw new RouteError(400, 'it takes orders, seed and faults', ['orders', 'seed', 'faults']);
  }
  return {
    orders: whole('orders', orders),
    seed: seed === undefined ? Date.now() % 1_000_000 : whole('seed', seed),
    faults: faults === undefined ? faultNames : chosenFaults(faults),
  };
}
