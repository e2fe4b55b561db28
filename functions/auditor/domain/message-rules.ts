// I10, I11 and I12: what was committed was sent, what was sent was handled once, and nobody was written to twice.
import type { Books, Dispatched } from './books.ts';
import type { Breach, SentMail, Snapshot } from './snapshot.ts';

const undispatched = ({ messages }: Books, limit: number): Breach[] =>
  messages
    .filter(({ pendingAt }) => pendingAt !== undefined && Date.parse(pendingAt) < limit)
    .map(({ sender, envelope, pendingAt }) => ({
      invariant: 'I10',
      subject: envelope.id,
      detail: `${envelope.type} of ${sender} waits since ${pendingAt}`,
    }));

const unhandled = ({ messages, inboxes }: Books, { seen }: Snapshot, limit: number): Breach[] => {
  if (seen === undefined) return [];
  const isHandled = (service: Dispatched['sender'], id: string) =>
    inboxes.get(service)?.has(id) === true || seen.has(`${service} ${id}`);
  return messages
    .filter(({ pendingAt, envelope }) => {
      return pendingAt === undefined && Date.parse(envelope.time) < limit;
    })
    .flatMap(({ envelope, receivers }) =>
      receivers
        .filter((service) => !isHandled(service, envelope.id))
        .map((service) => ({
          invariant: 'I11' as const,
          subject: envelope.id,
          detail: `${envelope.type} never reached ${service}`,
        })),
    );
};

const unsent = ({ messages, inboxes }: Books): Breach[] => {
  const sent = new Set(messages.map(({ envelope }) => envelope.id));
  return [...inboxes].flatMap(([service, ids]) =>
    [...ids]
      // A provider's event and a schedule's run have ids of their own.
      .filter((id) => id.startsWith('msg_') && !sent.has(id))
      .map((id) => ({
        invariant: 'I11' as const,
        subject: id,
        detail: `${service} has handled what nobody sent`,
      })),
  );
};

const order = /ord_[0-9a-z]+/i;

/** A mail about an order needs an event of the order; two of one kind need two. */
const repeatedMails = ({ messages }: Books, mails: readonly SentMail[]): Breach[] => {
  const facts = messages.filter(({ receivers }) => receivers.includes('notifications'));
  const events = Map.groupBy(facts, ({ envelope }) => envelope.subject);
  const about = mails.filter(({ subject }) => order.test(subject));
  return [...Map.groupBy(about, ({ to, subject }) => `${to} ${subject}`)]
    .filter(([, group]) => group.length > 1)
    .flatMap(([mail, group]): Breach[] => {
      const orderId = order.exec(mail)?.[0] ?? '';
      const types = Map.groupBy(events.get(orderId) ?? [], ({ envelope }) => envelope.type);
      const most = Math.max(0, ...[...types.values()].map(({ length }) => length));
      return group.length > most
        ? [{ invariant: 'I12', subject: orderId, detail: `${group.length} mails: ${mail}` }]
        : [];
    });
};

export const messageBreaches = (books: Books, snapshot: Snapshot): Breach[] => {
  const limit = Date.parse(snapshot.at) - snapshot.graceMs;
  return [
    ...undispatched(books, limit),
    ...unhandled(books, snapshot, limit),
    ...unsent(books),
    ...repeatedMails(books, snapshot.mails ?? []),
  ];
};
