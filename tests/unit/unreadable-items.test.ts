// Whatever somebody has made of one stored item, the lists it is in are answered with all the others.

import { describe, expect, it } from 'vitest';
import { createExpiry } from '../../containers/products/reservations/expiry.ts';
import { createReservationStore } from '../../containers/products/reservations/store.ts';
import { listOrders } from '../../events/http/orders/orders.ts';
import { createAccountStore } from '../../functions/auth/store.ts';
import { writes } from '../../functions/auth/writes.ts';
import { createNotificationStore } from '../../functions/notifications/store.ts';
import { createLedgerStore } from '../../functions/payments/ledger/ledger-store.ts';
import { createReviewStore } from '../../functions/payments/reviews/review-store.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { createReadable } from '../../platform/data/readable.ts';
import type { Item, Key } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { shippingAddress } from '../support/orders.ts';
import { orderId, shop, single } from '../support/products.ts';
import { spoiltWays } from '../support/spoilt.ts';
import { createOutbound, endpointId } from '../support/webhooks.ts';

const createdAt = '2026-01-01T00:00:00.000Z';

/** What was logged of items that cannot be read: kind and key. */
const listener = () => {
  const logged: string[] = [];
  const error = (line: object) => {
    const { kind, pk, sk, UnreadableItems } = line as Record<string, unknown>;
    logged.push(`${kind} ${pk} ${sk} ${UnreadableItems}`);
  };
  const readable = createReadable({ clock: testClock(), log: { error } });
  return { logged, readable };
};

/** Puts every spoilt form in the item's place, and says where `list` does not answer the others as before. */
const faultsOfList = async (
  table: ReturnType<typeof createMemoryTable>,
  key: Key,
  list: () => Promise<readonly unknown[]>,
  others: readonly unknown[],
): Promise<string[]> => {
  const item = await table.get<Item>(key);
  if (item === undefined) throw new Error(`nothing at ${key.sk}`);
  const faults: string[] = [];
  for (const [how, spoilt] of spoiltWays(item)) {
    await table.transact([{ put: spoilt }]);
    const found = await list().catch((error: unknown) => [String(error)]);
    const missing = others.filter((other) => !(found as readonly unknown[]).includes(other));
    if (missing.length > 0) faults.push(`${how}: ${JSON.stringify(found)}`);
  }
  await table.transact([{ put: item }]);
  return faults;
};

