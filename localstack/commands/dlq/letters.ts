// The letters of a dead-letter queue of the running system, and why they died.
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../../platform/messaging/dead-letter.ts';
import { createDeadLetters, type DeadLetters } from '../../../platform/messaging/dead-letters.ts';
import { ask } from '../../cli/client.ts';
import type { LogLineView } from '../../cloud/logs/line.ts';
import type { DeadLetterQueue } from './dead-letters.ts';
import type { Target } from './target.ts';

const lastPart = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

export async function lettersOf(
  { client }: Target,
  { name, sources }: DeadLetterQueue,
): Promise<DeadLetters> {
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const origins = sources.map(async (source) => [lastPart(source), await urlOf(source)] as const);
  return createDeadLetters({
    client,
    queues: Object.fromEntries(await Promise.all(origins)),
    deadLetterUrl: await urlOf(name),
  });
}

/** What the letter says, or the last line of the logs that tells of this message's failure. */
export async function reasonOf({ running }: Target, letter: DeadLetter): Promise<string> {
  const { messageId, reason } = letter;
  if (reason !== null) return reason;
  const query = new URLSearchParams({ text: messageId });
  const { lines } = await ask<{ lines: LogLineView[] }>(running, `logs?${query}`);
  const last = lines.find(({ message }) => message === 'message failed');
  if (!last) return 'the logs no longer say why';
  // Names of classes do not survive the bundling, so only the text is shown.
  const { message } = (last.record?.error ?? {}) as { message?: string };
  return `${message ?? 'it failed without a word'} (${last.at})`;
}
