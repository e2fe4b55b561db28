// What functions consume: queues, and the streams of tables.
import type { Ground } from '../cloud/cloud.ts';
import type { Streams } from '../dynamodb/streams.ts';
import type { Needs as EventSourceNeeds } from './event-sources.ts';
import type { FunctionService } from './lambda.ts';
import { createCheckpoints } from './pollers/checkpoints.ts';
import { consumeQueue, type QueueNeeds } from './pollers/consume-queue.ts';
import { consumeStream } from './pollers/consume-stream.ts';
import { denialsOf, functionArnOf, type HostNeeds, hostOf } from './pollers/host.ts';

export interface ConsumerNeeds
  extends Pick<HostNeeds, 'access' | 'deliver' | 'messaging'>,
    Pick<QueueNeeds, 'traffic' | 'usage'> {
  readonly ground: Ground;
  readonly functions: FunctionService;
  readonly streams: Streams;
  /** Faults on purpose: is this record of a stream lost? */
  readonly loses: () => boolean;
}

export function createConsumers(needs: ConsumerNeeds): Omit<EventSourceNeeds, 'eventSources'> {
  const { ground, functions, streams, usage, traffic, loses } = needs;
  const { region, log, onReady, onStop } = ground;
  const mappings = { ...needs, region, log };
  const nameOf = (id: string) => functions.config(id).name;
  const checkpoints = createCheckpoints(ground.dataDir);
  onStop('stream checkpoints', () => checkpoints.flush());
  return {
    log,
    onReady,
    onStop,
    functionArn(id) {
      // A function that is not there stops the start.
      functions.config(id);
      return functionArnOf(id, functions);
    },
    denials: (functionId, sourceArn) => denialsOf(functionId, sourceArn, mappings),
    consume: {
      sqs: (resource, functionId, queueArn) =>
        consumeQueue(resource, queueArn, {
          host: hostOf(functionId, mappings),
          usage,
          traffic,
          nameOf,
          turnsOf: functions.turns,
        }),
      dynamodb: (resource, functionId, streamArn) =>
        consumeStream(resource, streamArn, {
          host: hostOf(functionId, mappings),
          source: { streams, checkpoints, loses },
          traffic,
          nameOf,
          turnsOf: functions.turns,
        }),
    },
  };
}
