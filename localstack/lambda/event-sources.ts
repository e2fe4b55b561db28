// AWS::Lambda::EventSourceMapping: queues and table streams that a function consumes.
import { serviceOf } from '../cloud/arn.ts';
import type { Lifetime, Log, Resource, ResourceHandler } from '../cloud/cloud.ts';
import { flag, ResourceError, text } from '../cloud/read.ts';
import { type EventSource, uuidOf } from './descriptions.ts';
import type { Poller } from './pollers/queue.ts';

/** Starts to consume a source; refuses what it does not find. */
export type Consume = (resource: Resource, functionId: string, sourceArn: string) => Poller;

export interface Needs extends Lifetime {
  /** By the service of the source's ARN. */
  readonly consume: Readonly<Record<string, Consume>>;
  /** Throws where there is no such function. */
  readonly functionArn: (id: string) => string;
  /** The reasons why a function's role may not read a source. */
  readonly denials: (functionId: string, sourceArn: string) => readonly string[];
  readonly log: Log;
  /** All there are, for those who ask. */
  readonly eventSources: EventSource[];
}

const isEnabled = ({ properties }: Resource) =>
  properties.Enabled === undefined || flag(properties, 'Enabled');

const ofItself = new Set(['FunctionName', 'EventSourceArn', 'Enabled', 'Tags']);

function eventSourceOf(resource: Resource, sourceArn: string, functionArn: string): EventSource {
  const { properties } = resource;
  return {
    id: uuidOf(resource.path),
    functionArn,
    sourceArn,
    enabled: isEnabled(resource),
    settings: Object.fromEntries(
      Object.entries(properties).filter(([name]) => !ofItself.has(name)),
    ),
  };
}

const eventSourceResourceProperties = [
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
];

export const eventSourceResource = (needs: Needs): ResourceHandler => ({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: eventSourceResourceProperties,
  create(resource) {
    const { consume, functionArn, denials, log, eventSources, onReady, onStop } = needs;
    const sourceArn = text(resource, 'EventSourceArn');
    const functionId = text(resource, 'FunctionName');
    const start = consume[serviceOf(sourceArn)];
    if (!start) throw new ResourceError(resource, `the source ${sourceArn} is not handled`);
    eventSources.push(eventSourceOf(resource, sourceArn, functionArn(functionId)));
    // When all policies of the assembly are there.
    onReady(`event source ${resource.path}`, async () => {
      if (!isEnabled(resource)) return;
      const reasons = denials(functionId, sourceArn);
      for (const reason of reasons) {
        log.line('iam', `AccessDenied: ${reason}; ${resource.path} consumes nothing`);
      }
      if (reasons.length > 0) return;
      const poller = start(resource, functionId, sourceArn);
      onStop(`event source ${resource.path}`, () => poller.stop());
    });
    const id = uuidOf(resource.path);
    return { ref: id, attributes: { Id: id } };
  },
});
