// What people and programs send to an order that is real: each is refused with a reason at its place, and the order stays as it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paymentCaptured } from '../../events/messages/payments.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { type As, startOrders, type TestOrders } from '../support/order-service.ts';
import {
  customerId,
  eur,
  orderId as nobodys,
  shippingAddress,
  strangerId,
} from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

const staff: As = { as: 'usr_00000000000000000000000000000099', roles: ['admin'] };
const support: As = { ...staff, roles: ['support'] };
const owner: As = { as: customerId };
const stranger: As = { as: strangerId };

let database: TestDatabase;
let service: TestOrders;
/** Two mugs and three teas: one mug is there and comes back, all else is still to be sent. */
let id: string;
let returnId: string;
let keys = 0;

const isOnReturn = (route: string): boolean => /-return$/.test(route) && !/^request/.test(route);

const paramsOf = (route: string): Record<string, string> =>
  isOnReturn(route) ? { id, returnId } : { id };

const ask = (route: string, body: unknown, as: As, params: object = {}) => {
  keys += 1;
  const request = {
    headers: { 'idempotency-key': `hostile-${keys}-0123456789` },
    params: { ...paramsOf(route), ...params },
    ...(body === undefined ? {} : { body }),
  };
  return service.call(`orders.${route}`, request, as);
};

const mug = [{ sku: 'MUG', quantity: 1 }];
const parcel = { carrier: 'Post', trackingNumber: 'T1' };

beforeAll(async () => {
  database = await startDatabase();
  service = await startOrders(await database.table('hostile'));
  const body = {
    lines: [
      { sku: 'MUG', quantity: 2 },
      { sku: 'TEA', quantity: 3 },
    ],
    shippingAddress,
    paymentMethod: { token: 'tok_approved' },
  };
  const placed = await service.place(body, { 'idempotency-key': 'hostile-place-0123456789' });
  id = (placed.json as { id: string }).id;
  await service.settle(id);
  const { json } = await ask('ship', { ...parcel, lines: mug }, staff);
  const [shipment] = (json as { delivery: { shipments: { shipmentId: string }[] } }).delivery
    .shipments;
  const captureId = shipment?.shipmentId ?? '';
  const captured = { orderId: id, captureId, amount: eur(1250), providerReference: 'cap_1' };
  await service.receive(service.message(paymentCaptured, id, captured));
  await ask('deliver', undefined, staff);
  const asked = await ask('request-return', { lines: mug, reason: 'too bright' }, owner);
  returnId = (asked.json as { returnId: string }).returnId;
});
afterAll(() => database.stop());

const version = async () => ((await service.read(id)).json as { version: number }).version;

type Lines = readonly [what: string, lines: unknown, pointer: string, code: string];

const badLines: readonly Lines[] = [
  ['no lines', [], '/lines', 'minItems'],
  ['a text', 'MUG', '/lines', 'type'],
  ['null', null, '/lines', 'type'],
  ['a line that is a text', ['MUG'], '/lines/0', 'type'],
  ['no quantity', [{ sku: 'MUG' }], '/lines/0/quantity', 'required'],
  ['none of it', [{ sku: 'MUG', quantity: 0 }], '/lines/0/quantity', 'minimum'],
  ['less than none', [{ sku: 'MUG', quantity: -1 }], '/lines/0/quantity', 'minimum'],
  ['half of one', [{ sku: 'MUG', quantity: 0.5 }], '/lines/0/quantity', 'type'],
  ['a text for a quantity', [{ sku: 'MUG', quantity: '1' }], '/lines/0/quantity', 'type'],
  [
    'as many as a number can say',
    [{ sku: 'MUG', quantity: 1e308 }],
    '/lines/0/quantity',
    'maximum',
  ],
  ['more than was bought', [{ sku: 'MUG', quantity: 3 }], '/lines/0', 'too-many'],
  ['twice what makes too much together', [...mug, ...mug, ...mug], '/lines/0', 'too-many'],
  ['a SKU of another order', [{ sku: 'YEN', quantity: 1 }], '/lines/0', 'too-many'],
  ['a SKU in other letters', [{ sku: 'mug', quantity: 1 }], '/lines/0', 'too-many'],
  ['a SKU that means harm', [{ sku: "'; --", quantity: 1 }], '/lines/0/sku', 'pattern'],
  ['a SKU of a prototype', [{ sku: 'constructor', quantity: 1 }], '/lines/0', 'too-many'],
  ['a price with it', [{ ...mug[0], price: 0 }], '/lines/0/price', 'unknown-member'],
  ['fifty-one lines', Array.from({ length: 51 }, () => mug[0]), '/lines', 'maxItems'],
];

const badTexts: readonly (readonly [unknown, string])[] = [
  ['', 'minLength'],
  [' ', 'pattern'],
  ['\u200b', 'pattern'],
  ['a\u202eb', 'pattern'],
  ['a\nb', 'pattern'],
  ['x'.repeat(501), 'maxLength'],
  [7, 'type'],
  [null, 'type'],
  [{ toString: 'x' }, 'type'],
];

const expectRefused = async (
  answer: ReturnType<typeof ask>,
  before: number,
  fault: { readonly pointer: string; readonly code: string },
) => {
  const { status, json } = await answer;
  expect([status, json]).toEqual([
    422,
    expect.objectContaining({ errors: expect.arrayContaining([expect.objectContaining(fault)]) }),
  ]);
  expect(await version()).toBe(before);
};

