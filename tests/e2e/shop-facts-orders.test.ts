// What carts, coupons and orders elsewhere get wrong, tried on this shop through its public API: each test is named by what is right.
import { beforeAll, describe, expect, it } from 'vitest';
import { askShop, type Body, product, unique } from '../support/asking.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { createShop, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let asking: Awaited<ReturnType<typeof askShop>>;
beforeAll(async () => {
  asking = await askShop(shop);
});

const cartOf = async () => (await asking.ask('GET', '/cart', asking.person.token)).body.lines;
const putInCart = (sku: string, quantity: number) =>
  asking.ask('PUT', `/cart/lines/${sku}`, asking.person.token, { quantity });

describe('a destination', () => {
  it.each(['UK', 'XX'])('that is no country of ISO 3166 is refused: %s', async (country) => {
    const answer = await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], {
      shippingAddress: { ...shippingAddress, country },
    });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([
      422,
      '/shippingAddress/country',
    ]);
  });

  it.each([undefined, 'California', 'New York'])(
    'in the United States is taxed by a region of ISO 3166-2, not by %s',
    async (region) => {
      const address = { ...shippingAddress, country: 'US', postalCode: '90001', region };
      expect(
        (await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], { shippingAddress: address }))
          .status,
      ).toBe(422);
    },
  );

  it('needs no postal code where there are none, and one of its form where there are', async () => {
    const { postalCode: _, ...address } = { ...shippingAddress, country: 'HK', city: 'Kowloon' };
    expect(
      (await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], { shippingAddress: address })).status,
    ).toBe(201);
    const banana = { ...shippingAddress, postalCode: 'banana' };
    expect(
      (await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], { shippingAddress: banana })).status,
    ).toBe(422);
  });

  it('taxes the shipping, too', async () => {
    const sku = await shop.newSku(5, { amount: 2950, currency: 'EUR' });
    const { body } = await asking.place([{ sku, quantity: 1 }], { shippingMethod: 'express' });
    expect([body.totals.total.amount, body.totals.tax.amount]).toEqual([3940, 737]);
  });
});

describe('a cart', () => {
  it.each([
    ['declined', { token: 'tok_declined' }, 2],
    ['out of stock', { token: 'tok_approved' }, 9],
  ])('is whole again when its order is %s', async (_, paymentMethod, quantity) => {
    const sku = await shop.newSku(10);
    await putInCart(sku, quantity);
    if (quantity === 9)
      await asking.ask('POST', `/inventory/${sku}/adjustments`, asking.staff, {
        delta: -5,
        reason: 'lost',
      });
    const { body } = await asking.place([{ sku, quantity }], { fromCart: true, paymentMethod });
    expect((await asking.settled(body.id)).status).toBe('rejected');
    expect(await cartOf()).toContainEqual(expect.objectContaining({ sku, quantity }));
    await asking.ask('DELETE', `/cart/lines/${sku}`, asking.person.token);
  });

  it('is ordered once, however many orders ask for it at once', async () => {
    const sku = await shop.newSku(10);
    await putInCart(sku, 1);
    const answers = await Promise.all(
      [1, 2, 3].map(() => asking.place([{ sku, quantity: 1 }], { fromCart: true })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const late = await asking.place([{ sku, quantity: 1 }], { fromCart: true });
    expect([late.status, late.body.code]).toEqual([409, 'cart-changed']);
  });

  it('takes no line that is worth more than can be counted, and goes on', async () => {
    const amount = 9_007_199_254_740_991;
    const dear = product('Dear', {
      variants: [{ sku: `F-${unique()}`, name: 'X', price: { amount, currency: 'EUR' }, stock: 9 }],
    });
    const { status, body } = await asking.add(dear);
    if (status === 201) await putInCart(body.variants[0].sku, 2);
    expect((await asking.ask('GET', '/cart', asking.person.token)).status).toBe(200);
  });

  it('keeps all of a dozen changes at once', async () => {
    const skus = await Promise.all(Array.from({ length: 12 }, () => shop.newSku(3)));
    const answers = await Promise.all(skus.map((sku) => putInCart(sku, 1)));
    expect(answers.map(({ status }) => status)).toEqual(skus.map(() => 200));
    expect((await cartOf()).map(({ sku }: { sku: string }) => sku)).toEqual(
      expect.arrayContaining(skus),
    );
  });
});

describe('a coupon', () => {
  const discount = { kind: 'percentage', basisPoints: 1000 };

  it('is combined with others that allow it, each of what those before it have left', async () => {
    const make = async (more: object) => {
      const code = `F${unique()}`;
      await asking.ask('POST', '/coupons', asking.staff, { code, discount, ...more });
      return code;
    };
    const both = [await make({ combinable: true }), await make({ combinable: true })];
    const lines = [{ sku: await shop.newSku(2, { amount: 1000, currency: 'EUR' }), quantity: 1 }];
    const { body } = await asking.place(lines, { coupons: both });
    expect([body.coupons, body.totals.discount.amount]).toEqual([both, 190]);
    const refused = await asking.place(lines, { coupons: [await make({}), await make({})] });
    expect([refused.status, refused.body.code]).toEqual([422, 'coupon-invalid']);
  });

  it('is listed, changed and ended, and then takes nothing off any more', async () => {
    const code = `F${unique()}`;
    await asking.ask('POST', '/coupons', asking.staff, { code, discount });
    expect(
      (await asking.ask('PATCH', `/coupons/${code}`, asking.staff, { limit: 5 })).body.limit,
    ).toBe(5);
    expect((await asking.ask('GET', '/coupons?limit=100', asking.staff)).status).toBe(200);
    expect((await asking.ask('DELETE', `/coupons/${code}`, asking.staff)).status).toBe(204);
    const { status, body } = await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], {
      coupon: code,
    });
    expect([status, body.code]).toEqual([422, 'coupon-invalid']);
  });

  it('holds on days of the calendar', async () => {
    const body = { code: `F${unique()}`, discount, validUntil: '2026-02-30T00:00:00Z' };
    expect(outcomeOf(await asking.ask('POST', '/coupons', asking.staff, body))).toBe(
      '422 validation-failed',
    );
    const prices = [{ amount: 1, currency: 'EUR', validFrom: '2026-02-31T00:00:00Z' }];
    const given = product('Sale');
    const variants = given.variants.map((variant) => ({ ...variant, prices }));
    expect(outcomeOf(await asking.add({ ...given, variants }))).toBe('422 validation-failed');
  });
});

