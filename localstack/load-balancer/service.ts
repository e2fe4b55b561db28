// Application load balancers, each an HTTP server on a free port.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Ground } from '../cloud/cloud.ts';
import { forwarder, type NextFault } from './faults.ts';
import { type Balancers, createBalancers } from './registry.ts';
import { loadBalancingResources } from './resources.ts';

export interface LoadBalancingNeeds {
  readonly ground: Ground;
  readonly nextFault: NextFault;
}

export interface LoadBalancing extends AwsService {
  readonly balancers: Balancers;
}

export const loadBalancing = ({ ground, nextFault }: LoadBalancingNeeds): LoadBalancing => {
  const balancers = createBalancers();
  return {
    balancers,
    api: {},
    resources: loadBalancingResources({
      account: ground,
      balancers,
      forward: forwarder(nextFault, ground),
      log: ground.log,
      onStop: ground.onStop,
    }),
  };
};
