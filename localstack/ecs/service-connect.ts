// Service Connect: names by which containers call each other, answered here by the load balancer that leads to the same targets.

import type { Cloud } from '../cloud/cloud.ts';
import { balancersOf } from '../load-balancer/balancer.ts';
import type { TargetGroup } from '../load-balancer/target-group.ts';

/** `products:8080` and the target groups of its service. */
const registries = new WeakMap<Cloud, Map<string, readonly TargetGroup[]>>();

export function connect(cloud: Cloud, authority: string, groups: readonly TargetGroup[]): void {
  const names = registries.get(cloud) ?? new Map();
  registries.set(cloud, names.set(authority, groups));
}

function balancerOf(cloud: Cloud, groups: readonly TargetGroup[]) {
  return [...balancersOf(cloud).loadBalancers.values()].find(({ rules }) =>
    rules.some(
      ({ action }) =>
        action.type === 'forward' && action.groups.some((group) => groups.includes(group)),
    ),
  );
}

/** A variable of a task with the names of its network in it, as this machine can reach them. */
export function withReachableNames(cloud: Cloud, value: string): string {
  let reachable = value;
  for (const [authority, groups] of registries.get(cloud) ?? []) {
    const balancer = balancerOf(cloud, groups);
    if (balancer) {
      reachable = reachable.replaceAll(`http://${authority}/`, `http://${balancer.dnsName}/`);
    }
  }
  return reachable;
}
