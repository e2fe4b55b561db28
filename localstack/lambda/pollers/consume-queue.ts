// A queue that a function consumes, as the template says.
import type { Resource } from '../../cloud/cloud.ts';
import { compileFilters } from '../../cloud/filters/event-filter.ts';
import { object, optionalNumber, ResourceError, text } from '../../cloud/read.ts';
import type { Traffic } from '../../cloud/traffic.ts';
import { tracesIn, type Usage } from '../../cloud/usage.ts';
import type { MappingHost } from './mapping.ts';
import { type Poller, type QueueMapping, startQueuePoller } from './queue.ts';
import { patternsOf, reportsItemFailures } from './settings.ts';

export interface QueueNeeds {
  readonly host: MappingHost;
  readonly usage: Pick<Usage, 'count'>;
  readonly traffic: Pick<Traffic, 'passed'>;
  readonly nameOf: (functionId: string) => string;
  readonly turnsOf: (functionId: string) => Required<QueueMapping>['turns'];
}

export function consumeQueue(resource: Resource, queueArn: string, needs: QueueNeeds): Poller {
  const { host, usage, traffic, nameOf, turnsOf } = needs;
  const { properties } = resource;
  const queue = host.queueByArn(queueArn);
  if (!queue) throw new ResourceError(resource, `there is no queue ${queueArn}`);
  const functionId = text(resource, 'FunctionName');
  const concurrency = optionalNumber(object(properties, 'ScalingConfig'), 'MaximumConcurrency');
  const invoke: MappingHost['invoke'] = async (id, payload) => {
    // What Lambda itself asks of the queue is billed like any request.
    const traces = tracesIn(payload);
    usage.count(traces, 'queue requests', 'ReceiveMessage');
    const result = await host.invoke(id, payload);
    usage.count(traces, 'queue requests', 'DeleteMessageBatch');
    const failed = result.functionError !== undefined;
    traffic.passed(`queue:${queue.name}`, `function:${nameOf(id)}`, failed);
    return result;
  };
  return startQueuePoller(
    {
      queue,
      functionId,
      batchSize: optionalNumber(properties, 'BatchSize') ?? 10,
      windowSeconds: optionalNumber(properties, 'MaximumBatchingWindowInSeconds') ?? 0,
      maximumConcurrency: concurrency ?? Number.POSITIVE_INFINITY,
      reportsItemFailures: reportsItemFailures(resource),
      filter: compileFilters(patternsOf(resource)),
      turns: turnsOf(functionId),
    },
    { ...host, invoke },
  );
}
