// The services behind the public API as this function depends on them: one breaker each, and patience by what is asked.
import type { IPolicy } from 'cockatiel';
import { createBreaker, createPolicy } from '../../../platform/calls/resilience.ts';
import { policyMetrics } from '../../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../../platform/telemetry/log.ts';

export const services = ['auth', 'orders', 'products'] as const;
export type ServiceName = (typeof services)[number];

/** How long is waited, and how often it is tried again: a page without an extra beats a page that is late. */
const patience = {
  page: { timeoutMs: 2_500, retries: 1 },
  extra: { timeoutMs: 800 },
  /** For an order that is still being placed, which the API waits 5 s for. */
  wait: { timeoutMs: 7_000 },
  /** Whoever sent it repeats it, with the same key. */
  command: { timeoutMs: 7_000 },
} as const;
export type Patience = keyof typeof patience;

export type Dependencies = Readonly<Record<ServiceName, Readonly<Record<Patience, IPolicy>>>>;

export const createDependencies = (log: Pick<Log, 'warn'>): Dependencies => {
  const policiesOf = (service: ServiceName) => {
    const metrics = policyMetrics(log, service);
    const breaker = createBreaker(metrics);
    return Object.fromEntries(
      Object.entries(patience).map(([name, options]) => [
        name,
        createPolicy({ ...metrics, ...options, breaker }),
      ]),
    ) as Record<Patience, IPolicy>;
  };
  return {
    auth: policiesOf('auth'),
    orders: policiesOf('orders'),
    products: policiesOf('products'),
  };
};
