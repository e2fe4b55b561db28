// Every resource type the embedded cloud makes.
import type { ResourceHandler } from '../cloud/cloud.ts';
import { cloudFrontResources } from '../cloudfront/resources.ts';
import { tableResources } from '../dynamodb/resources.ts';
import { containerResources } from '../ecs/resources.ts';
import { deliveryStreamResources } from '../firehose/resources.ts';
import { apiGatewayResources } from '../gateway/resources/api.ts';
import { accessResources } from '../iam/resources.ts';
import { eventSourceResources } from '../lambda/event-sources.ts';
import { functionResources } from '../lambda/resources.ts';
import { loadBalancingResources } from '../load-balancer/resources.ts';
import { queueResources } from '../messaging/queues.ts';
import { topicResources } from '../messaging/topics.ts';
import { bucketResources } from '../s3/resources.ts';
import { scheduleResources } from '../scheduler/resources.ts';
import { secretResources } from '../secrets-manager/resources.ts';
import { mailResources } from '../ses/resources.ts';
import { parameterResources } from '../ssm/resources.ts';

export const resourceHandlers: readonly ResourceHandler[] = [
  ...accessResources,
  ...apiGatewayResources,
  ...bucketResources,
  ...cloudFrontResources,
  ...containerResources,
  ...deliveryStreamResources,
  ...eventSourceResources,
  ...functionResources,
  ...loadBalancingResources,
  ...mailResources,
  ...parameterResources,
  ...queueResources,
  ...scheduleResources,
  ...secretResources,
  ...tableResources,
  ...topicResources,
];
