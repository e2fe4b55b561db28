// A delivery stream: what topics put into it goes through the function that transforms it into files below the data.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access, Ground } from '../cloud/cloud.ts';
import type { FunctionService } from '../lambda/lambda.ts';
import { startQueuePoller } from '../lambda/pollers/queue.ts';
import type { Queue } from '../messaging/messaging.ts';
import { deliverToArchive } from './delivery.ts';

export interface StreamDefinition {
  readonly name: string;
  readonly arn: string;
  /** Of its resource, for what is said of it. */
  readonly path: string;
  readonly roleArn: string;
  /** The function that transforms its records. */
  readonly functionId: string;
  readonly bucketArn: string;
  readonly prefix: string;
  readonly errorPrefix: string;
}

export interface StreamNeeds {
  readonly ground: Ground;
  readonly access: Pick<Access, 'checkRole'>;
  readonly functions: Pick<FunctionService, 'invokeWhenFree'>;
  /** The queue of what waits for a stream. */
  readonly queueOf: (streamArn: string) => Queue;
}

/** `<data>/s3/<bucket>/<prefix>…`, in the way of the bucket's keys. */
function directoryOf({ dataDir, onStop }: Ground, bucketArn: string): string {
  const bucket = bucketArn.slice(bucketArn.lastIndexOf(':') + 1);
  if (dataDir !== undefined) return join(dataDir, 's3', bucket);
  const directory = mkdtempSync(join(tmpdir(), 'tandem-s3-'));
  onStop('files of streams', async () => rmSync(directory, { recursive: true, force: true }));
  return join(directory, bucket);
}

/** The reason why the stream's role may not do its work, where there is one. */
function denial(access: StreamNeeds['access'], stream: StreamDefinition): string | undefined {
  const needed = {
    's3:PutObject': `${stream.bucketArn}/facts`,
    'lambda:InvokeFunction': stream.functionId,
  };
  const by = { roleArn: stream.roleArn, owner: stream.name };
  return Object.entries(needed)
    .map(([action, on]) => access.checkRole(by, action, on))
    .find((reason) => reason !== undefined);
}

export function startDeliveryStream(stream: StreamDefinition, needs: StreamNeeds): void {
  const { ground, access, functions, queueOf } = needs;
  const { arn, functionId, prefix, errorPrefix } = stream;
  const queue = queueOf(arn);
  const reason = denial(access, stream);
  if (reason !== undefined) {
    ground.log.line('iam', `AccessDenied: ${reason}; ${stream.path} delivers nothing`);
    return;
  }
  const destination = { directory: directoryOf(ground, stream.bucketArn), prefix, errorPrefix };
  const deliver = deliverToArchive(destination, (event) =>
    functions.invokeWhenFree(functionId, event),
  );
  const poller = startQueuePoller(
    {
      queue,
      functionId,
      batchSize: 500,
      // Firehose waits for minutes; whoever looks at a laptop does not.
      windowSeconds: 1,
      maximumConcurrency: 1,
      reportsItemFailures: false,
      filter: () => true,
    },
    {
      region: ground.region,
      invoke: (_id, payload) => deliver(arn, payload),
      functionArn: () => functionId,
      queueByArn: () => undefined,
      deliver: () => undefined,
      log: (line) => ground.log.line('facts', line),
    },
  );
  ground.onStop(`delivery stream ${stream.path}`, () => poller.stop());
}
