// `npm run dlq`: what died in the dead-letter queues of the running system and why, sent back or thrown away.

import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { UsageError } from '../../platform/cli/flags.ts';
import type { DeadLetter, DeadLetterFilter } from '../../platform/messaging/dead-letter.ts';
import { createDeadLetters, type DeadLetters } from '../../platform/messaging/dead-letters.ts';
import type { Flags } from '../cli/arguments.ts';
import { chosenCopy } from '../cli/chosen.ts';
import { ask, awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { duration } from '../cli/duration.ts';
import type { Running } from '../cli/running.ts';
import { type Terminal, table } from '../cli/terminal.ts';
import type { ToldLine } from '../cloud/logs/line.ts';
import type { QueueDepth } from '../tandem/queues.ts';
import { type DeadLetterQueue, deadLetterQueues } from './dead-letters.ts';

type Values = Flags['values'];

interface Target {
  readonly running: Running;
  readonly client: SQSClient;
  readonly queues: readonly DeadLetterQueue[];
  readonly values: Values;
  readonly terminal: Terminal;
}

const mostShown = 100;
const defaultRate = 10;

const filterOf = ({ id, type, subject }: Values): DeadLetterFilter => ({
  ...(typeof id === 'string' && { id }),
  ...(typeof type === 'string' && { type }),
  ...(typeof subject === 'string' && { subject }),
});

const numberOf = (value: unknown, name: string, fallback: number): number => {
  const number = Number(value ?? fallback);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--${name} must be a whole number above 0, not ${String(value)}`);
};

/** The dead letters a person means: by the name of their queue, of one they come from, or of the service. */
function queueNamed(queues: readonly DeadLetterQueue[], name: string | undefined): DeadLetterQueue {
  const found = queues.find(
    (queue) =>
      queue.name === name ||
      queue.sources.some((source) => source === name) ||
      queue.name.endsWith(`-${name}-dead-letters`),
  );
  if (found) return found;
  const known = queues.map((queue) => `\n  ${queue.name}`).join('');
  throw new UsageError(`${name ? `there is no queue ${name}` : 'which queue?'}; one of${known}`);
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

async function lettersOf(
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
async function reasonOf({ running }: Target, letter: DeadLetter): Promise<string> {
  const { messageId, reason } = letter;
  if (reason !== null) return reason;
  const query = new URLSearchParams({ text: messageId });
  const { lines } = await ask<{ lines: ToldLine[] }>(running, `logs?${query}`);
  const last = lines.find(({ message }) => message === 'message failed');
  if (!last) return 'the logs no longer say why';
  // Names of classes do not survive the bundling, so only the text is shown.
  const { message } = (last.record?.error ?? {}) as { message?: string };
  return `${message ?? 'it failed without a word'} (${last.at})`;
}

function list({ queues, values, terminal }: Target): void {
  if (values.json) {
    terminal.line(JSON.stringify(queues, null, 2));
    return;
  }
  const rows = queues.map(({ name, visible, oldestAgeSeconds, sources }) => [
    String(visible),
    oldestAgeSeconds === null ? '-' : duration(oldestAgeSeconds),
    name,
    sources.length === 0 ? 'of functions' : `of ${sources.join(', ')}`,
  ]);
  const head = ['letters', 'oldest', 'queue', ''];
  for (const row of table([head, ...rows], terminal.columns)) terminal.line(row);
}

async function show(target: Target, queue: DeadLetterQueue): Promise<void> {
  const letters = await lettersOf(target, queue);
  const limit = numberOf(target.values.limit, 'limit', mostShown);
  const found = await letters.list({ limit, filter: filterOf(target.values) });
  const explained = await Promise.all(
    found.letters.map(async (letter) => ({ ...letter, reason: await reasonOf(target, letter) })),
  );
  const { terminal, values } = target;
  if (values.json) {
    terminal.line(JSON.stringify(explained, null, 2));
    return;
  }
  if (explained.length === 0) terminal.line('nothing here');
  for (const { id, messageId, type, subject, diedAt, receives, reason } of explained) {
    terminal.line(`${id ?? messageId}  ${type ?? 'unreadable'}  ${subject ?? ''}`);
    terminal.line(`  died ${diedAt}, received ${receives} times`);
    terminal.line(`  ${reason}`);
  }
}

async function redrive(target: Target, queue: DeadLetterQueue): Promise<void> {
  const letters = await lettersOf(target, queue);
  const perSecond = numberOf(target.values.rate, 'rate', defaultRate);
  const limit = numberOf(target.values.limit, 'limit', 10_000);
  const filter = filterOf(target.values);
  const { count, skipped } = await letters.redrive({ limit, perSecond, filter });
  target.terminal.line(`${count} sent back to ${queue.sources.join(', ') || 'no queue'}`);
  if (skipped > 0) target.terminal.line(`${skipped} did not fail in a queue, and stay`);
}

async function purge(target: Target, queue: DeadLetterQueue): Promise<void> {
  if (target.values.yes !== true) throw new UsageError('what is purged is gone; say --yes');
  const letters = await lettersOf(target, queue);
  const limit = numberOf(target.values.limit, 'limit', 10_000);
  const { count } = await letters.purge({ limit, filter: filterOf(target.values) });
  target.terminal.line(`${count} thrown away from ${queue.name}`);
}

const actions: Readonly<Record<string, (target: Target, queue: DeadLetterQueue) => Promise<void>>> =
  {
    show,
    redrive,
    purge,
  };

export const dlq: Command = {
  name: 'dlq',
  summary: 'Lists, shows, sends back or throws away what is in the dead-letter queues',
  parameters: 'list|show|redrive|purge [<queue or service>]',
  flags: {
    id: { type: 'string', value: '<id>', help: 'only this message (envelope or queue id)' },
    type: { type: 'string', value: '<type>', help: 'only messages of this type' },
    subject: { type: 'string', value: '<id>', help: 'only messages about this order, user …' },
    limit: { type: 'string', value: '<n>', help: 'at most so many' },
    rate: { type: 'string', value: '<n>', help: `sent back in a second (${defaultRate})` },
    yes: { type: 'boolean', help: 'purge: throw away for good' },
    json: { type: 'boolean', help: 'as JSON' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Sending back is safe: what was handled before is refused by the inbox.',
    'Example: npm run dlq -- redrive orders --type products.stock-reserved.v1',
  ],
  async run({ values, positionals }, terminal) {
    const [action = 'list', name, stray] = positionals;
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one queue at a time`);
    const act = actions[action];
    if (!act && action !== 'list') {
      throw new UsageError(`there is no ${action}; use list, show, redrive or purge`);
    }
    if (action === 'list' && name !== undefined) {
      throw new UsageError(`list shows all queues; did you mean show ${name}?`);
    }
    const running = chosenCopy(values);
    const client = new SQSClient({
      endpoint: awsUrl(running),
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const queues = deadLetterQueues(await ask<QueueDepth[]>(running, 'queues'));
    const target = { running, client, queues, values, terminal };
    if (act) await act(target, queueNamed(queues, name));
    else list(target);
    client.destroy();
    return 0;
  },
};
