// AWS::Lambda::EventSourceMapping: queues and table streams that a function consumes.
import { serviceOf } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import {
  flag,
  object,
  objects,
  optionalNumber,
  optionalText,
  ResourceError,
  text,
  texts,
} from '../cloud/read.ts';
import { tracesIn } from '../cloud/usage.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { type EventSource, uuidOf } from './descriptions.ts';
import { compileFilters } from './pollers/filter.ts';
import type { MappingHost } from './pollers/mapping.ts';
import { startQueuePoller } from './pollers/queue.ts';
import { startStreamPoller } from './pollers/stream.ts';

// What Lambda itself does in the name of the function's role.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
const needed: Readonly<Record<string, readonly string[]>> = {
  sqs: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  dynamodb: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
};

const functionArn = (id: string, cloud: AwsCloud) =>
  id.startsWith('arn:') ? id : cloud.functions.config(id).arn;

function hostOf(resource: Resource, cloud: AwsCloud): MappingHost {
  return {
    region: cloud.region,
    invoke: (id, payload) => cloud.functions.invokeWhenFree(id, payload),
    functionArn: (id) => functionArn(id, cloud),
    queueByArn: (arn) => cloud.messaging.sqs.getQueueByArn(arn),
    deliver(id, targetArn, body) {
      const config = cloud.functions.config(id);
      cloud.deliver(config.roleArn, config.name, targetArn, body);
    },
    log: (line) =>
      cloud.log.line(cloud.functions.config(text(resource, 'FunctionName')).service, line),
  };
}

/** True when the function's role may read the source; otherwise the denial is logged. */
function mayRead(resource: Resource, cloud: AwsCloud, sourceArn: string): boolean {
  const config = cloud.functions.config(text(resource, 'FunctionName'));
  const reasons = (needed[serviceOf(sourceArn)] ?? []).flatMap(
    (action) => cloud.access.checkRole(config.roleArn, config.name, action, sourceArn) ?? [],
  );
  for (const reason of reasons) {
    cloud.log.line('iam', `AccessDenied: ${reason}; ${resource.path} consumes nothing`);
  }
  return reasons.length === 0;
}

const patternsOf = (resource: Resource) =>
  objects(object(resource.properties, 'FilterCriteria'), 'Filters').map(
    (filter) => JSON.parse(String(filter.Pattern)) as Record<string, unknown>,
  );

