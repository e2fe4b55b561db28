// What containers stand on: a network, the load balancer in it, and the cluster of ECS.
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { HttpNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { InternalEntrance } from './internal-entrance.ts';
import { Network } from './network.ts';

/** ECS moves the weights of listener rules with it. */
const trafficRole = (scope: Construct, stage: StageConfig): void => {
  const role = new Role(scope, 'TrafficRole', {
    assumedBy: new ServicePrincipal('ecs.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers'),
    ],
  });
  publish(scope, stage, { 'platform/traffic-role-arn': role.roleArn });
};

const cluster = (scope: Construct, stage: StageConfig, { vpc }: Network): void => {
  const { clusterName } = new Cluster(scope, 'Cluster', {
    clusterName: nameOf(stage),
    vpc,
    // ECS itself tells CPU, memory and number of tasks for nothing; what Insights adds costs as much as a task.
    containerInsightsV2: ContainerInsights.DISABLED,
    enableFargateCapacityProviders: stage.tasks.spot,
  });
  publish(scope, stage, { 'platform/cluster-name': clusterName });
  if (stage.serviceConnect) namespace(scope, stage);
  if (stage.canary) trafficRole(scope, stage);
};

/** In which containers find each other by name. */
const namespace = (scope: Construct, stage: StageConfig): void => {
  const { namespaceArn } = new HttpNamespace(scope, 'Namespace', { name: nameOf(stage) });
  publish(scope, stage, { 'platform/namespace-arn': namespaceArn });
};

export const containerGround = (scope: Construct, stage: StageConfig): void => {
  const network = new Network(scope, 'Network', stage);
  new InternalEntrance(scope, 'Entrance', stage, network);
  if (stage.kubernetes === undefined) cluster(scope, stage, network);
};
