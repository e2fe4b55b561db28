// ECS: container services as processes of this machine, behind the target groups of the load balancers.
import type { AwsService } from '../cloud/aws-service.ts';
import type { Access, Ground, Images, Parameters, Secrets } from '../cloud/cloud.ts';
import type { Balancers } from '../load-balancer/registry.ts';
import { containerResources } from './resources.ts';
import { createServiceConnect } from './service-connect.ts';
import { createTasks, type TaskOptions, type Tasks } from './tasks.ts';

export interface EcsNeeds {
  readonly ground: Ground;
  readonly access: Access;
  readonly parameters: Parameters;
  readonly secrets: Secrets;
  readonly images: Images;
  readonly balancers: Balancers;
  readonly taskOptions?: TaskOptions | undefined;
}

export interface Ecs extends AwsService {
  readonly tasks: Tasks;
}

export const ecs = (needs: EcsNeeds): Ecs => {
  const { ground, access, parameters, secrets, images, balancers, taskOptions } = needs;
  const { connect, withReachableNames } = createServiceConnect(balancers);
  const host = { ...ground, access, parameters, secrets, withReachableNames };
  const tasks = createTasks(host, taskOptions);
  return {
    tasks,
    api: {},
    resources: containerResources({ account: ground, images, tasks, balancers, connect }),
  };
};
