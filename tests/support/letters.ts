// The dead-letter queues of a running system, as staff would handle them.
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../platform/messaging/dead-letter.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import type { Shop } from './shop.ts';

interface Queue {
  readonly name: string;
  readonly deadLetter: { readonly name: string } | null;
}

/** A queue that nothing works on: what is in it has died and does not wait. */
export const isOfTheDead = ({ name }: { readonly name: string }): boolean =>
  name.endsWith('-dead-letters');

const lastPart = (name: string): string => name.slice(name.lastIndexOf('-') + 1);
const noLimit = 10_000;

export const openLetters = async (shop: Shop) => {
  const client = new SQSClient({
    endpoint: shop.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { QueueUrls = [] } = await client.send(
    new ListQueuesCommand({ QueueNamePrefix: 'tandem-dev-' }),
  );
  const urls = new Map(QueueUrls.map((url) => [url.slice(url.lastIndexOf('/') + 1), url]));
  const queues = await shop.helper<Queue[]>('queues');
  const dead = [...urls.keys()]
    .filter((name) => isOfTheDead({ name }))
    .map((name) => ({
      name,
      letters: createDeadLetters({
        client,
        deadLetterUrl: urls.get(name) ?? '',
        queues: Object.fromEntries(
          queues
            .filter(({ deadLetter }) => deadLetter?.name === name)
            .map((origin) => [lastPart(origin.name), urls.get(origin.name) ?? '']),
        ),
      }),
    }));

  return {
    /** All of them, each with the name of the queue it is in. */
    list: async (): Promise<readonly (DeadLetter & { readonly queue: string })[]> => {
      const found = await Promise.all(
        dead.map(async ({ name, letters }) => {
          const { letters: all } = await letters.list({ limit: noLimit });
          return all.map((letter) => ({ ...letter, queue: name }));
        }),
      );
      return found.flat();
    },

    /** Answers how many went back; what did not fail in a queue stays. */
    redrive: async (): Promise<number> => {
      const counts = await Promise.all(
        dead.map(({ letters }) => letters.redrive({ limit: noLimit, perSecond: 200 })),
      );
      return counts.reduce((all, { count }) => all + count, 0);
    },

    add: async (service: string, body: string): Promise<void> => {
      const QueueUrl = urls.get(`tandem-dev-${service}-dead-letters`);
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    },

    close: () => client.destroy(),
  };
};
