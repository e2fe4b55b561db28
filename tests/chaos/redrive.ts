// After the storm: what died is sent back, and with it a copy of what was handled long ago, which must change nothing.
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import { reserveStock } from '../../events/messages/products.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import type { Looker } from './snapshot.ts';

interface Sent {
  readonly envelope: Omit<Envelope, 'data'>;
}

const receiver = 'products';

/** A message that products has handled; what it said is in the first event of its order. */
const handledBefore = async (looker: Looker): Promise<Envelope | undefined> => {
  const items = await looker.table('orders');
  const sent = items
    .flatMap(({ messages }) => (messages ?? []) as Sent[])
    .find(({ envelope }) => envelope.type === reserveStock.type)?.envelope;
  const first = items.find(
    ({ pk, sk }) => pk === `ORDER#${sent?.subject}` && sk.startsWith('EVENT#') && /#0*1$/.test(sk),
  );
  if (sent === undefined || first === undefined) return undefined;
  const placed = first.event as OrderEvent;
  const said = orderDecider.react(placed, orderDecider.evolve(orderDecider.initial, placed));
  return { ...sent, data: said.find(({ type }) => type === reserveStock.type)?.data };
};

export const redriveAll = async (
  { looker, cloud }: { readonly looker: Looker; readonly cloud: { readonly awsUrl: string } },
  say: (what: string) => void,
): Promise<number> => {
  const client = new SQSClient({
    endpoint: cloud.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const copy = await handledBefore(looker);
  if (copy) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: await urlOf(`tandem-dev-${receiver}-dead-letters`),
        MessageBody: JSON.stringify(copy),
      }),
    );
  }
  let redriven = 0;
  for (const { name, deadLetter } of await looker.queues()) {
    if (!deadLetter || deadLetter.visible === 0) continue;
    const letters = createDeadLetters({
      client,
      queues: { [name.slice(name.lastIndexOf('-') + 1)]: await urlOf(name) },
      deadLetterUrl: await urlOf(deadLetter.name),
    });
    const { count } = await letters.redrive({ limit: 10_000, perSecond: 200 });
    say(`${count} redriven from ${deadLetter.name}`);
    redriven += count;
  }
  client.destroy();
  return redriven;
};
