// A person who is forgotten: afterwards no item of any table knows the name, the addresses or the words, but for those listed here.

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { services as names, type Service } from '../../events/routes.ts';
import { fromAttributes } from '../../platform/data/dynamodb/attributes.ts';
import type { Item } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug } from '../support/products.ts';
import { startServices } from '../support/services.ts';
import { endpointId, secretOf } from '../support/webhooks.ts';

const person = {
  name: 'Philippa Quixley',
  email: 'philippa@quixley.example',
  next: 'pq@elsewhere.example',
  phone: '+4915198765432',
  street: '77 Foxglove Lane',
  city: 'Ballyquix',
  postalCode: '4711 QX',
  words: 'it does not go with my blue kitchen',
  device: 'PhilippasPhone/7.0',
};
const password = 'correct horse battery staple';
const shippingAddress = {
  name: person.name,
  line1: person.street,
  city: person.city,
  postalCode: person.postalCode,
  country: 'NL',
};
const staff = { as: 'usr_00000000000000000000000000000099', roles: ['admin'] };

/** What still knows something, for how long, and why: docs/decisions/0024. */
const allowed: Readonly<Partial<Record<Service, RegExp>>> = {
  // 30 minutes: the link that was sent to the address somebody wanted to move to.
  auth: /^MAILTOKEN#/,
};

let database: TestDatabase;
let system: Awaited<ReturnType<typeof startServices>>;

beforeAll(async () => {
  database = await startDatabase();
  system = await startServices(database);
  const variants = [
    { sku: 'MUG', name: 'Blue', price: { amount: 1250, currency: 'EUR' }, stock: 10 },
  ];
  await system.products.request('create', { body: mug({ variants }) });
  await system.webhooks.endpoints.add(
    {
      id: endpointId(1),
      owner: 'cli_merchant',
      url: 'https://merchant.example/hook',
      eventTypes: ['*'],
      status: 'enabled',
      secrets: [{ secret: secretOf(1), goodUntil: null }],
      failingSince: null,
      version: 1,
      createdAt: new Date(system.clock.now()).toISOString(),
    },
    { correlationId: 'request-1', causationId: 'request-1' },
  );
});
afterAll(() => database.stop());

const itemsOf = async (TableName: string): Promise<Item[]> => {
  const { Items = [], LastEvaluatedKey } = await database.client.send(
    new ScanCommand({ TableName, ConsistentRead: true }),
  );
  expect(LastEvaluatedKey).toBeUndefined();
  return Items.map((item) => fromAttributes<Item>(item));
};

/** The items that know something of the person: service, key, what they know. */
const knowing = async (): Promise<string[]> => {
  const found = await Promise.all(
    names.map(async (name) =>
      (await itemsOf(name)).flatMap((item) => {
        const text = JSON.stringify(item).toLowerCase();
        const known = Object.entries(person).filter(([, value]) =>
          text.includes(value.toLowerCase()),
        );
        const key = `${item.pk} ${item.sk}`;
        return known.length === 0 ? [] : [`${name} ${key}: ${known.map(([what]) => what).join()}`];
      }),
    ),
  );
  return found.flat();
};

const isAllowed = (line: string): boolean => {
  const [name = '', ...rest] = line.split(' ');
  return allowed[name as Service]?.test(rest.join(' ')) === true;
};

const lastMailTo = (address: string): string =>
  system.notifications.mails.findLast(({ to }) => to === address)?.text ?? '';

const register = async () => {
  const { auth, settle } = system;
  const { name, email } = person;
  await auth.call('POST /users', { json: { name, email, password } });
  await settle();
  const token = /token=([\w-]+)/.exec(lastMailTo(email))?.[1] ?? '';
  expect((await auth.call('POST /users/verification', { json: { token } })).status).toBe(204);
  const headers = { 'user-agent': person.device };
  const { body } = await auth.call('POST /auth/login', { json: { email, password }, headers });
  const accessToken = String(body.accessToken);
  const { id } = (await auth.call('GET /users/me', { token: accessToken })).body;
  return { token: accessToken, userId: String(id) };
};

