// Whom we can write to, and what was already sent.
import type { NotificationPreferences } from '../../events/http/notifications.ts';
import type { Readable } from '../../platform/data/readable.ts';
import { anyOf, members, oneOf, optional, orNull, text } from '../../platform/data/shape.ts';
import type { Condition, Table } from '../../platform/data/table.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { defaultPreferences } from './domain/preferences.ts';
import { createSent, type Sent } from './sending/sent.ts';
import { createSuppressions, type Suppressions } from './sending/suppressions.ts';

export interface Contact {
  readonly email: string;
  readonly name: string;
  readonly locale?: string;
}

export type KnownContact = Contact | { readonly erased: true };

export interface Person {
  readonly contact: KnownContact | undefined;
  readonly preferences: NotificationPreferences;
}

interface People {
  person(userId: string): Promise<Person>;
  /** Throws `not-found` for a person who has been erased. */
  keepPreferences(userId: string, preferences: NotificationPreferences): Promise<void>;
  /** `sequence` is the version of the user; answers false when a later one is known. */
  keepContact(userId: string, contact: KnownContact, sequence: number): Promise<boolean>;
}

export interface NotificationStore extends People, Suppressions, Sent {}

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

const keyOf = (userId: string, sk: 'CONTACT' | 'PREFERENCES') => ({ pk: `CONTACT#${userId}`, sk });

const createPeople = (table: Table, readable: Readable): People => ({
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
        check: keyOf(userId, 'CONTACT'),
        condition: isNotErased,
        refused: () => new AppError('not-found'),
      },
      { put: { ...keyOf(userId, 'PREFERENCES'), preferences } },
    ]),

  keepContact: async (userId, contact, sequence) => {
    const put = { ...keyOf(userId, 'CONTACT'), contact, sequence };
    const refused = () => new Stale();
    // With the person their phone number goes, too.
    const forgotten = 'erased' in contact ? [{ remove: keyOf(userId, 'PREFERENCES') }] : [];
    try {
      await table.transact([{ put, condition: isNewer(sequence), refused }, ...forgotten]);
      return true;
    } catch (error) {
      if (error instanceof Stale) return false;
      throw error;
    }
  },
});

export const createNotificationStore = (
  table: Table,
  clock: Clock,
  readable: Readable,
): NotificationStore => ({
  ...createPeople(table, readable),
  ...createSuppressions(table, clock),
  ...createSent(table, clock),
});