const reportsItemFailures = (resource: Resource) =>
  texts(resource.properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures');

function consumeQueue(resource: Resource, cloud: AwsCloud, queueArn: string): void {
  const { properties } = resource;
  const queue = cloud.messaging.sqs.getQueueByArn(queueArn);
  if (!queue) throw new ResourceError(resource, `there is no queue ${queueArn}`);
  const functionId = text(resource, 'FunctionName');
  const concurrency = optionalNumber(object(properties, 'ScalingConfig'), 'MaximumConcurrency');
  const host = hostOf(resource, cloud);
  const poller = startQueuePoller(
    {
      queue,
      functionId,
      batchSize: optionalNumber(properties, 'BatchSize') ?? 10,
      windowSeconds: optionalNumber(properties, 'MaximumBatchingWindowInSeconds') ?? 0,
      maximumConcurrency: Math.min(concurrency ?? 10, cloud.functions.limit(functionId)),
      reportsItemFailures: reportsItemFailures(resource),
      filter: compileFilters(patternsOf(resource)),
    },
    {
      ...host,
      invoke: async (id, payload) => {
        // What Lambda itself asks of the queue is billed like any request.
        const traces = tracesIn(payload);
        cloud.usage.count(traces, 'queue requests', 'ReceiveMessage');
        const result = await host.invoke(id, payload);
        cloud.usage.count(traces, 'queue requests', 'DeleteMessageBatch');
        cloud.traffic.passed(
          `queue:${queue.name}`,
          `function:${cloud.functions.config(id).name}`,
          result.functionError !== undefined,
        );
        return result;
      },
    },
  );
  cloud.onStop(`event source ${resource.path}`, () => poller.stop());
}

function consumeStream(resource: Resource, cloud: AwsCloud, streamArn: string): void {
  const { properties } = resource;
  const destination = object(object(properties, 'DestinationConfig'), 'OnFailure');
  if (!cloud.streams.table(streamArn)) {
    throw new ResourceError(resource, `there is no stream ${streamArn}`);
  }
  const host = hostOf(resource, cloud);
  const table = cloud.streams.table(streamArn);
  const poller = startStreamPoller(
    {
      id: resource.path,
      streamArn,
      startsAtLatest: optionalText(properties, 'StartingPosition') === 'LATEST',
      functionId: text(resource, 'FunctionName'),
      batchSize: optionalNumber(properties, 'BatchSize') ?? 100,
      windowSeconds: optionalNumber(properties, 'MaximumBatchingWindowInSeconds') ?? 0,
      lanes: optionalNumber(properties, 'ParallelizationFactor') ?? 1,
      bisect: flag(properties, 'BisectBatchOnFunctionError'),
      maximumRetries: optionalNumber(properties, 'MaximumRetryAttempts') ?? -1,
      maximumAgeSeconds: optionalNumber(properties, 'MaximumRecordAgeInSeconds') ?? -1,
      reportsItemFailures: reportsItemFailures(resource),
      onFailureArn: optionalText(destination, 'Destination'),
      patterns: patternsOf(resource),
    },
    {
      ...host,
      invoke: async (id, payload) => {
        const result = await host.invoke(id, payload);
        const to = `function:${cloud.functions.config(id).name}`;
        cloud.traffic.passed(`table:${table?.name}`, to, result.functionError !== undefined);
        return result;
      },
    },
    {
      streams: cloud.streams,
      checkpoints: cloud.checkpoints,
      loses: () => cloud.faults.next('stream') !== undefined,
    },
  );
  cloud.onStop(`event source ${resource.path}`, () => poller.stop());
}

const isEnabled = ({ properties }: Resource) =>
  properties.Enabled === undefined || flag(properties, 'Enabled');

const ofItself = new Set(['FunctionName', 'EventSourceArn', 'Enabled', 'Tags']);

function eventSourceOf(resource: Resource, cloud: AwsCloud, sourceArn: string): EventSource {
  const { properties } = resource;
  const id = text(resource, 'FunctionName');
  return {
    id: uuidOf(resource.path),
    functionArn: functionArn(id, cloud),
    sourceArn,
    enabled: isEnabled(resource),
    settings: Object.fromEntries(
      Object.entries(properties).filter(([name]) => !ofItself.has(name)),
    ),
  };
}

const mapping: ResourceHandler = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: [
    'FunctionName',
    'EventSourceArn',
    'Enabled',
    'BatchSize',
    'MaximumBatchingWindowInSeconds',
    'FunctionResponseTypes',
    'FilterCriteria.Filters.Pattern',
    'ScalingConfig.MaximumConcurrency',
    'StartingPosition',
    'ParallelizationFactor',
    'BisectBatchOnFunctionError',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'DestinationConfig.OnFailure.Destination',
    'MetricsConfig',
    'Tags',
  ],
  create(resource, cloud: AwsCloud) {
    const sourceArn = text(resource, 'EventSourceArn');
    const consume = { sqs: consumeQueue, dynamodb: consumeStream }[serviceOf(sourceArn)];
    if (!consume) throw new ResourceError(resource, `the source ${sourceArn} is not handled`);
    // A function that is not there stops the start.
    cloud.functions.config(text(resource, 'FunctionName'));
    cloud.eventSources.push(eventSourceOf(resource, cloud, sourceArn));
    // When all policies of the assembly are there.
    cloud.onReady(`event source ${resource.path}`, async () => {
      if (!isEnabled(resource)) return;
      if (mayRead(resource, cloud, sourceArn)) consume(resource, cloud, sourceArn);
    });
    const id = uuidOf(resource.path);
    return { ref: id, attributes: { Id: id } };
  },
};

export const eventSourceResources: readonly ResourceHandler[] = [mapping];