const place = async (userId: string, key: string, token = 'tok_approved') => {
  const { json } = await system.orders.place(
    {
      lines: [{ sku: 'MUG', quantity: 1 }],
      shippingAddress,
      paymentMethod: { token },
    },
    { 'idempotency-key': `${key}-0123456789abcdef` },
    userId,
  );
  await system.settle();
  return (json as Order).id;
};

const act = async (operation: string, id: string, body?: object, returnId?: string) => {
  const headers = { 'idempotency-key': `${operation}-${id}` };
  const answer = await system.orders.call(
    `orders.${operation}`,
    {
      params: { id, ...(returnId === undefined ? {} : { returnId }) },
      headers,
      ...(body === undefined ? {} : { body }),
    },
    staff,
  );
  expect(answer.status).toBeLessThan(300);
  await system.settle();
};

const deliver = async (id: string) => {
  await act('ship', id, { carrier: 'DHL', trackingNumber: 'T1' });
  await act('deliver', id);
};

const statusOf = async (id: string) => (await system.orders.orders.load(id)).state.status;

it('nothing of a person outlives the wish to be forgotten', async () => {
  const { auth, orders, notifications, clock, settle } = system;
  const { token, userId } = await register();
  await auth.call('PATCH /users/me', { token, json: { email: person.next, password } });
  const preferences = {
    locale: 'de',
    email: { orders: true, shipping: true },
    sms: { shipping: true },
    phone: person.phone,
  };
  await notifications.call('replace-preferences', { body: preferences }, userId);
  await settle();

  const declined = await place(userId, 'declined', 'tok_declined');
  const returned = await place(userId, 'returned');
  await deliver(returned);
  await act('request-return', returned, {
    lines: [{ sku: 'MUG', quantity: 1 }],
    reason: person.words,
  });
  const underWay = await place(userId, 'under-way');
  expect(await Promise.all([declined, returned, underWay].map(statusOf))).toEqual([
    'rejected',
    'return_pending',
    'confirmed',
  ]);
  await orders.call(
    'orders.put-cart-line',
    { params: { sku: 'MUG' }, body: { quantity: 1 } },
    { as: userId },
  );
  const before = new Set((await knowing()).map((line) => line.split(' ')[0]));
  expect(before).toEqual(new Set(['auth', 'orders', 'webhooks', 'notifications']));

  const gone = await auth.call('POST /users/me/deletion', { token, json: { password } });
  expect(gone.status).toBe(202);
  await settle();
  // The access token is still good for a while at the gateway.
  const late = await place(userId, 'late', 'tok_declined');
  await notifications.call('replace-preferences', { body: preferences }, userId);
  expect((await knowing()).some((line) => line.includes(late))).toBe(true);
  clock.advance(16 * 60_000);
  await orders.checkDeadlines();
  await settle();

  // Goods that are on their way, to the customer or back, still need the address; what was answered still shows it.
  const needed = (await knowing()).filter((line) => !isAllowed(line));
  for (const line of needed)
    expect(line).toMatch(/^(?:orders (?:ORDER|IDEMPOTENCY)#|webhooks ENDPOINT#)/);
  expect(needed.some((line) => line.includes(underWay))).toBe(true);
  expect(needed.some((line) => line.includes(declined) || line.includes(late))).toBe(false);

  await deliver(underWay);
  const { state } = await orders.orders.load(returned);
  const returnId = state.status === 'absent' ? '' : (state.order.returns[0]?.returnId ?? '');
  await act('receive-return', returned, undefined, returnId);
  expect(await Promise.all([declined, returned, underWay, late].map(statusOf))).toEqual([
    'rejected',
    'returned',
    'delivered',
    'rejected',
  ]);
  expect((await knowing()).filter((line) => !isAllowed(line))).toEqual([]);
}, 60_000);
