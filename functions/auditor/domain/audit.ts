// All invariants over one look at the system.
import { services } from '../../../events/routes.ts';
import { openBooks } from './books.ts';
import { messageBreaches } from './message-rules.ts';
import { moneyBreaches } from './money-rules.ts';
import { orderBreaches } from './order-rules.ts';
import type { Breach, Snapshot, StoredItem } from './snapshot.ts';
import { stockBreaches } from './stock-rules.ts';

const auditAll = (snapshot: Snapshot): Breach[] => {
  const books = openBooks(snapshot);
  return [
    ...moneyBreaches(books, snapshot),
    ...stockBreaches(books, snapshot),
    ...orderBreaches(books, snapshot),
    ...messageBreaches(books, snapshot),
  ];
};

type Tables = Snapshot['tables'];

const noTables = Object.fromEntries(
  services.map((service) => [service, [] as readonly StoredItem[]]),
) as Tables;

const isReadable = (look: Snapshot): boolean => {
  try {
    auditAll(look);
    return true;
  } catch {
    return false;
  }
};

/** What cannot be read by itself is left out, partition by partition, and reported. */
const withoutUnreadable = (
  look: Snapshot,
): { readonly sound: Snapshot; readonly breaches: Breach[] } => {
  const breaches: Breach[] = [];
  const soundOf = (service: keyof Tables): StoredItem[] =>
    [...Map.groupBy(look.tables[service], ({ pk }) => pk)].flatMap(([pk, items]) => {
      if (isReadable({ ...look, tables: { ...noTables, [service]: items } })) return items;
      breaches.push({
        invariant: 'I9',
        subject: `${service} ${pk}`,
        detail: 'what is stored cannot be read',
      });
      return [];
    });
  const tables: Tables = {
    ...noTables,
    ...Object.fromEntries(services.map((service) => [service, soundOf(service)])),
  };
  return { sound: { ...look, tables }, breaches };
};

/** One that cannot be read keeps nobody from looking at the others. */
export const audit = (snapshot: Snapshot): Breach[] => {
  try {
    return auditAll(snapshot);
  } catch {
    const { sound, breaches } = withoutUnreadable(snapshot);
    return [...breaches, ...auditAll(sound)];
  }
};