const takers: readonly (readonly [string, object])[] = [
  ['ship', parcel],
  ['cancel-lines', {}],
  ['request-return', { reason: 'x' }],
];

describe.each(takers)('%s refuses', (route, more) => {
  it.each(badLines)('%s', async (_, lines, pointer, code) => {
    await expectRefused(ask(route, { ...more, lines }, staff), await version(), { pointer, code });
  });
});

describe.each([
  ['request-return', 'reason', { lines: mug }],
  ['refuse-return', 'reason', {}],
  ['refund', 'reason', { amount: eur(1) }],
  ['ship', 'carrier', { trackingNumber: 'T' }],
  ['ship', 'trackingNumber', { carrier: 'P' }],
  ['change-address', 'line1', { ...shippingAddress }],
])('%s refuses as its %s', (route, member, more) => {
  it.each(badTexts)('%j', async (text, code) => {
    const body = { ...more, [member]: text };
    await expectRefused(ask(route, body, staff), await version(), { pointer: `/${member}`, code });
  });
});

it.each([
  [{ amount: 0, currency: 'EUR' }, '/amount/amount', 'minimum'],
  [{ amount: -100, currency: 'EUR' }, '/amount/amount', 'minimum'],
  [{ amount: 0.1, currency: 'EUR' }, '/amount/amount', 'type'],
  [{ amount: 1e300, currency: 'EUR' }, '/amount/amount', 'maximum'],
  [{ amount: '100', currency: 'EUR' }, '/amount/amount', 'type'],
  [{ amount: 100, currency: 'eur' }, '/amount/currency', 'pattern'],
  [{ amount: 100 }, '/amount/currency', 'required'],
  [100, '/amount', 'type'],
])('a refund of %j is refused', async (amount, pointer, code) => {
  const body = { amount, reason: 'x' };
  await expectRefused(ask('refund', body, staff), await version(), { pointer, code });
});

it.each([
  [{ amount: 1251, currency: 'EUR' }, 409, 'refund-exceeds-captured'],
  [{ amount: 100, currency: 'USD' }, 422, 'mixed-currency'],
  [{ amount: 100, currency: 'XXQ' }, 422, 'mixed-currency'],
])('a refund of %j is refused for what was paid', async (amount, status, code) => {
  const before = await version();
  const answer = await ask('refund', { amount, reason: 'x' }, staff);
  expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ code })]);
  expect(await version()).toBe(before);
});

it.each(['true', 1, null, 'yes'])('goods are not damaged by %j', async (damaged) => {
  const fault = { pointer: '/damaged', code: 'type' };
  await expectRefused(ask('receive-return', { damaged }, staff), await version(), fault);
});

const all: readonly (readonly [string, unknown])[] = [
  ['cancel', undefined],
  ['cancel-lines', {}],
  ['change-address', shippingAddress],
  ['ship', parcel],
  ['deliver', undefined],
  ['request-return', { lines: mug, reason: 'x' }],
  ['receive-return', undefined],
  ['refuse-return', { reason: 'x' }],
  ['withdraw-return', undefined],
  ['refund', { amount: eur(1), reason: 'x' }],
];

const staffOnly = new Set([
  'cancel-lines',
  'ship',
  'deliver',
  'receive-return',
  'refuse-return',
  'refund',
]);

describe.each(all)('%s', (route, body) => {
  it('is not for everybody', async () => {
    const before = await version();
    const byStranger = await ask(route, body, stranger);
    expect(outcomeOf(byStranger)).toBe(staffOnly.has(route) ? '403 forbidden' : '404 not-found');
    expect(outcomeOf(await ask(route, body, { isGuest: true }))).toBe('401 unauthenticated');
    if (staffOnly.has(route)) {
      expect(outcomeOf(await ask(route, body, owner))).toBe('403 forbidden');
      expect(outcomeOf(await ask(route, body, support))).toBe('403 forbidden');
    }
    expect(await version()).toBe(before);
  });

  it.each([nobodys, 'ord_', '', '../orders', 'constructor', 'ord_%00', `${'x'.repeat(200)}`])(
    'of the order %j is 404',
    async (other) => {
      expect(outcomeOf(await ask(route, body, staff, { id: other }))).toBe('404 not-found');
    },
  );

  it('wants a key that can be one, where it moves money or goods', async () => {
    if (route === 'deliver' || route === 'change-address') return;
    for (const key of [
      '',
      'short',
      'x'.repeat(256),
      'with blanks in it 0123',
      'ключ-0123456789-ключ',
    ]) {
      const headers = { 'idempotency-key': key };
      const request = {
        params: paramsOf(route),
        headers,
        ...(body === undefined ? {} : { body }),
      };
      const { status, json } = await service.call(`orders.${route}`, request, staff);
      expect([key, status, (json as { code: string }).code]).toEqual([
        key,
        400,
        expect.stringMatching(/^idempotency-key-(missing|invalid)$/),
      ]);
    }
  });
});

it.each(['receive-return', 'refuse-return', 'withdraw-return'])(
  '%s of a return that is none is 404',
  async (route) => {
    const body = route === 'refuse-return' ? { reason: 'x' } : undefined;
    for (const other of [
      'ret_00000000000000000000000000000009',
      '',
      'constructor',
      '0',
      `${returnId} `,
    ]) {
      expect(outcomeOf(await ask(route, body, staff, { returnId: other }))).toBe('404 not-found');
    }
  },
);
