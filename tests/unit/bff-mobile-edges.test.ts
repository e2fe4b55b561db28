// Screens at their edges: how much of each list and text they show, what they ask for, and how long they wait for it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askingFor, mobilePolicies } from '../../functions/bff-mobile/api.ts';
import { changedSince, knownIn, sinceOf } from '../../functions/bff-mobile/since.ts';
import {
  cardOf,
  clip,
  fitted,
  shortLinks,
  variantsOf,
} from '../../functions/bff-mobile/trimming.ts';
import { apiFor, webPolicies } from '../../functions/bff-web/api.ts';
import { answerWith, mobileShop, orderOf, productOf } from '../support/mobile-shop.ts';
import { codeOf } from '../support/refusals.ts';

const list = (items: readonly unknown[]) => answerWith({ items, nextCursor: null });
const many = <Item>(count: number, item: (number: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index + 1));
const token = { authorization: 'Bearer token' };
const price = (amount: number) => ({ amount, currency: 'EUR' });

describe('a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['😀😀😀', 3, '😀😀😀'],
    ['😀😀😀😀', 3, '😀😀…'],
    ['', 3, ''],
  ])('%s of %d characters at most is %s', (text, most, clipped) => {
    expect(clip(text, most)).toBe(clipped);
  });

  it('of a link is whole, up to 200 characters', () => {
    const link = (length: number) => `https://${'a'.repeat(length - 8)}`;
    expect(shortLinks([link(201), link(200), 'b', 'c'], 2)).toEqual([link(200), 'b']);
  });
});

describe('a card', () => {
  const variant = (amount: number, available: number, status = 'active') => ({
    ...{ sku: `S${amount}`, name: 'n'.repeat(81), options: {}, status, available },
    price: { amount, currency: 'EUR' },
  });

  it('names the least that it costs, and whether any of it is there', () => {
    const product = productOf(1, {
      name: 'n'.repeat(81),
      images: [],
      variants: [variant(5, 0), variant(3, 0), variant(1, 7, 'discontinued'), variant(4, 1)],
    }) as never;
    expect(cardOf(product)).toMatchObject({
      name: `${'n'.repeat(79)}…`,
      image: null,
      price: { amount: 3 },
      available: true,
    });
    expect(variantsOf(product, 2)).toEqual([
      {
        sku: 'S5',
        name: `${'n'.repeat(79)}…`,
        price: { amount: 5, currency: 'EUR' },
        available: 0,
      },
      {
        sku: 'S3',
        name: `${'n'.repeat(79)}…`,
        price: { amount: 3, currency: 'EUR' },
        available: 0,
      },
    ]);
  });

  it('of what is no longer sold has no price', () => {
    const gone = productOf(1, { variants: [variant(1, 7, 'discontinued')] }) as never;
    expect(cardOf(gone)).toMatchObject({ price: null, available: false });
  });
});

describe('an answer', () => {
  const bodyOf = (bytes: number) => {
    const body = { filler: '', list: ['x', 'y'], other: ['z'] };
    body.filler = '.'.repeat(bytes - JSON.stringify(body).length);
    return body;
  };

  it('of 4,096 bytes fits, and of one more loses the last of its first list', () => {
    const whole = bodyOf(4_096);
    expect(fitted(whole, ['list', 'other'])).toBe(whole);
    expect(fitted(bodyOf(4_097), ['list', 'other'])).toMatchObject({ list: ['x'], other: ['z'] });
    expect(fitted(bodyOf(4_105), ['list', 'other'])).toMatchObject({ list: [], other: [] });
    expect(fitted(bodyOf(4_097), ['other', 'list'])).toMatchObject({ list: ['x', 'y'], other: [] });
  });
});

describe('the first screen', () => {
  it('shows twelve categories above others, and asks for six new products and one order', async () => {
    const { ask, asked } = mobileShop({
      '/categories': list(
        many(14, (number) => ({
          id: `c${number}`,
          name: 'n'.repeat(41),
          parent: number === 1 ? 'c2' : null,
        })),
      ),
      '/products': list([productOf(1)]),
      '/cart': answerWith({ lines: [], subtotal: { amount: 0, currency: 'EUR' } }),
      '/orders': list([]),
    });
    const { json } = await ask('home', { headers: token });
    expect(json.categories).toHaveLength(12);
    expect(json.categories[0]).toEqual({ id: 'c2', name: `${'n'.repeat(39)}…` });
    expect([json.cart.pieces, json.order]).toEqual([0, null]);
    expect(asked.toSorted()).toEqual([
      ...['/cart', '/categories', '/orders?own=true&limit=1'],
      '/products?sort=newest&available=true&limit=6',
    ]);
  });
});

