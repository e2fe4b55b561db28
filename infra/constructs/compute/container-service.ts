// A containerised service behind the internal load balancer: tasks of Fargate, or pods of a cluster.
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ContainerServiceProps } from '../../workloads/container-props.ts';
import { FargateService } from './fargate-service.ts';
import { PodService } from './pod-service.ts';

/** After what it reads of its own stack: its table, inbox and secrets. */
export const containerService = (
  scope: Construct,
  id: string,
  props: ContainerServiceProps,
): IGrantable =>
  props.stage.kubernetes === undefined
    ? new FargateService(scope, id, props)
    : new PodService(scope, id, props, props.stage.kubernetes);
