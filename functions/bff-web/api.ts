// The public API as one document calls it: with the caller's own token, within the time that the document has.
import { type ApiAccess, type Caller, callerApi } from '../../platform/calls/caller-api.ts';
import {
  type ApiAnswer,
  type ApiQuestion,
  createApiPolicies,
} from '../../platform/calls/public-api.ts';
import type { Log } from '../../platform/telemetry/log.ts';

const services = ['auth', 'orders', 'products'] as const;
type Service = (typeof services)[number];

/** What it answers is the same for everybody. */
const common: Service = 'products';

/** How long is waited, and how often it is tried again: a page without an extra beats a page that is late. */
const patience = {
  page: { timeoutMs: 2_500, retries: 1 },
  extra: { timeoutMs: 800 },
  /** For an order that is still being placed, which the API waits 5 s for. */
  wait: { timeoutMs: 7_000 },
  /** Whoever sent it repeats it, with the same key. */
  command: { timeoutMs: 7_000 },
} as const;
type Kind = keyof typeof patience;

export type WebApi = ApiAccess<Service, Kind>;

export const webPolicies = (log: Pick<Log, 'warn'>): WebApi['policies'] =>
  createApiPolicies(services, patience, log);

export interface ApiCall extends Omit<ApiQuestion<Service, Kind>, 'patience'> {
  /** @default 'page' */
  readonly patience?: Kind;
}

export interface PublicApi {
  /** Throws AppError with the code of the problem. */
  ask<Body>(call: ApiCall): Promise<ApiAnswer<Body>>;
  /** How many questions have been sent. */
  readonly calls: () => number;
  /** Nothing was asked that is answered by who asks. */
  readonly isOfEverybody: () => boolean;
}

/** Within the 10 s of the function, so that what came in time is answered. */
const documentMs = 8_500;

export const apiFor = (caller: Caller, access: WebApi): PublicApi => {
  const api = callerApi(caller, access, documentMs);
  const asked: Service[] = [];
  return {
    calls: () => asked.length,
    isOfEverybody: () => asked.every((service) => service === common),
    ask: (call) => {
      asked.push(call.service);
      return api({ patience: 'page', ...call });
    },
  };
};