describe('a product', () => {
  it('is shown with so much of its texts, pictures, variants and others', async () => {
    const found = productOf(1, {
      name: 'n'.repeat(121),
      description: 'd'.repeat(401),
      images: ['/a', '/b', '/c', '/d'],
      variants: many(13, (number) => ({
        ...{ sku: `S${number}`, name: 'v', options: {}, available: 1 },
        price: { amount: number, currency: 'EUR' },
      })),
    });
    const { ask, asked } = mobileShop({
      [`/products/${found.id}`]: answerWith(found),
      '/products': list(many(6, (number) => productOf(number))),
    });
    const { json } = await ask('product', { params: { id: found.id } });
    expect([json.name, json.description]).toEqual([`${'n'.repeat(119)}…`, `${'d'.repeat(399)}…`]);
    expect([json.images.length, json.variants.length]).toEqual([3, 12]);
    expect(json.related.map(({ id }: { id: string }) => id)).toEqual(
      [2, 3, 4, 5].map((number) => productOf(number).id),
    );
    expect(asked[1]).toBe('/products?category=kitchen&available=true&limit=5');
  });
});

describe('an order', () => {
  it('is shown with so much of its lines, parcels and story', async () => {
    const found = orderOf(1, {
      lines: [
        { name: 'n'.repeat(61), quantity: 2, total: price(1) },
        { name: 'b', quantity: 3, total: price(2) },
      ],
      delivery: {
        status: 'shipped',
        shipments: many(6, (number) => ({
          carrier: 'c'.repeat(41),
          trackingNumber: `${number}${'t'.repeat(60)}`,
        })),
      },
    });
    const { ask } = mobileShop({
      [`/orders/${found.id}`]: answerWith(found),
      [`/orders/${found.id}/events`]: list(
        many(13, (number) => ({ version: number, type: `t${number}`, time: '' })),
      ),
    });
    const { json } = await ask('order', { params: { id: found.id }, headers: token });
    expect([json.title, json.pieces]).toEqual([`${'n'.repeat(59)}…`, 5]);
    expect(json.lines[0]).toEqual({ name: `${'n'.repeat(59)}…`, quantity: 2, total: price(1) });
    expect(json.delivery.shipments).toHaveLength(5);
    expect(json.delivery.shipments[0]).toEqual({
      carrier: `${'c'.repeat(39)}…`,
      trackingNumber: `2${'t'.repeat(58)}…`,
    });
    expect(json.timeline.map(({ type }: { type: string }) => type)).toEqual(
      many(12, (number) => `t${number + 1}`),
    );
  });
});

describe('the orders since', () => {
  const named = (number: number) => number.toString(16).padStart(8, '0');

  it('are six at a time of fifty that are watched', async () => {
    const { ask, asked } = mobileShop({ '/orders': list(many(8, (number) => orderOf(number))) });
    const { json } = await ask('orders', { headers: token });
    expect([json.items.length, json.hasMore, asked]).toEqual([
      6,
      true,
      ['/orders?own=true&limit=50'],
    ]);
    const next = await ask('orders', { headers: token, query: `since=${json.nextSince}` });
    expect([next.json.items.length, next.json.hasMore]).toEqual([2, false]);
  });

  it('are named by the end of their ids, with the version that was seen', () => {
    const known = new Map([
      [named(1), 36],
      [named(2), 4],
    ]);
    expect(sinceOf(known)).toBe('0000000110.000000024');
    expect(knownIn('0000000110.000000024')).toEqual(known);
    expect(knownIn('')).toEqual(new Map());
    const cursor = (count: number) => many(count, (number) => `${named(number)}1`).join('.');
    expect(knownIn(cursor(50)).size).toBe(50);
    for (const wrong of [cursor(51), '0000001', '00000001', '000000011234567', '.']) {
      expect(codeOf(() => knownIn(wrong))).toBe('invalid-cursor');
    }
  });

  it('are those that are new or of another version', () => {
    const orders = many(3, (number) => ({ id: `ord_${named(number)}`, version: 2 }));
    const known = new Map([
      [named(1), 2],
      [named(2), 1],
      [named(9), 1],
    ]);
    expect(changedSince(known, orders, 1)).toEqual({
      changed: [orders[1]],
      known: new Map([
        [named(1), 2],
        [named(2), 2],
      ]),
      hasMore: true,
    });
    expect(changedSince(known, orders, 2)).toMatchObject({
      changed: orders.slice(1),
      hasMore: false,
    });
  });
});

describe('patience', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const log = { warn: () => {} } as never;
  const { products: mobile } = mobilePolicies(log);
  const { products: web } = webPolicies(log);

  it.each([
    ['a screen', mobile.screen, 2_500, 2],
    ['an extra of a screen', mobile.extra, 1_200, 1],
    ['a page', web.page, 2_500, 2],
    ['an extra of a page', web.extra, 800, 1],
    ['an order that is being placed', web.wait, 7_000, 1],
    ['a command', web.command, 7_000, 1],
  ])('with %s ends', async (_name, policy, ms, times) => {
    const signals: AbortSignal[] = [];
    const asked = policy
      .execute(({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      })
      .catch(() => 'over');
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBe('over');
    expect(signals).toHaveLength(times);
  });
});

it('all that a page asks has eight and a half seconds, all that a screen asks eight', () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  const caller = { requestId: 'request-00000001', header: () => undefined } as never;
  apiFor(caller, {} as never);
  askingFor(caller, {} as never);
  expect(timeout.mock.calls).toEqual([[8_500], [8_000]]);
  timeout.mockRestore();
});
