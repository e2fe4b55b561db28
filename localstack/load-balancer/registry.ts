// The load balancers of the assembly, their listeners and target groups.
import type { LoadBalancer } from './balancer.ts';
import type { TargetGroup } from './target-group.ts';

export interface Balancers {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly groups: Map<string, TargetGroup>;
  /** Load balancer of each listener, by the listener's ARN. */
  readonly listeners: Map<string, LoadBalancer>;
  /** Base URL of a load balancer by its ARN or DNS name, e.g. `http://127.0.0.1:40123`. */
  url(id: string): string | undefined;
}

export function createBalancers(): Balancers {
  const loadBalancers = new Map<string, LoadBalancer>();
  return {
    loadBalancers,
    groups: new Map(),
    listeners: new Map(),
    url(id) {
      const all = [...loadBalancers.values()];
      const found = all.find(({ arn, dnsName }) => arn === id || dnsName === id);
      return found && `http://${found.dnsName}`;
    },
  };
}
