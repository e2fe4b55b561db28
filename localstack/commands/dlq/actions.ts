// What a person does to the letters of one dead-letter queue: looks at them, sends them back, throws them away.
import { UsageError } from '../../../platform/cli/flags.ts';
import type { DeadLetterFilter } from '../../../platform/messaging/dead-letter.ts';
import type { DeadLetterQueue } from './dead-letters.ts';
import { lettersOf, reasonOf } from './letters.ts';
import type { Target, Values } from './target.ts';

const mostShown = 100;
export const defaultRate = 10;

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

export const actions: Readonly<
  Record<string, (target: Target, queue: DeadLetterQueue) => Promise<void>>
> = {
  show,
  redrive,
  purge,
};