describe('an order', () => {
  const confirmed = async (quantity = 2) => {
    const sku = await shop.newSku(20);
    const { body } = await asking.place([{ sku, quantity }]);
    return { sku, ...(await asking.settled(body.id)) };
  };
  const sent = (id: string, lines?: object[]) =>
    asking.ask('POST', `/orders/${id}/shipments`, asking.staff, {
      carrier: 'Post',
      trackingNumber: 'T',
      ...(lines && { lines }),
    });

  it('has several returns beside each other, which are refused and withdrawn', async () => {
    const { sku, id } = await confirmed();
    await sent(id);
    await asking.ask('POST', `/orders/${id}/delivery`, asking.staff);
    const back = { lines: [{ sku, quantity: 1 }], reason: 'too bright' };
    const [one, two] = [
      await asking.ask('POST', `/orders/${id}/returns`, asking.person.token, back),
      await asking.ask('POST', `/orders/${id}/returns`, asking.person.token, back),
    ];
    expect([one.status, two.status]).toEqual([202, 202]);
    await asking.ask('POST', `/orders/${id}/returns/${one.body.returnId}/refusal`, asking.staff, {
      reason: 'worn',
    });
    await asking.ask(
      'POST',
      `/orders/${id}/returns/${two.body.returnId}/withdrawal`,
      asking.person.token,
    );
    const { body } = await asking.ask('GET', `/orders/${id}`, asking.person.token);
    expect(body.returns.map(({ status }: Body) => status)).toEqual(['refused', 'withdrawn']);
  });

  it('that is cancelled while it is placed is cancelled at its next step', async () => {
    const { body } = await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], {
      paymentMethod: { token: 'tok_async_approved' },
    });
    expect(
      (await asking.ask('POST', `/orders/${body.id}/cancellation`, asking.person.token)).status,
    ).toBe(202);
    const status = async () =>
      (await asking.ask('GET', `/orders/${body.id}`, asking.person.token)).body.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('cancelled');
  });

  it('that costs nothing has a payment that says so', async () => {
    const code = `F${unique()}`;
    await asking.ask('POST', '/coupons', asking.staff, {
      code,
      discount: { kind: 'percentage', basisPoints: 10_000 },
    });
    const { body } = await asking.place([{ sku: 'MUG-BLUE', quantity: 1 }], { coupon: code });
    await asking.settled(body.id);
    const payment = () => asking.ask('GET', `/payments/${body.id}`, asking.person.token);
    await expect.poll(async () => (await payment()).status, { timeout: 30_000 }).toBe(200);
  });

  it('that is sent in part says in its mail what has left, and no more', async () => {
    const [first, second] = [await shop.newSku(5), await shop.newSku(5)];
    const { body } = await asking.place([
      { sku: first, quantity: 1 },
      { sku: second, quantity: 1 },
    ]);
    await asking.settled(body.id);
    await sent(body.id, [{ sku: first, quantity: 1 }]);
    const mail = await shop.mailTo(
      asking.person.email,
      ({ text }) => text.includes(first) && !text.includes(second),
    );
    expect(mail.text).not.toContain(second);
  });
});

it('a variant is discontinued alone', async () => {
  const [kept, gone] = [`F-${unique()}`, `F-${unique()}`];
  const variants = [kept, gone].map((sku) => ({
    sku,
    name: sku,
    price: { amount: 1, currency: 'EUR' },
    stock: 9,
  }));
  const { body } = await asking.add(product('Two', { variants }));
  await asking.ask('PATCH', `/products/${body.id}`, asking.staff, {
    variants: [{ sku: gone, status: 'discontinued' }],
  });
  expect((await asking.place([{ sku: gone, quantity: 1 }])).body.code).toBe('product-unavailable');
  expect((await asking.place([{ sku: kept, quantity: 1 }])).status).toBe(201);
});
