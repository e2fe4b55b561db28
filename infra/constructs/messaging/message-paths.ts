// What the table of message routes says about who needs a topic, an outbox or an inbox.
import { commands, facts, type Sender, type Service, services } from '../../../events/routes.ts';

const isService = (sender: Sender): sender is Service => sender !== 'scheduler';

const unique = <T extends string>(values: readonly T[]): readonly T[] =>
  [...new Set(values)].sort();

/** Services whose tables have an outbox. */
export const senders = unique(
  [...facts, ...commands].flatMap(({ from }) => from.filter(isService)),
);

/** Services that publish facts, each to a topic of its own. */
export const publishers = unique(facts.flatMap(({ from }) => from.filter(isService)));

/** Services that get commands from another service's outbox. */
export const receivers = unique(
  commands.filter(({ from }) => from.some(isService)).flatMap(({ to }) => to),
);

/** Services and functions that have a dead-letter queue. */
export const withDeadLetters: readonly string[] = [
  ...services,
  'outbox-relay',
  'auditor',
  'synthetic-customer',
  'facts',
];

const inboxes: ReadonlySet<string> = new Set([...facts, ...commands].flatMap(({ to }) => to));

/** Queues besides the inbox, by service. */
const workQueues: Readonly<Record<string, readonly string[]>> = { webhooks: ['deliveries'] };

/** By the last part of its name, where the parameters of each queue of a service are found. */
export const queuesOf = (service: string): Readonly<Record<string, string>> => ({
  ...(inboxes.has(service) && { inbox: `${service}/queue` }),
  ...Object.fromEntries((workQueues[service] ?? []).map((name) => [name, `${service}/${name}`])),
});
