// P7: how long an idle order takes, beside the transactions and queue hops it cannot do without.
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { startTransactionFloor } from '../floor.ts';
import type { Goal } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';
import { percentile } from '../statistics.ts';

const rounds = 10;
const perRound = 20;

const startQueueFloor = async () => {
  const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await sqs.send(new CreateQueueCommand({ QueueName: 'floor' }));
  const QueueUrl = `http://127.0.0.1:${server.port}/000000000000/floor`;
  const roundTrip = async (): Promise<number> => {
    const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const started = performance.now();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(500) }));
    const { Messages: [message] = [] } = await received;
    const elapsed = performance.now() - started;
    const { ReceiptHandle } = message ?? {};
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return elapsed;
  };
  return {
    slice: async (count: number): Promise<number[]> => {
      const times: number[] = [];
      for (let index = 0; index < count; index += 1) times.push(await roundTrip());
      return times;
    },
    stop: async () => {
      sqs.destroy();
      await server.stop();
    },
  };
};

export const latency: Goal = {
  names: ['P7'],
  measure: async ({ log }) => {
    const floor = await startTransactionFloor();
    const queue = await startQueueFloor();
    const subject = await startOrderSubject();
    try {
      await Promise.all([floor.slice(50, 1), queue.slice(20)]);
      await subject.slice(20, 1);
      const samples: number[] = [];
      const all: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const transaction = percentile((await floor.slice(100, 1)).times, 0.99);
        const hop = percentile(await queue.slice(perRound), 0.99);
        const { times } = await subject.slice(perRound, 1);
        all.push(...times);
        const order = percentile(times, 0.99);
        samples.push(order / (4 * transaction + 3 * hop));
        log(
          `P7 ${round}/${rounds}: order p99 ${order.toFixed(1)} ms, transaction ${transaction.toFixed(1)} ms, queue ${hop.toFixed(1)} ms`,
        );
      }
      return [
        {
          goal: 'P7',
          what: 'idle order p99 ÷ (4 × transaction p99 + 3 × queue round trip p99)',
          samples,
          limit: { atMost: 3 },
          details: { orderP50Ms: percentile(all, 0.5), orderP99Ms: percentile(all, 0.99) },
        },
      ];
    } finally {
      await Promise.all([floor.stop(), queue.stop(), subject.stop()]);
    }
  },
};
