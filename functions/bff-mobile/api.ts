// The public API for one request of an app: what a screen is made of, and what it can do without.
import { type ApiAccess, callerApi } from '../../platform/calls/caller-api.ts';
import { type ApiQuestion, createApiPolicies } from '../../platform/calls/public-api.ts';
import type { Request } from '../../platform/http/endpoint.ts';
import type { Log } from '../../platform/telemetry/log.ts';

const services = ['orders', 'products'] as const;
type Service = (typeof services)[number];

/** A screen without an extra beats a screen that is late. */
const patience = {
  screen: { timeoutMs: 2_500, retries: 1 },
  extra: { timeoutMs: 1_200 },
} as const;
type Kind = keyof typeof patience;

export type MobileApi = ApiAccess<Service, Kind>;

export const mobilePolicies = (log: Pick<Log, 'warn'>): MobileApi['policies'] =>
  createApiPolicies(services, patience, log);

/** Within the 10 s of the function. */
const requestMs = 8_000;

export interface Asking {
  readonly ask: <Body>(question: ApiQuestion<Service, Kind>) => Promise<Body>;
  /** What it answers, or `otherwise`; then the name is among `partial`. */
  optional<Body, Otherwise>(
    name: string,
    answer: Promise<Body>,
    otherwise: Otherwise,
  ): Promise<Body | Otherwise>;
  /** Names of what could not be had, sorted. */
  readonly partial: () => string[];
}

export const askingFor = (request: Request, access: MobileApi): Asking => {
  const missing = new Set<string>();
  const api = callerApi(request, access, requestMs);
  return {
    ask: async <Body>(question: ApiQuestion<Service, Kind>) => (await api<Body>(question)).body,
    optional: async (name, answer, otherwise) => {
      try {
        return await answer;
      } catch (error) {
        request.log.warn({ error, member: name }, 'left out');
        missing.add(name);
        return otherwise;
      }
    },
    partial: () => [...missing].sort(),
  };
};
