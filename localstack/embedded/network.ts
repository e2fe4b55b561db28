// What requests go through: the public API, load balancers, and the containers behind them.
import type { Access, Functions, Ground, Parameters, Secrets } from '../cloud/cloud.ts';
import { cloudFront } from '../cloudfront/service.ts';
import { type EcsNeeds, ecs } from '../ecs/service.ts';
import { apiGateway } from '../gateway/service.ts';
import { type LoadBalancingNeeds, loadBalancing } from '../load-balancer/service.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

interface Needs extends Omit<EcsNeeds, 'balancers'>, Pick<LoadBalancingNeeds, 'nextFault'> {
  readonly ground: Ground;
  readonly access: Access;
  readonly functions: Functions;
  readonly parameters: Parameters;
  readonly secrets: Secrets;
  readonly buckets: Pick<Buckets, 'read'>;
  /** Takes the spans of the gateway. */
  readonly telemetry: Telemetry | undefined;
}

export function networkOf(needs: Needs) {
  const { ground, access, functions, buckets, telemetry } = needs;
  const load = loadBalancing(needs);
  const { balancers } = load;
  const containers = ecs({ ...needs, balancers });
  const edge = cloudFront({ account: ground, buckets });
  const gateway = apiGateway({ ground, access, functions, balancers, edge, telemetry });
  return {
    services: [load, containers, edge, gateway],
    balancers,
    tasks: containers.tasks,
    apis: gateway.apis,
    startGateway: gateway.start,
  };
}
