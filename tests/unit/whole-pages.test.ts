// Lists by pages: whoever goes on until a page is short has seen all, whatever somebody has made of the items in between.
import { expect, it } from 'vitest';
import { createAccountStore } from '../../functions/auth/store.ts';
import { createLedgerStore } from '../../functions/payments/ledger/ledger-store.ts';
import { createReviewStore } from '../../functions/payments/reviews/review-store.ts';
import { createReadable, type Part, wholePage } from '../../platform/data/readable.ts';
import type { Item } from '../../platform/data/table.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { createOutbound, endpointId } from '../support/webhooks.ts';

const createdAt = '2026-01-01T00:00:00.000Z';
const clock = testClock();
const readable = createReadable({ clock, log: { error: () => {} } });
const ids = ['1', '2', '3', '4', '5', '6', '7'];

const user = (id: string) => ({
  ...{ id, email: `${id}@example.com`, name: id, passwordHash: 'x', epoch: 1, version: 1 },
  ...{ roles: ['customer'], status: 'active', createdAt },
});

/** The items of each list, by the ids above: that which is shown comes last. */
const lists: readonly (readonly [
  name: string,
  itemsOf: (id: string) => readonly [...Item[], Item],
  read: (table: ReturnType<typeof createMemoryTable>, part: Part) => Promise<readonly string[]>,
])[] = [
  [
    'accounts',
    (id) => [
      { pk: 'USERS', sk: id },
      { pk: `USER#${id}`, sk: 'PROFILE', ...user(id) },
    ],
    async (table, part) =>
      (await createAccountStore(table, readable).users(part)).map(({ id }) => id),
  ],
  [
    'clients',
    (id) => [
      { pk: 'CLIENTS', sk: id },
      { pk: `CLIENT#${id}`, sk: 'CLIENT', id, name: id, scopes: [], createdAt },
    ],
    async (table, part) =>
      (await createAccountStore(table, readable).clients(part)).map(({ id }) => id),
  ],
  [
    'audit entries',
    (id) => [{ pk: 'AUDIT#2026-01-01', sk: id, event: 'roles-changed', at: createdAt }],
    async (table, part) =>
      (await createAccountStore(table, readable).auditEntries('2026-01-01', part)).map(
        ({ sk }) => sk,
      ),
  ],
  [
    'reviews',
    (id) => [
      { pk: 'REVIEWS', sk: id, kind: 'payment', orderId: id, reasons: [], since: createdAt },
    ],
    async (table, part) =>
      (await createReviewStore(table, clock, readable).list(part as { limit: number })).map(
        ({ id }) => id,
      ),
  ],
  [
    'reports',
    (id) => [{ pk: 'REPORTS', sk: id, day: id, matched: 1, differing: 0, differences: [] }],
    async (table, part) =>
      (await createLedgerStore(table, readable).reports(part as { limit: number })).map(
        ({ day }) => day,
      ),
  ],
];

const spoilt: readonly (readonly string[])[] = [
  ...ids.map((id) => [id]),
  ['1', '2', '3'],
  ['3', '4', '5'],
  ['5', '6', '7'],
  ids,
];

type ItemsOf = (typeof lists)[number][1];

const tableWith = async (itemsOf: ItemsOf, wrong: readonly string[]) => {
  const table = createMemoryTable();
  for (const id of ids) {
    const items = itemsOf(id);
    for (const put of items) await table.transact([{ put }]);
    const { pk, sk } = items.at(-1) as Item;
    if (wrong.includes(id)) await table.transact([{ put: { pk, sk, id: 7, at: 7, day: 7 } }]);
  }
  return table;
};

const walk = async (read: (part: Part) => Promise<readonly string[]>, limit: number) => {
  const seen: string[] = [];
  for (;;) {
    const page = await read({ after: seen.at(-1), limit });
    seen.push(...page);
    if (page.length < limit) return seen.toSorted();
  }
};

it.each(lists)('%s', async (_, itemsOf, read) => {
  for (const wrong of spoilt) {
    const table = await tableWith(itemsOf, wrong);
    const sound = ids.filter((id) => !wrong.includes(id));
    for (const limit of [1, 2, 3, 7, 8]) {
      expect(await walk((part) => read(table, part), limit)).toEqual(sound);
    }
  }
});

it('deliveries to an endpoint', async () => {
  const { table, deliveries, addEndpoint, publish } = createOutbound(() => ({ status: 204 }));
  await addEndpoint(1);
  const events = ids.map((id) => `msg_0000000${id}`);
  for (const id of events) await publish(1, id);
  const newest = await deliveries.list(endpointId(1), { limit: 9 });
  const wrong = newest.slice(1, 4).map(({ eventId }) => eventId);
  for (const item of table.all().filter(({ eventId }) => wrong.includes(String(eventId)))) {
    await table.transact([{ put: { ...item, body: 7 } }]);
  }
  const shown = await deliveries.list(endpointId(1), { limit: 3 });
  const sound = newest.filter(({ eventId }) => !wrong.includes(eventId));
  expect(shown.map(({ id }) => id)).toEqual(sound.slice(0, 3).map(({ id }) => id));
});

it('asks for no more than is left of a page', async () => {
  const asked: Part[] = [];
  const read = async (part: Part) => {
    asked.push(part);
    const from = part.after === undefined ? 0 : Number(part.after);
    return Array.from({ length: part.limit }, (_, at) => ({ pk: 'a', sk: String(from + at + 1) }));
  };
  const odd = (found: readonly { sk: string }[]) => found.filter(({ sk }) => Number(sk) % 2 === 1);
  const page = await wholePage({ limit: 4 }, read, odd);
  expect(page.map(({ sk }) => sk)).toEqual(['1', '3', '5', '7']);
  expect(asked.map(({ limit }) => limit)).toEqual([4, 2, 1]);
});
