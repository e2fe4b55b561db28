// Service Connect: names by which containers call each other, answered here by the load balancer that leads to the same targets.
import type { Balancers } from '../load-balancer/registry.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';

export interface ServiceConnect {
  /** `authority` as callers write it: `products:8080`. */
  connect(authority: string, groups: readonly TargetGroup[]): void;
  /** A variable of a task with the names of its network in it, as this machine can reach them. */
  withReachableNames(value: string): string;
}

export function createServiceConnect({
  loadBalancers,
}: Pick<Balancers, 'loadBalancers'>): ServiceConnect {
  const names = new Map<string, readonly TargetGroup[]>();

  const balancerOf = (groups: readonly TargetGroup[]) =>
    [...loadBalancers.values()].find(({ rules }) =>
      rules.some(
        ({ action }) =>
          action.type === 'forward' && action.groups.some((group) => groups.includes(group)),
      ),
    );

  return {
    connect: (authority, groups) => void names.set(authority, groups),
    withReachableNames(value) {
      let reachable = value;
      for (const [authority, groups] of names) {
        const balancer = balancerOf(groups);
        if (balancer) {
          reachable = reachable.replaceAll(`http://${authority}/`, `http://${balancer.dnsName}/`);
        }
      }
      return reachable;
    },
  };
}
