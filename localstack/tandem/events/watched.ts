// What a page is told of as soon as it is another than before.
import type { Traffic } from '../../cloud/traffic.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import type { Mailbox } from '../../ses/mailbox.ts';
import { functionsOf, processesOf, type Running } from '../processes.ts';
import { queueDepths } from '../queues/depths.ts';
import type { Watched } from './events.ts';

export interface WatchedParts extends Pick<Running, 'functions' | 'processes'> {
  readonly messaging: Pick<Messaging, 'sqs'>;
  readonly traffic: Pick<Traffic, 'list'>;
  readonly mailbox: Pick<Mailbox, 'list'>;
}

export const watchedOf = (parts: WatchedParts): Readonly<Record<string, Watched>> => ({
  queues: { every: 500, look: () => queueDepths(parts.messaging) },
  processes: {
    every: 2_000,
    look: () => ({ processes: processesOf(parts), functions: functionsOf(parts) }),
  },
  traffic: { every: 1_000, look: () => parts.traffic.list() },
  mailbox: { every: 1_000, look: () => ({ mails: parts.mailbox.list().length }) },
});
