// Whom we can write to, and what was already sent.
import { createHash } from 'node:crypto';
import type { NotificationPreferences } from '../../events/http/notifications.ts';
import type { Readable } from '../../platform/data/readable.ts';
import { AlreadyProcessed } from '../../platform/data/records.ts';
import { anyOf, members, oneOf, optional, orNull, text } from '../../platform/data/shape.ts';
import {
  type Change,
  type Condition,
  exists,
  isNew,
  type Table,
} from '../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { defaultPreferences } from './domain/preferences.ts';

export interface Contact {
  readonly email: string;
  readonly name: string;
  readonly locale?: string;
}

export type KnownContact = Contact | { readonly erased: true };

export interface Delivery {
  readonly messageId: string;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
}

export interface Person {
  readonly contact: KnownContact | undefined;
  readonly preferences: NotificationPreferences;
}

/** `refused`: the mail service does not take the address, or our mails to it. */
export type SuppressionReason = 'bounce' | 'complaint' | 'refused';

export interface NotificationStore {
  person(userId: string): Promise<Person>;
  /** Throws `not-found` for a person who has been erased. */
  keepPreferences(userId: string, preferences: NotificationPreferences): Promise<void>;
  /** An address that has bounced for good, whose owner has complained, or that was refused within the last day. */
  isSuppressed(email: string): Promise<boolean>;
  suppress(email: string, reason: SuppressionReason): Promise<void>;
  /** `sequence` is the version of the user; answers false when a later one is known. */
  keepContact(userId: string, contact: KnownContact, sequence: number): Promise<boolean>;
  /** Claims the right to send; throws AlreadyProcessed when somebody has claimed it before, InDoubt while nobody knows what came of it. */
  claim(delivery: Delivery): Promise<void>;
  /** Nobody knows whether it was sent. */
  doubt(delivery: Delivery): Promise<void>;
  /** It was sent, says who has sent it. */
  confirm(tags: DeliveryTags): Promise<void>;
  /** Gives the claim back: nothing was sent. */
  release(delivery: Delivery): Promise<void>;
}

/** Name a delivery to the mail service, which brings them back. */
export interface DeliveryTags {
  readonly message: string;
  readonly recipient: string;
}

/** Too early to say whether it was sent: the queue brings it again. */
export class InDoubt extends Error {
  constructor({ messageId }: Delivery) {
    super(`nobody knows yet whether the mail of ${messageId} was sent`);
    this.name = 'InDoubt';
  }
}

/** Longer than a dead-letter queue keeps a message (14 days). */
const keptSeconds = 15 * 86_400;
/** How long the word that a mail was sent may take; less than the queue takes to bring a message again. */
const wordMs = 45_000;

/** A refusal may be our own sender's fault, and be mended. */
const refusedFor = 86_400;

const known = members({ email: text, name: text, locale: optional(text) });

const isOn = oneOf(true, false);

const personItem = members({
  contact: optional(anyOf(members({ erased: oneOf(true) }), known)),
  preferences: optional(
    members({
      locale: text,
      email: members({ orders: isOn, shipping: isOn }),
      sms: members({ shipping: isOn }),
      phone: orNull(text),
    }),
  ),
});

class Stale extends Error {}

const isNewer = (sequence: number): Condition => ({
  expression: 'attribute_not_exists(pk) OR #sequence < :sequence',
  names: { '#sequence': 'sequence' },
  values: { ':sequence': sequence },
});

/** Also of somebody whose contact is still on its way. */
const isNotErased: Condition = {
  expression: 'attribute_not_exists(#contact.erased)',
  names: { '#contact': 'contact' },
};

/** Addresses are kept as hashes where nobody needs to read them. */
const hashOf = (recipient: string): string =>
  createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 32);

const personKey = (userId: string, sk: 'CONTACT' | 'PREFERENCES') => ({
  pk: `CONTACT#${userId}`,
  sk,
});

const suppressionKey = (email: string) => ({ pk: `SUPPRESSION#${hashOf(email)}`, sk: 'STATE' });

const deliveryKey = ({ messageId, channel, recipient }: Delivery) => ({
  pk: `INBOX#${messageId}`,
  sk: `SENT#${channel}#${hashOf(recipient)}`,
});

