// What is due and what is told of it, tried through the public API with cents that were worked out beside the shop: each test is named by what is right.
import { beforeAll, describe, expect, it } from 'vitest';
import { askShop, type Body, unique } from '../support/asking.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { createShop, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let asking: Awaited<ReturnType<typeof askShop>>;
let goods: string;
beforeAll(async () => {
  asking = await askShop(shop);
  goods = await shop.newSku(1_000, { amount: 3112, currency: 'EUR' });
});

const postalCodes: Readonly<Record<string, string>> = {
  GR: '105 57',
  HU: '1051',
  RO: '010011',
  SK: '811 01',
  CH: '8001',
  GB: 'SW1A 1AA',
  JP: '100-0001',
  US: '90001',
  CA: 'K1A 0B1',
  NO: '0150',
  AU: '2000',
};
const regions: Readonly<Record<string, string>> = { JP: 'Tokyo', AU: 'NSW' };

const addressIn = (place: string) => {
  const [country = '', region = regions[place]] = place.split('-');
  const { postalCode: _, ...address } = shippingAddress;
  const postalCode = postalCodes[country];
  return { ...address, country, ...(postalCode && { postalCode }), ...(region && { region }) };
};

describe('goods of 31.12', () => {
  it.each([
    ['GR', 602, 3112],
    ['HU', 662, 3112],
    ['RO', 540, 3112],
    ['SK', 582, 3112],
    ['CH', 233, 3112],
    ['NO', 622, 3112],
    ['GB', 519, 3112],
    ['JP', 283, 3112],
    ['AU', 283, 3112],
    ['AE', 148, 3112],
    ['HK', 0, 3112],
    ['US-CA', 226, 3338],
    ['US-ca', 226, 3338],
    ['US-NY', 124, 3236],
    ['US-DC', 218, 3330],
    ['US-OR', 0, 3112],
    ['CA-ON', 405, 3517],
    ['CA-QC', 466, 3578],
  ])('to %s have a tax of %i and cost %i', async (place, tax, total) => {
    const lines = [{ sku: goods, quantity: 1 }];
    const { status, body } = await asking.place(lines, { shippingAddress: addressIn(place) });
    expect([status, body.totals?.tax.amount, body.totals?.total.amount]).toEqual([
      ...[201, tax, total],
    ]);
  });

  it.each([
    ['a code of ISO 3166-2', 'US-California'],
    ['a region', 'US'],
    ['a region', 'CA'],
    ['a region of its country', 'CA-TX'],
  ])('go nowhere without %s: %s', async (_, place) => {
    const lines = [{ sku: goods, quantity: 1 }];
    const { status, body } = await asking.place(lines, { shippingAddress: addressIn(place) });
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/shippingAddress/region']);
  });
});

it('goods of 29.50 sent to New York for 9.90 have a tax of 1.58: it is due on shipping, too', async () => {
  const sku = await shop.newSku(5, { amount: 2950, currency: 'EUR' });
  const to = { shippingAddress: addressIn('US-NY'), shippingMethod: 'express' };
  const { body } = await asking.place([{ sku, quantity: 1 }], to);
  expect(body.totals).toMatchObject({ tax: { amount: 158 }, total: { amount: 4098 } });
});

describe('the mail of a confirmed order', () => {
  /** Amounts in the rows behind the label that begins so, in cents. */
  const rowsOf = (text: string) =>
    text.split('\n').flatMap((line) => {
      const [, label, sign, units, cents] =
        /^(.+?) {2}(-?)[€$]?(\d+)\.(\d\d)\b/.exec(line.replaceAll(/[\u2212]/g, '-')) ?? [];
      if (label === undefined) return [];
      return [[label, Number(`${sign}${units}${cents}`)] as const];
    });

  const mailOf = async (order: Body) => {
    const id = order.id as string;
    const short = order.lines[0].name as string;
    const { text } = await shop.mailTo(
      asking.person.email,
      (mail) => mail.text.includes(short) && /confirmed/i.test(`${mail.subject} ${mail.text}`),
    );
    expect(id).toMatch(/^ord_/);
    return text;
  };

  const addsUp = (text: string, total: number) => {
    const rows = rowsOf(text);
    const at = rows.findIndex(([label]) => label === 'Total');
    const parts = rows.slice(0, at).reduce((sum, [, amount]) => sum + amount, 0);
    expect([rows[at]?.[1], parts], text).toEqual([total, total]);
  };

  it('has rows that add up, with a discount and express', async () => {
    const code = `M${unique()}`;
    const discount = { kind: 'percentage', basisPoints: 1000 };
    await asking.ask('POST', '/coupons', asking.staff, { code, discount });
    const [one, two] = [
      await shop.newSku(5, { amount: 800, currency: 'EUR' }),
      await shop.newSku(5, { amount: 1600, currency: 'EUR' }),
    ];
    const lines = [one, two].map((sku) => ({ sku, quantity: 1 }));
    const { body } = await asking.place(lines, { coupon: code, shippingMethod: 'express' });
    expect((await asking.settled(body.id)).status).toBe('confirmed');
    addsUp(await mailOf(body), body.totals.total.amount);
  });

  it('has a row for a tax that is added', async () => {
    const sku = await shop.newSku(5, { amount: 1000, currency: 'EUR' });
    const to = { shippingAddress: addressIn('US-NY') };
    const { body } = await asking.place([{ sku, quantity: 1 }], to);
    expect((await asking.settled(body.id)).status).toBe('confirmed');
    const text = await mailOf(body);
    addsUp(text, 1040);
    expect(rowsOf(text)).toContainEqual(['Tax', 40]);
  });
});