describe('one spoilt item leaves all others in', () => {
  it('the list of accounts and the sessions of a person', async () => {
    const table = createMemoryTable();
    const { logged, readable } = listener();
    const store = createAccountStore(table, readable);
    const user = (id: string) => ({
      ...{ id, email: `${id}@example.com`, name: id, passwordHash: 'x', epoch: 1, version: 1 },
      ...{ roles: ['customer' as const], status: 'active' as const, createdAt },
    });
    for (const id of ['usr_1', 'usr_2']) await table.transact(writes.createUser(user(id)));
    const session = (id: string) => ({
      ...{ id, userId: 'usr_1', clientId: 'tandem', epoch: 1, familyHash: 'f', currentHash: 'c' },
      ...{ createdAt: 1, rotatedAt: 1, userAgent: 'a browser' },
    });
    for (const id of ['ses_1', 'ses_2']) await table.transact([writes.putSession(session(id))]);
    const users = async () => (await store.users({ limit: 10 })).map(({ id }) => id);
    const sessions = async () => (await store.sessions('usr_1')).map(({ id }) => id);
    const [profile, one] = [
      { pk: 'USER#usr_1', sk: 'PROFILE' },
      { pk: 'USER#usr_1', sk: 'SESSION#ses_1' },
    ];
    expect(await faultsOfList(table, profile, users, ['usr_2'])).toEqual([]);
    expect(await faultsOfList(table, one, sessions, ['ses_2'])).toEqual([]);
    expect(new Set(logged)).toEqual(
      new Set(['user USER#usr_1 PROFILE 1', 'session USER#usr_1 SESSION#ses_1 1']),
    );
  });

  it('the list of reviews, the ledger of a day and the list of its reports', async () => {
    const table = createMemoryTable();
    const { logged, readable } = listener();
    const reviews = createReviewStore(table, testClock(), readable);
    const ledger = createLedgerStore(table, readable);
    const amount = { amount: 100, currency: 'EUR' };
    const entry = { key: 'k1', orderId: 'o1', kind: 'capture', amount, time: createdAt };
    const difference = { key: 'k1', kind: 'capture', ours: amount, theirs: null };
    const puts = ['1', '2'].flatMap((id): Item[] => [
      { pk: 'REVIEWS', sk: id, kind: 'payment', orderId: id, reasons: ['r'], since: createdAt },
      {
        pk: 'LEDGER#2026-01-01#0',
        sk: id,
        ...entry,
        key: id,
        providerReference: 'p',
        postings: [],
      },
      {
        pk: 'REPORTS',
        sk: `2026-01-0${id}`,
        day: `2026-01-0${id}`,
        matched: 1,
        differing: 1,
        differences: [difference],
      },
    ]);
    for (const put of puts) await table.transact([{ put }]);
    const reviewed = async () => (await reviews.list({ limit: 10 })).map(({ id }) => id);
    const booked = async () =>
      (await ledger.entries(createdAt, '2026-01-02T00:00:00.000Z')).map(({ key }) => key);
    const reported = async () => (await ledger.reports({ limit: 10 })).map(({ day }) => day);
    expect(await faultsOfList(table, { pk: 'REVIEWS', sk: '1' }, reviewed, ['2'])).toEqual([]);
    const inLedger = { pk: 'LEDGER#2026-01-01#0', sk: '1' };
    expect(await faultsOfList(table, inLedger, booked, ['2'])).toEqual([]);
    const report = { pk: 'REPORTS', sk: '2026-01-01' };
    expect(await faultsOfList(table, report, reported, ['2026-01-02'])).toEqual([]);
    expect(new Set(logged).size).toBe(3);
  });

  it('the endpoints of merchants, and the deliveries to one of them', async () => {
    const { table, endpoints, deliveries, addEndpoint, publish } = createOutbound(() => ({
      status: 204,
    }));
    for (const number of [1, 2]) await addEndpoint(number);
    for (const id of ['msg_00000001', 'msg_00000002']) await publish(1, id);
    const all = async () => (await endpoints.all()).map(({ id }) => id);
    const key = { pk: 'ENDPOINTS', sk: `ENDPOINT#${endpointId(1)}` };
    expect(await faultsOfList(table, key, all, [endpointId(2)])).toEqual([]);
    const listed = async () =>
      (await deliveries.list(endpointId(1), { limit: 10 })).map(({ eventId }) => eventId);
    const first = table.all().find(({ eventId }) => eventId === 'msg_00000001') as Item;
    expect(await faultsOfList(table, first, listed, ['msg_00000002'])).toEqual([]);
  });

  it('what is known of a person who is written to', async () => {
    const table = createMemoryTable();
    const store = createNotificationStore(table, testClock(), listener().readable);
    const contact = { email: 'ada@example.com', name: 'Ada' };
    await store.keepContact('usr_1', contact, 1);
    await store.keepPreferences('usr_1', {
      ...{ locale: 'de', email: { orders: true, shipping: true } },
      ...{ sms: { shipping: false }, phone: null },
    });
    const known = async () => {
      const { contact: found, preferences } = await store.person('usr_1');
      return [JSON.stringify(found), typeof preferences.email.orders];
    };
    const key = (sk: string) => ({ pk: 'CONTACT#usr_1', sk });
    const whole = [JSON.stringify(contact), 'boolean'];
    expect(await faultsOfList(table, key('PREFERENCES'), known, whole)).toEqual([]);
    expect(await faultsOfList(table, key('CONTACT'), known, ['boolean'])).toEqual([]);
  });

  it('the reservations whose time is over', async () => {
    const table = createMemoryTable();
    const { clock, ...made } = shop(table, { newId });
    await made.request('create', { body: single('A', 20) });
    for (const number of [1, 2]) {
      const lines = [{ sku: 'A', quantity: 1 }];
      const expiresAt = '2026-01-01T01:00:00.000Z';
      await made.deliver('reserve-stock', { orderId: orderId(number), lines, expiresAt });
    }
    const asked: string[] = [];
    const expire = createExpiry(createDeadlines(table), {
      store: createReservationStore(table, listener().readable),
      reservations: {
        handle: async ({ orderId: id }) => {
          asked.push(id);
          return { kind: 'ignored', reason: 'the reservation has time left' };
        },
      },
    });
    clock.advance(7_200_000);
    const at = new Date(clock.now()).toISOString();
    const expired = async () => {
      asked.length = 0;
      await expire(at, {
        causation: { correlationId: 'c', causationId: 'c' },
        log: quietLog,
      });
      return asked;
    };
    const key = { pk: `RESERVATION#${orderId(1)}`, sk: 'COMMIT#0000000001' };
    expect(await faultsOfList(table, key, expired, [orderId(2)])).toEqual([]);
  });
});