export const tagsOf = ({ messageId, recipient }: Delivery): DeliveryTags => ({
  message: messageId,
  recipient: hashOf(recipient),
});

interface Claimed {
  /** Since when nobody knows whether it was sent. */
  readonly doubtedAt?: string;
  readonly confirmedAt?: string;
}

const isUnconfirmedSince = (doubtedAt: string): Condition => ({
  expression: 'doubtedAt = :doubtedAt AND attribute_not_exists(confirmedAt)',
  values: { ':doubtedAt': doubtedAt },
});

const noted = (attribute: 'doubtedAt' | 'confirmedAt', at: string): Change => ({
  expression: 'SET #at = :at',
  names: { '#at': attribute },
  values: { ':at': at },
});

export const createNotificationStore = (
  table: Table,
  clock: Clock,
  readable: Readable,
): NotificationStore => ({
  person: async (userId) => {
    const found = await table.query<{
      contact?: KnownContact;
      preferences?: NotificationPreferences;
    }>(`CONTACT#${userId}`);
    const items = readable.wellFormed('contact', personItem, found);
    const find = (wanted: string) => items.find(({ sk }) => sk === wanted);
    return {
      contact: find('CONTACT')?.contact,
      preferences: find('PREFERENCES')?.preferences ?? defaultPreferences,
    };
  },

  keepPreferences: (userId, preferences) =>
    table.transact([
      {
        check: personKey(userId, 'CONTACT'),
        condition: isNotErased,
        refused: () => new AppError('not-found'),
      },
      { put: { ...personKey(userId, 'PREFERENCES'), preferences } },
    ]),

  isSuppressed: async (email) => {
    const found = await table.get<{ expiresAt?: number }>(suppressionKey(email));
    return (
      found !== undefined && (found.expiresAt ?? Number.POSITIVE_INFINITY) > epochSeconds(clock)
    );
  },

  suppress: (email, reason) =>
    table.transact([
      {
        put: {
          ...suppressionKey(email),
          reason,
          at: isoTime(clock),
          ...(reason === 'refused' ? { expiresAt: epochSeconds(clock) + refusedFor } : {}),
        },
      },
    ]),

  keepContact: async (userId, contact, sequence) => {
    const put = { ...personKey(userId, 'CONTACT'), contact, sequence };
    const refused = () => new Stale();
    // With the person their phone number goes, too.
    const forgotten = 'erased' in contact ? [{ remove: personKey(userId, 'PREFERENCES') }] : [];
    try {
      await table.transact([{ put, condition: isNewer(sequence), refused }, ...forgotten]);
      return true;
    } catch (error) {
      if (error instanceof Stale) return false;
      throw error;
    }
  },

  claim: async (delivery) => {
    const key = deliveryKey(delivery);
    const put = { ...key, expiresAt: epochSeconds(clock) + keptSeconds };
    const processed = () => new AlreadyProcessed(delivery.messageId);
    try {
      await table.transact([{ put, condition: isNew, refused: () => new Stale() }]);
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      const { doubtedAt, confirmedAt } = (await table.get<Claimed>(key)) ?? {};
      if (doubtedAt === undefined || confirmedAt !== undefined) throw processed();
      if (clock.now() - Date.parse(doubtedAt) < wordMs) throw new InDoubt(delivery);
      // No word of it: it was not sent. One of those who come to know it sends it.
      const condition = isUnconfirmedSince(doubtedAt);
      await table.transact([{ put, condition, refused: processed }]);
    }
  },

  doubt: (delivery) =>
    table.transact([{ update: deliveryKey(delivery), change: noted('doubtedAt', isoTime(clock)) }]),

  confirm: async ({ message, recipient }) => {
    const update = { pk: `INBOX#${message}`, sk: `SENT#email#${recipient}` };
    const change = noted('confirmedAt', isoTime(clock));
    const refused = () => new Stale();
    await table
      .transact([{ update, change, condition: exists, refused }])
      .catch((error: unknown) => {
        // Longer ago than claims are kept.
        if (!(error instanceof Stale)) throw error;
      });
  },

  release: (delivery) => table.transact([{ remove: deliveryKey(delivery) }]),
});