describe('an order that is sent in part', () => {
  const setUp = async () => {
    const [a, b] = [await shop.newSku(9, eur(1000)), await shop.newSku(9, eur(3000))];
    const lines = [
      { sku: a, quantity: 2 },
      { sku: b, quantity: 1 },
    ];
    const { body } = await asking.place(lines);
    await asking.settled(body.id);
    const post = (path: string, content?: object, token = asking.staff) =>
      asking.ask('POST', `/orders/${body.id}/${path}`, token, content);
    const ship = (lines?: object[]) =>
      post('shipments', { carrier: 'Post', trackingNumber: 'T', ...(lines && { lines }) });
    return { id: body.id as string, a, b, post, ship };
  };
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const captured = async (id: string) =>
    (await asking.ask('GET', `/payments/${id}`, asking.staff)).body.captured.amount;

  it('takes back what has arrived while the rest is on its way, and is paid for what was sent', async () => {
    const { id, a, b, post, ship } = await setUp();
    await ship([{ sku: a, quantity: 1 }]);
    await post('delivery');
    await expect.poll(() => captured(id), { timeout: 30_000 }).toBe(1000);
    const back = { lines: [{ sku: a, quantity: 1 }], reason: 'too small' };
    expect((await post('returns', back, asking.person.token)).status).toBe(202);
    const again = await post('returns', back, asking.person.token);
    expect([again.status, again.body.errors[0].code]).toEqual([422, 'too-many']);
    expect((await post('line-cancellations', {})).body.status).toBe('return_pending');
    await expect.poll(() => shop.stock(b)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    expect(outcomeOf(await ship())).toBe('409 invalid-state');
    expect(await captured(id)).toBe(1000);
  });

  it('sends nothing of what was refunded', async () => {
    const { id, a, post, ship } = await setUp();
    await ship([{ sku: a, quantity: 2 }]);
    await expect.poll(() => captured(id), { timeout: 30_000 }).toBe(2000);
    const tooMuch = { amount: eur(2001), reason: 'late' };
    expect((await post('refunds', tooMuch)).body.code).toBe('refund-exceeds-captured');
    expect((await post('refunds', { amount: eur(2000), reason: 'late' })).status).toBe(202);
    await post('line-cancellations', {});
    expect(outcomeOf(await ship())).toBe('409 invalid-state');
    expect(await captured(id)).toBe(2000);
  });

  it('takes damaged goods back and does not sell them again', async () => {
    const { a, post, ship } = await setUp();
    await ship();
    await post('delivery');
    const back = { lines: [{ sku: a, quantity: 1 }], reason: 'broken' };
    const { body } = await post('returns', back, asking.person.token);
    await post(`returns/${body.returnId}/receipt`, { damaged: true });
    await expect.poll(() => shop.stock(a)).toEqual({ onHand: 7, reserved: 0, available: 7 });
  });
});

it('an address in letters of its language is the account of its Punycode', async () => {
  const local = `kunde-${unique().toLowerCase()}`;
  const body = { password: 'a long password for nobody', name: 'Kunde' };
  for (const domain of ['bücher.example', 'xn--bcher-kva.example']) {
    const email = `${local}@${domain}`;
    const { status } = await asking.ask('POST', '/users', undefined, { ...body, email });
    expect(status).toBe(202);
  }
  const to = `${local}@xn--bcher-kva.example`;
  const mail = await shop.mailTo(to, ({ text }) => text.includes('token='));
  const token = /token=([\w-]+)/.exec(mail.text)?.[1];
  expect((await asking.ask('POST', '/users/verification', undefined, { token })).status).toBe(204);
  const { body: found } = await asking.ask('GET', `/admin/users?email=${to}`, asking.staff);
  expect(found.items.map(({ email }: Body) => email)).toEqual([to]);
});