describe('an order of which one commit is spoilt', () => {
  const setUp = async () => {
    const table = createMemoryTable();
    const service = await startOrders(table);
    const ids: string[] = [];
    for (const key of ['good', 'spoilt']) {
      const body = {
        lines: [{ sku: 'MUG', quantity: 2 }],
        shippingAddress,
        paymentMethod: { token: 'tok_approved' },
      };
      const { json } = await service.place(body, { 'idempotency-key': `${key}-0123456789abcdef` });
      const { id } = json as { id: string };
      await service.settle(id);
      const lines = [{ sku: 'MUG', quantity: 1 }];
      const shipment = { carrier: 'Post', trackingNumber: 'T1', lines };
      const wishes = {
        ship: shipment,
        deliver: undefined,
        'request-return': { lines, reason: 'x' },
      };
      for (const [wish, body] of Object.entries(wishes)) {
        const headers = { 'idempotency-key': `${key}-${wish}-0123456789abcdef` };
        const request = { params: { id }, headers, body };
        const { status } = await service.call(`orders.${wish}`, request, { roles: ['admin'] });
        expect(status).toBeLessThan(300);
      }
      ids.push(id);
    }
    const [good = '', spoilt = ''] = ids;
    const commits = table
      .all()
      .filter(({ pk, sk }) => pk === `ORDER#${spoilt}` && /^COMMIT/.test(sk));
    return { table, service, good, spoilt, commits };
  };

  it('is left out of every list, or is in it as its contract says', async () => {
    const { table, service, good, commits } = await setUp();
    const schema = listOrders.responses[200];
    if (!schema) throw new Error('no schema');
    const list = (roles: string[]) => async () => {
      const { status, json } = await service.list({ roles });
      const faults = faultsOf(schema, json);
      if (status !== 200 || faults.length > 0) return [JSON.stringify(faults)];
      return (json as { items: { id: string }[] }).items.map(({ id }) => id);
    };
    expect(commits).toHaveLength(6);
    for (const commit of commits) {
      expect(await faultsOfList(table, commit, list(['customer']), [good])).toEqual([]);
      expect(await faultsOfList(table, commit, list(['admin']), [good])).toEqual([]);
    }
  });

  it('is told with its key', async () => {
    const { table, service, spoilt, commits } = await setUp();
    const [first] = commits as [Item];
    await table.transact([{ put: { ...first, events: [{ type: 'order-teleported' }] } }]);
    await service.list();
    expect(service.readable.unreadable()).toEqual([
      {
        pk: `ORDER#${spoilt}`,
        sk: first.sk,
        kind: 'order',
        pointer: '/order',
        since: expect.any(String),
      },
    ]);
  });
});
