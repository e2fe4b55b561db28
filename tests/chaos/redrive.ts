// After the storm: what died is sent back, and with it a copy of what was handled long ago, which must change nothing.
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import type { Looker } from './snapshot.ts';

interface Handled {
  readonly destination: string;
  readonly envelope: object;
}

const receiver = 'products';

/** A message that products has handled. */
const handledBefore = async (looker: Looker): Promise<Handled | undefined> =>
  (await looker.table('orders'))
    .flatMap(({ messages }) => (messages ?? []) as Handled[])
    .find(({ destination }) => destination === `queue:${receiver}`);

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
        MessageBody: JSON.stringify(copy.envelope),
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
