// Whom we can write to, and what was already sent.
import { createHash } from 'node:crypto';
import { type Clock, epochSeconds } from '../../platform/clock.ts';
import { AlreadyProcessed } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import { type Condition, isNew } from '../../platform/data/write.ts';

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

export interface NotificationStore {
  contact(userId: string): Promise<KnownContact | undefined>;
  /** `sequence` is the version of the user; answers false when a later one is known. */
  keepContact(userId: string, contact: KnownContact, sequence: number): Promise<boolean>;
  /** Claims the right to send; throws AlreadyProcessed when somebody has claimed it before. */
  claim(delivery: Delivery): Promise<void>;
  /** Gives the claim back: nothing was sent. */
  release(delivery: Delivery): Promise<void>;
}

/** Longer than a dead-letter queue keeps a message (14 days). */
const keptSeconds = 15 * 86_400;

class Stale extends Error {}

const isNewer = (sequence: number): Condition => ({
  expression: 'attribute_not_exists(pk) OR #sequence < :sequence',
  names: { '#sequence': 'sequence' },
  values: { ':sequence': sequence },
});

/** Addresses are kept as hashes where nobody needs to read them. */
const deliveryKey = ({ messageId, channel, recipient }: Delivery) => ({
  pk: `INBOX#${messageId}`,
  sk: `SENT#${channel}#${createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 32)}`,
});

export const createNotificationStore = (table: Table, clock: Clock): NotificationStore => ({
  contact: async (userId) => {
    const key = { pk: `CONTACT#${userId}`, sk: 'CONTACT' };
    return (await table.get<{ contact: KnownContact }>(key))?.contact;
  },

  keepContact: async (userId, contact, sequence) => {
    const put = { pk: `CONTACT#${userId}`, sk: 'CONTACT', contact, sequence };
    try {
      await table.transact([
        { put, condition: isNewer(sequence), refused: () => new Stale('a later version is known') },
      ]);
      return true;
    } catch (error) {
      if (error instanceof Stale) return false;
      throw error;
    }
  },

  claim: (delivery) => {
    const put = { ...deliveryKey(delivery), expiresAt: epochSeconds(clock) + keptSeconds };
    const refused = () => new AlreadyProcessed(delivery.messageId);
    return table.transact([{ put, condition: isNew, refused }]);
  },

  release: (delivery) => table.transact([{ remove: deliveryKey(delivery) }]),
});
