import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
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

const consumes = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const received = outputFile();
const picked = outputFile();

const resources = {
  DeadLetters: queue('dead-letters'),
  Inbox: queue('inbox', {
    VisibilityTimeout: 1,
    RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 2 },
  }),
  Waiting: queue('waiting'),
  Mixed: queue('mixed'),
  Off: queue('off'),
  Worker: role('lambda.amazonaws.com', [
    { Action: consumes, Resource: [arn('Inbox'), arn('Mixed'), arn('Off')] },
  ]),
  Picky: lambda('picky', 'Worker', 'consume', {
    Environment: { Variables: { OUT: picked.path } },
  }),
  PickyMixed: eventSource('Picky', arn('Mixed'), {
    BatchSize: 2,
    FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["wanted"]}}' }] },
  }),
  SwitchedOff: lambda('switched-off', 'Worker', 'consume', {
    ReservedConcurrentExecutions: 0,
    Environment: { Variables: { OUT: '/dev/null' } },
  }),
  ConsumeOff: eventSource('SwitchedOff', arn('Off'), { BatchSize: 1 }),
  Idle: role('lambda.amazonaws.com'),
  Consume: lambda('consume', 'Worker', 'consume', {
    Environment: { Variables: { OUT: received.path } },
  }),
  Refused: lambda('refused', 'Idle', 'consume', {
    Environment: { Variables: { OUT: received.path } },
  }),
  ConsumeInbox: eventSource('Consume', arn('Inbox'), {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 2 },
  }),
  RefusedInbox: eventSource('Refused', arn('DeadLetters'), { BatchSize: 1 }),
};

const code = {
  consume: recorder(`
    const failed = event.Records.filter(({ body }) => body.startsWith('bad'));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };`),
};

interface SqsEvent {
  readonly Records: { body: string; attributes: Record<string, string> }[];
}

describe('a queue as event source', () => {
  let running: Running;
  let sqs: SQSClient;
  const url = (name: string) =>
    `http://localhost:${running.cloud.endpoints.aws}/000000000000/${name}`;
  const send = (body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url('inbox'), MessageBody: body }));
  const receive = async (name: string) => {
    const command = new ReceiveMessageCommand({ QueueUrl: url(name), WaitTimeSeconds: 5 });
    return (await sqs.send(command)).Messages ?? [];
  };
  const bodies = () => received.events().flatMap((event) => (event as unknown as SqsEvent).Records);

  beforeAll(async () => {
    running = await run(writeAssembly({ Queues: { Resources: resources } }, code));
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  it('a message is consumed at its arrival, and waits for no tick', async () => {
    const times: number[] = [];
    for (const name of ['warm', 'second', 'third', 'fourth', 'fifth']) {
      const started = performance.now();
      await send(name);
      await eventually(bodies, (all) => all.some(({ body }) => body === name));
      times.push(performance.now() - started);
    }
    // The quickest: at the others the machine may have had something else to do.
    expect(Math.min(...times)).toBeLessThan(500);
  });

  it('a failed message comes back alone and ends in the dead-letter queue', async () => {
    await Promise.all([send('good'), send('bad')]);
    const [dead] = await receive('dead-letters');
    expect(dead?.Body).toBe('bad');
    const attempts = bodies().filter(({ body }) => body === 'bad');
    expect(attempts.map((one) => one.attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    expect(bodies().filter(({ body }) => body === 'good')).toHaveLength(1);
  });

  it('a message does not go to a consumer that has hung up while it waited', async () => {
    const waiting = new AbortController();
    const poll = new ReceiveMessageCommand({ QueueUrl: url('waiting'), WaitTimeSeconds: 20 });
    const gone = sqs.send(poll, { abortSignal: waiting.signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    waiting.abort();
    await expect(gone).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const here = receive('waiting');
    await sqs.send(new SendMessageCommand({ QueueUrl: url('waiting'), MessageBody: 'hello' }));
    expect((await here).map(({ Body }) => Body)).toEqual(['hello']);
  });

  it('a message is looked for among all those that the filter does not want', async () => {
    const kinds = [...Array.from({ length: 9 }, () => 'other'), 'wanted'];
    // In one go, so that nothing that comes wakes the poller.
    for (const kind of kinds) {
      running.cloud.messaging.send(
        'arn:aws:sqs:eu-central-1:000000000000:mixed',
        JSON.stringify({ kind }),
      );
    }
    const events = await eventually(picked.events, (all) => all.length > 0);
    const [{ Records: [record] = [] } = {}] = events as unknown as Partial<SqsEvent>[];
    expect(record?.body).toBe('{"kind":"wanted"}');
    expect(await receive('mixed')).toEqual([]);
  });

  it('a function that reserves no concurrency runs for nobody', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url('off'), MessageBody: 'x' }));
    running.cloud.functions.invokeAsync('switched-off', '{}');
    await eventually(
      () => running.lines,
      (lines) => lines.some((line) => line.includes('switched-off reserves no concurrency')),
    );
    const { throttles } = await eventually(
      () => running.cloud.functions.tally('switched-off'),
      (tally) => tally.throttles > 0,
    );
    expect(throttles).toBeGreaterThan(0);
    expect(running.cloud.functions.tally('switched-off').invocations).toBe(0);
  });

  it('a long poll ends empty when its time is up', async () => {
    const started = performance.now();
    const poll = new ReceiveMessageCommand({ QueueUrl: url('waiting'), WaitTimeSeconds: 1 });
    expect((await sqs.send(poll)).Messages).toBeUndefined();
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('a mapping whose role may not read its source consumes nothing and says why', () => {
    const denials = running.lines.filter((line) => line.includes('RefusedInbox'));
    expect(denials.join('\n')).toContain(
      'is not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:eu-central-1:000000000000:dead-letters',
    );
  });
});
