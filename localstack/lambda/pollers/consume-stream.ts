// A table's stream that a function consumes, as the template says.
import type { Resource } from '../../cloud/cloud.ts';
import {
  flag,
  object,
  optionalNumber,
  optionalText,
  ResourceError,
  text,
} from '../../cloud/read.ts';
import type { Traffic } from '../../cloud/traffic.ts';
import type { MappingHost } from './mapping.ts';
import type { Poller } from './queue.ts';
import { patternsOf, reportsItemFailures } from './settings.ts';
import { type StreamMapping, type StreamSource, startStreamPoller } from './stream.ts';

export interface StreamNeeds {
  readonly host: MappingHost;
  readonly source: StreamSource;
  readonly traffic: Pick<Traffic, 'passed'>;
  readonly nameOf: (functionId: string) => string;
  readonly turnsOf: (functionId: string) => StreamMapping['turns'];
}

function mappingOf(resource: Resource, streamArn: string): Omit<StreamMapping, 'turns'> {
  const { properties } = resource;
  const destination = object(object(properties, 'DestinationConfig'), 'OnFailure');
  return {
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
  };
}

export function consumeStream(resource: Resource, streamArn: string, needs: StreamNeeds): Poller {
  const { host, source, traffic, nameOf, turnsOf } = needs;
  const table = source.streams.table(streamArn);
  if (!table) throw new ResourceError(resource, `there is no stream ${streamArn}`);
  const invoke: MappingHost['invoke'] = async (id, payload) => {
    const result = await host.invoke(id, payload);
    const failed = result.functionError !== undefined;
    traffic.passed(`table:${table.name}`, `function:${nameOf(id)}`, failed);
    return result;
  };
  const mapping = mappingOf(resource, streamArn);
  const turns = turnsOf(mapping.functionId);
  return startStreamPoller({ ...mapping, turns }, { ...host, invoke }, source);
}
