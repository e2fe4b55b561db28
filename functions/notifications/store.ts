// Whom we can write to, and what was already sent.
import type { NotificationPreferences } from '../../events/http/notifications.ts';
import type { Readable } from '../../platform/data/readable.ts';
import { anyOf, members, oneOf, optional, orNull, text } from '../../platform/data/shape.ts';
import type { Change, Condition, Table, Write } from '../../platform/data/table.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { retryOn } from '../../platform/kernel/retry.ts';
import { type Category, defaultPreferences, withoutMail } from './domain/preferences.ts';
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
  /** No more mails of this kind; the rest stays as it is, also what changes at the same moment. Throws as the one above. */
  stopMails(userId: string, category: Exclude<Category, 'account'>): Promise<void>;
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

const isStale = (error: unknown): boolean => error instanceof Stale;

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

const stillReceives = (userId: string): Write => ({
  check: keyOf(userId, 'CONTACT'),
  condition: isNotErased,
  refused: () => new AppError('not-found'),
});

const names = { '#preferences': 'preferences', '#email': 'email' };

const said: Condition = { expression: 'attribute_exists(#preferences.#email)', names };

const saidNothing: Condition = { expression: 'attribute_not_exists(#preferences.#email)', names };

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
      stillReceives(userId),
      { put: { ...keyOf(userId, 'PREFERENCES'), preferences } },
    ]),

  stopMails: (userId, category) => {
    const key = keyOf(userId, 'PREFERENCES');
    const change: Change = {
      expression: 'SET #preferences.#email.#category = :off',
      names: { ...names, '#category': category },
      values: { ':off': false },
    };
    const first = { ...key, preferences: withoutMail(defaultPreferences, category) };
    const write = (one: Write) =>
      table.transact([stillReceives(userId), { ...one, refused: () => new Stale() }]);
    return retryOn(isStale, () =>
      write({ update: key, change, condition: said }).catch((error: unknown) => {
        if (!isStale(error)) throw error;
        return write({ put: first, condition: saidNothing });
      }),
    );
  },

  keepContact: async (userId, contact, sequence) => {
    const put = { ...keyOf(userId, 'CONTACT'), contact, sequence };
    const refused = () => new Stale();
    // With the person their phone number goes, too.
    const forgotten = 'erased' in contact ? [{ remove: keyOf(userId, 'PREFERENCES') }] : [];
    try {
      await table.transact([{ put, condition: isNewer(sequence), refused }, ...forgotten]);
      return true;
    } catch (error) {
      if (isStale(error)) return false;
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
