// Every resource type the embedded cloud makes.
import type { ResourceHandler } from '../cloud.ts';
import { cloudFrontResources } from '../cloudfront/resources.ts';
import { accessResources } from './access.ts';
import { apiGatewayResources } from './api-gateway.ts';
import { bucketResources } from './buckets.ts';
import { containerResources } from './containers.ts';
import { deliveryStreamResources } from './delivery-streams.ts';
import { eventSourceResources } from './event-sources.ts';
import { functionResources } from './functions.ts';
import { loadBalancingResources } from './load-balancing.ts';
import { mailResources } from './mail.ts';
import { parameterResources } from './parameters.ts';
import { queueResources } from './queues.ts';
import { scheduleResources } from './schedules.ts';
import { secretResources } from './secrets.ts';
import { tableResources } from './tables.ts';
import { topicResources } from './topics.ts';

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
