// The types of resources that the embedded cloud makes, without a cloud that runs.
import { tableResources } from '../../localstack/dynamodb/resources.ts';
import { networkOf } from '../../localstack/embedded/network.ts';
import { deliveryStreamResource } from '../../localstack/firehose/resources.ts';
import { accessResources } from '../../localstack/iam/resources.ts';
import { eventSourceResource } from '../../localstack/lambda/event-sources.ts';
import { functionResources } from '../../localstack/lambda/resources.ts';
import { queueResources } from '../../localstack/messaging/queues.ts';
import { topicResources } from '../../localstack/messaging/topics.ts';
import { bucketResources } from '../../localstack/s3/resources.ts';
import { scheduleResources } from '../../localstack/scheduler/resources.ts';
import { secretResources } from '../../localstack/secrets-manager/resources.ts';
import { mailResources } from '../../localstack/ses/resources.ts';
import { parameterResource } from '../../localstack/ssm/resources.ts';

/** Handlers look at what they need only when they make something. */
const nothing = {} as never;

export const handledTypes: readonly string[] = [
  ...networkOf({ ground: {} } as never).services.flatMap(({ resources }) => resources),
  ...[accessResources, queueResources, topicResources, tableResources].flatMap((make) =>
    make(nothing),
  ),
  ...[bucketResources, scheduleResources, secretResources, mailResources].flatMap((make) =>
    make(nothing),
  ),
  ...functionResources(nothing, nothing),
  deliveryStreamResource(nothing, nothing),
  eventSourceResource(nothing),
  parameterResource(nothing),
].map(({ type }) => type);
