// Queues: how deep, how old, what is in them without taking it out, and what becomes of dead letters.

import type { Messaging, Queue, QueueMessage } from '../../messaging/messaging.ts';
import { countIn, named, type Route, RouteError, wordIn } from '../routing.ts';
import { deadLetterArnOf, queueDepths } from './depths.ts';
import { peek, states } from './peek.ts';
import { choiceOf, takeOut } from './take-out.ts';

/** Dead letters back to where they failed. */
function redriving(messaging: Messaging) {
  const all = () => [...messaging.sqs.allQueues()];
  /** The dead letters meant: those of this queue, or the queue itself. */
  const deadLettersOf = (queue: Queue): Queue =>
    all().find(({ arn }) => arn === deadLetterArnOf(queue)) ?? queue;

  const sourcesOf = ({ arn }: Queue) => all().filter((queue) => deadLetterArnOf(queue) === arn);

  /** Where a letter failed, by what it says or by the only queue it can come from. */
  const originOf = (dead: Queue, { messageAttributes }: QueueMessage): Queue | undefined => {
    const sources = sourcesOf(dead);
    const from = messageAttributes.from?.StringValue;
    if (from === undefined && sources.length === 1) return sources[0];
    return sources.find(({ name }) => name.endsWith(`-${from ?? 'inbox'}`));
  };

  return (queue: Queue, body: unknown) => {
    const choice = choiceOf(body);
    const dead = deadLettersOf(queue);
    if (sourcesOf(dead).length === 0) {
      throw new RouteError(409, `${queue.name} has no dead letters`);
    }
    let skipped = 0;
    const count = takeOut(dead, choice, (message) => {
      const origin = originOf(dead, message);
      if (origin === undefined) {
        skipped += 1;
        return false;
      }
      messaging.send(origin.arn, message.body);
      return true;
    });
    return { name: dead.name, count, skipped };
  };
}

export function queueRoutes(messaging: Messaging): Route[] {
  const find = (name: string) => named('queue', [...messaging.sqs.allQueues()], name);
  const redrive = redriving(messaging);
  return [
    ['GET', /^\/_tandem\/queues$/, () => queueDepths(messaging)],
    [
      'GET',
      /^\/_tandem\/queues\/([^/]+)\/messages$/,
      ({ name, query }) => {
        const queue = find(name);
        const state = wordIn(query, 'state', states);
        const limit = countIn(query, 'limit', { fallback: 100, most: 1000 });
        const found = peek(queue).filter((each) => state === undefined || each.state === state);
        return { name: queue.name, total: found.length, messages: found.slice(0, limit) };
      },
    ],
    [
      'POST',
      /^\/_tandem\/queues\/([^/]+)\/redrive$/,
      ({ name, body }) => redrive(find(name), body),
    ],
    [
      'POST',
      /^\/_tandem\/queues\/([^/]+)\/purge$/,
      ({ name, body }) => {
        const queue = find(name);
        return { name: queue.name, count: takeOut(queue, choiceOf(body)) };
      },
    ],
  ];
}
