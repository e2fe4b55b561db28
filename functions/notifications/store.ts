// Whom we can write to, and what was already sent.
import { createHash } from 'node:crypto';
import type { NotificationPreferences } from '../../events/http/notifications.ts';
import { type Clock, epochSeconds, isoTime } from '../../platform/clock.ts';
import { AlreadyProcessed } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import { type Condition, isNew } from '../../platform/data/write.ts';
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

export interface NotificationStore {
  person(userId: string): Promise<Person>;
  keepPreferences(userId: string, preferences: NotificationPreferences): Promise<void>;
  /** An address that has bounced for good or whose owner has complained. */
  isSuppressed(email: string): Promise<boolean>;
  suppress(email: string, reason: 'bounce' | 'complaint'): Promise<void>;
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

export const createNotificationStore = (table: Table, clock: Clock): NotificationStore => ({
  person: async (userId) => {
    const items = await table.query<{
      contact?: KnownContact;
      preferences?: NotificationPreferences;
    }>(`CONTACT#${userId}`);
    const find = (wanted: string) => items.find(({ sk }) => sk === wanted);
    return {
      contact: find('CONTACT')?.contact,
      preferences: find('PREFERENCES')?.preferences ?? defaultPreferences,
    };
  },

  keepPreferences: (userId, preferences) =>
    table.transact([{ put: { ...personKey(userId, 'PREFERENCES'), preferences } }]),

  isSuppressed: async (email) => (await table.get(suppressionKey(email))) !== undefined,

  suppress: (email, reason) =>
    table.transact([{ put: { ...suppressionKey(email), reason, at: isoTime(clock) } }]),

  keepContact: async (userId, contact, sequence) => {
    const put = { ...personKey(userId, 'CONTACT'), contact, sequence };
    const refused = () => new Stale('a later version is known');
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

  claim: (delivery) => {
    const put = { ...deliveryKey(delivery), expiresAt: epochSeconds(clock) + keptSeconds };
    const refused = () => new AlreadyProcessed(delivery.messageId);
    return table.transact([{ put, condition: isNew, refused }]);
  },

  release: (delivery) => table.transact([{ remove: deliveryKey(delivery) }]),
});
