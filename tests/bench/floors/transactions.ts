// The floor of an order: raw three-item transactions by the SDK, straight to a DynamoDB of its own, in a process of its own.
import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { startDatabase } from '../../support/dynamo.ts';

const database = await startDatabase();
await database.table('floor');

const transaction = (id: string) =>
  new TransactWriteItemsCommand({
    TransactItems: ['STATE', 'EVENT#0000000001', 'OUT#0000000001'].map((sk) => ({
      Put: {
        TableName: 'floor',
        Item: { pk: { S: `ORDER#${id}` }, sk: { S: sk }, data: { S: 'x'.repeat(400) } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    })),
  });

/** Answers the milliseconds of each transaction. */
const run = async (count: number, concurrency: number): Promise<number[]> => {
  const times: number[] = [];
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await database.client.send(transaction(randomUUID()));
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return times;
};

process.on('message', async ({ count, concurrency }: { count: number; concurrency: number }) => {
  const started = performance.now();
  const times = await run(count, concurrency);
  process.send?.({ times, elapsedMs: performance.now() - started });
});
process.on('disconnect', () => void database.stop().then(() => process.exit(0)));
process.send?.({ ready: true });
