// Messages that somebody means, by id, type or subject, and takes out of their queue.
import type { Queue, QueueMessage } from '../../messaging/messaging.ts';
import { parseEnvelope } from '../envelope.ts';
import { membersOf, RouteError } from '../routing.ts';

interface Choice {
  readonly ids: ReadonlySet<string> | undefined;
  readonly type: string | undefined;
  readonly subject: string | undefined;
  readonly limit: number;
}

const most = 10_000;
const choices = new Set(['ids', 'type', 'subject', 'limit']);

const textOf = (value: unknown, name: string): string | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  throw new RouteError(400, `${name} must be a text`);
};

/** Which messages a body of `redrive` or `purge` means: all where it names none. */
export function choiceOf(body: unknown): Choice {
  const members = membersOf(body);
  const unknown = Object.keys(members).find((name) => !choices.has(name));
  if (unknown !== undefined) throw new RouteError(400, `there is no member ${unknown}`);
  const { ids, limit = most } = members;
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => typeof id === 'string'))) {
    throw new RouteError(400, 'ids must be a list of texts');
  }
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > most) {
    throw new RouteError(400, `limit must be a whole number from 1 to ${most}`);
  }
  return {
    ids: ids && new Set(ids as string[]),
    type: textOf(members.type, 'type'),
    subject: textOf(members.subject, 'subject'),
    limit: Number(limit),
  };
}

const isChosen = ({ ids, type, subject }: Choice, message: QueueMessage): boolean => {
  const envelope = parseEnvelope(message.body);
  return (
    (ids === undefined || ids.has(message.messageId) || ids.has(envelope.id ?? '')) &&
    (type === undefined || envelope.type === type) &&
    (subject === undefined || envelope.subject === subject)
  );
};

/** Takes what is chosen of the visible messages out of the queue, where `take` has taken it. */
export function takeOut(
  queue: Queue,
  choice: Choice,
  take: (message: QueueMessage) => boolean = () => true,
): number {
  const chosen = queue.inspectMessages().ready.filter((message) => isChosen(choice, message));
  const taken = new Set(chosen.slice(0, choice.limit).filter(take));
  queue.messages = queue.messages.filter((message) => !taken.has(message));
  for (const { messageId } of taken) queue.persistence?.deleteMessage(messageId);
  return taken.size;
}
