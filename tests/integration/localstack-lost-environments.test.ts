import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventSource,
  eventually,
  lambda,
  outputFile,
  queue,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';
import { startCloudProcess } from '../support/cloud-process.ts';

// A message fails at its first event only, in the way it says.
const body = `
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const [{ body }] = event.Records;
  const times = readFileSync(process.env.OUT, 'utf8').split(JSON.stringify(body)).length - 1;
  if (times > 1) return {};
  if (body.startsWith('hangs')) await new Promise((resolve) => setTimeout(resolve, 20_000));
  if (body === 'throws') throw new Error('no luck');
  if (body === 'ends') process.exit(3);
  if (body === 'runs out of memory') process.abort();
  return {};`;

const assemblyOf = (out: string): string =>
  writeAssembly(
    {
      Shop: {
        Resources: {
          Long: queue('long', { VisibilityTimeout: 600 }),
          Short: queue('short', { VisibilityTimeout: 1 }),
          Worker: role('lambda.amazonaws.com', [
            {
              Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
              Resource: '*',
            },
          ]),
          Work: lambda('shop-work', 'Worker', 'work', {
            Timeout: 60,
            Environment: { Variables: { OUT: out, SERVICE: 'shop' } },
          }),
          OfLong: eventSource('Work', arn('Long'), { BatchSize: 1 }),
          OfShort: eventSource('Work', arn('Short'), { BatchSize: 1 }),
        },
      },
    },
    { work: recorder(body) },
  );

interface SqsEvent {
  readonly Records: readonly { readonly body: string; readonly attributes: Attributes }[];
}
interface Attributes {
  readonly ApproximateReceiveCount: string;
}

const sender = (settings: ConstructorParameters<typeof SQSClient>[0], endpoint: string) => {
  const sqs = new SQSClient(settings ?? {});
  return (queueName: string, MessageBody: string) =>
    sqs.send(
      new SendMessageCommand({ QueueUrl: `${endpoint}/000000000000/${queueName}`, MessageBody }),
    );
};

/** The receive counts of the events that a message came with. */
const receives = (received: ReturnType<typeof outputFile>, of: string): string[] =>
  received
    .events()
    .flatMap((event) => (event as unknown as SqsEvent).Records)
    .filter(({ body }) => body === of)
    .map(({ attributes }) => attributes.ApproximateReceiveCount);

describe('a message whose function did not answer', () => {
  const received = outputFile();
  let running: Running;
  let send: ReturnType<typeof sender>;
  const until = (message: string, times: number) =>
    eventually(
      () => receives(received, message),
      (counts) => counts.length === times,
    );
  const pids = () =>
    running.cloud
      .processes()
      .filter(({ kind }) => kind === 'function')
      .map(({ pid }) => pid);

  beforeAll(async () => {
    running = await run(assemblyOf(received.path));
    const settings = running.client();
    send = sender(settings, settings.endpoint);
  });
  afterAll(() => running.stop());

  it('goes to another environment at once where the first was killed, and counts as received once', async () => {
    await send('long', 'hangs');
    await until('hangs', 1);
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    expect(await until('hangs', 2)).toEqual(['1', '1']);
    await eventually(
      () => running.cloud.messaging.queue('long')?.inflightMessages.size,
      (size) => size === 0,
    );
  });

  it('waits hidden for a function that is throttled, and counts as received once', async () => {
    running.cloud.faults.set([{ target: 'shop', kind: 'throttle', rate: 1 }]);
    await send('long', 'waits');
    const hits = () => running.cloud.faults.list().reduce((sum, fault) => sum + fault.hits, 0);
    await eventually(hits, (count) => count > 2);
    expect(receives(received, 'waits')).toEqual([]);
    running.cloud.faults.set([]);
    expect(await until('waits', 1)).toEqual(['1']);
  });

  it.each(['throws', 'ends', 'runs out of memory'])(
    'because it %s stays hidden and is received again',
    async (message) => {
      await send('short', message);
      expect(await until(message, 2)).toEqual(['1', '2']);
    },
  );
});

describe('a message that was received by a cloud that was killed', () => {
  it('is received again by the next one, and waits for no time of its queue', async () => {
    const received = outputFile();
    const dataDir = mkdtempSync(join(tmpdir(), 'tandem-lost-'));
    const assembly = assemblyOf(received.path);
    const until = (times: number) =>
      eventually(
        () => receives(received, 'hangs'),
        (counts) => counts.length === times,
      );
    const cloud = await startCloudProcess(assembly, dataDir);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const { endpoint } = cloud;
    await sender({ endpoint, region: 'eu-central-1', credentials }, endpoint)('long', 'hangs');
    await until(1);
    await cloud.kill();
    const next = await startCloudProcess(assembly, dataDir);
    expect(await until(2)).toEqual(['1', '2']);
    await next.kill();
    for (const path of [dataDir, assembly]) rmSync(path, { recursive: true, force: true });
  });
});
