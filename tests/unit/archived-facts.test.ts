// What is kept of a fact for good: nothing that says something of a person, and nothing that nobody knows.
import { describe, expect, it } from 'vitest';
import type { MessageContract } from '../../events/message.ts';
import * as auth from '../../events/messages/auth.ts';
import * as orders from '../../events/messages/orders.ts';
import * as payments from '../../events/messages/payments.ts';
import * as products from '../../events/messages/products.ts';
import * as webhooks from '../../events/messages/webhooks.ts';
import { archived } from '../../functions/facts/domain/archived.ts';

const address = { name: 'Ada Lovelace', line1: 'Street 1', city: 'London', postalCode: '1' };
const envelope = {
  specversion: '1.0',
  id: 'msg_00000001',
  source: '/tandem/orders',
  subject: 'ord_1',
  time: '2026-01-31T23:59:59.000Z',
};
const order = {
  orderId: 'ord_1',
  customerId: 'usr_1',
  lines: [{ sku: 'MUG', name: 'Mug of clay', quantity: 2 }],
  shippingAddress: address,
};

const kept = (type: string, data: unknown) => {
  const fact = archived(JSON.stringify({ ...envelope, type, data }));
  return fact && { ...fact, line: JSON.parse(fact.line) };
};

describe('a fact', () => {
  it('keeps what happened, to whom by their id, and what was bought', () => {
    const type = 'orders.order-shipped.v1';
    const data = { order, shipmentId: 'shp_1', carrier: 'Post', trackingNumber: 'T1' };
    const { shippingAddress: _, ...bought } = order;
    expect(kept(type, data)).toEqual({
      type,
      day: '2026-01-31',
      line: { ...envelope, type, data: { order: bought, shipmentId: 'shp_1', carrier: 'Post' } },
    });
  });

  it.each(['auth.user-verified.v1', 'auth.user-profile-changed.v1'])('%s names nobody', (type) => {
    const data = { userId: 'usr_1', email: 'ada@example.com', name: 'Ada Lovelace' };
    expect(kept(type, data)?.line.data).toEqual({ userId: 'usr_1' });
  });

  it('of a type that nobody knows carries nothing', () => {
    const { line } = kept('orders.order-gifted.v1', { to: 'Ada Lovelace' }) ?? {};
    expect(line).toEqual({ ...envelope, type: 'orders.order-gifted.v1' });
  });

  it('is one line, whatever is in it', () => {
    const lines = [{ ...order.lines[0], name: 'Mug\n{"type":"x"}\u2028' }];
    const fact = archived(
      JSON.stringify({
        ...envelope,
        type: 'orders.order-placed.v1',
        data: { order: { ...order, lines } },
      }),
    );
    expect(fact?.line.split('\n')).toHaveLength(1);
  });
});

describe('no fact is', () => {
  const type = 'orders.order-placed.v1';
  it.each([
    ['no JSON', 'not JSON'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"orders.order-placed.v1"'],
    ['without a type', JSON.stringify(envelope)],
    ['a type that leaves its folder', JSON.stringify({ ...envelope, type: '../../orders.x.v1' })],
    ['a type of two lines', JSON.stringify({ ...envelope, type: `${type}\n` })],
    ['a time that is none', JSON.stringify({ ...envelope, type, time: 'yesterday' })],
    ['a day that leaves its folder', JSON.stringify({ ...envelope, type, time: '2026-01-31/../' })],
    ['a time that is a number', JSON.stringify({ ...envelope, type, time: 20260131 })],
  ])('%s', (_, text) => {
    expect(archived(text)).toBeUndefined();
  });
});

describe('what is kept of all facts', () => {
  const contracts = [auth, orders, payments, products, webhooks]
    .flatMap((module) => Object.values(module) as unknown[])
    .filter((each): each is MessageContract => Reflect.get(Object(each), 'kind') === 'fact');

  const membersOf = (schema: unknown): readonly string[] => {
    const { properties = {}, items } = Object(schema) as {
      properties?: Record<string, unknown>;
      items?: unknown;
    };
    return [
      ...Object.entries(properties).flatMap(([name, inner]) => [name, ...membersOf(inner)]),
      ...(items === undefined ? [] : membersOf(items)),
    ];
  };

  /** An example with every member there is, by its schema. */
  const example = (schema: unknown): unknown => {
    const { properties, items } = Object(schema) as {
      properties?: Record<string, unknown>;
      items?: unknown;
    };
    if (items !== undefined) return [example(items)];
    if (properties === undefined) return 'x';
    return Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, example(inner)]),
    );
  };

  const names = (value: unknown): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(names);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)]);
  };

  it('are these members: whoever adds one says whether it is of a person', () => {
    const seen = contracts.flatMap(({ type, data }) => names(kept(type, example(data))?.line.data));
    expect([...new Set(seen)].toSorted()).toEqual([
      'amount',
      'cancellationId',
      'captureId',
      'capturesOnce',
      'carrier',
      'charge',
      'currency',
      'customerId',
      'discount',
      'endpointId',
      'kind',
      'lines',
      'name',
      'order',
      'orderId',
      'owner',
      'parts',
      'provider',
      'providerEventId',
      'providerReference',
      'quantity',
      'reason',
      'reference',
      'refundId',
      'returnId',
      'shipmentId',
      'shipping',
      'sku',
      'subject',
      'subtotal',
      'tax',
      'taxIncluded',
      'total',
      'userId',
    ]);
  });

  it('and of people none is among them', () => {
    const all = new Set(contracts.flatMap(({ data }) => membersOf(data)));
    expect(all).toContain('shippingAddress');
    expect(all).toContain('email');
  });
});
