// Where an order can be sent and what is due there, through the contract of POST /orders.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';

let database: TestDatabase;
let service: TestOrders;
let keys = 0;

beforeAll(async () => {
  database = await startDatabase();
  service = await startOrders(await database.table('destinations'));
});
afterAll(() => database.stop());

const street = { name: 'Ada Lovelace', line1: '1 Harbour Street' };

const place = async (shippingAddress: object) => {
  keys += 1;
  const { status, json } = await service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress: { ...street, ...shippingAddress },
      paymentMethod: { token: 'tok_approved' },
    },
    { 'idempotency-key': `destination-${keys}-0123456789` },
  );
  return { status, json };
};

/** Goods of 25.00. */
describe('an order', () => {
  it.each([
    [{ country: 'HK', city: 'Kowloon' }, 0, 2500],
    [{ country: 'HK', city: 'Kowloon', postalCode: '' }, 0, 2500],
    [{ country: 'AE', city: 'Dubai' }, 119, 2500],
    [{ country: 'GR', city: 'Athens', postalCode: '104 31' }, 484, 2500],
    [{ country: 'HU', city: 'Budapest', postalCode: '1051' }, 531, 2500],
    [{ country: 'RO', city: 'București', postalCode: '010011' }, 434, 2500],
    [{ country: 'US', city: 'Los Angeles', region: 'us-ca', postalCode: '90001' }, 181, 2681],
    [{ country: 'CA', city: 'Toronto', region: 'ON', postalCode: 'm5v 2t6' }, 325, 2825],
  ])('to %j is taxed with %i', async (address, tax, total) => {
    const { status, json } = await place(address);
    expect([status, json]).toEqual([
      201,
      expect.objectContaining({
        totals: expect.objectContaining({
          tax: { amount: tax, currency: 'EUR' },
          total: { amount: total, currency: 'EUR' },
        }),
      }),
    ]);
  });

  it('keeps the address in its one spelling', async () => {
    const written = { country: 'CA', city: 'Toronto', region: 'CA-on', postalCode: 'm5v 2t6' };
    expect((await place(written)).json).toMatchObject({
      shippingAddress: { ...street, ...written, region: 'ON', postalCode: 'M5V 2T6' },
    });
  });

  const inUs = { country: 'US', city: 'X', postalCode: '10001' };

  it.each([
    [{ country: 'UK', city: 'London', postalCode: 'SW1A 1AA' }, 'country', 'unknown-country'],
    [{ country: 'XX', city: 'X', postalCode: '1' }, 'country', 'unknown-country'],
    [inUs, 'region', 'required'],
    [{ ...inUs, region: 'California' }, 'region', 'unknown-region'],
    [{ ...inUs, region: 'New York' }, 'region', 'unknown-region'],
    [
      { country: 'CA', city: 'Toronto', postalCode: 'M5V 2T6', region: 'Ontario' },
      'region',
      'unknown-region',
    ],
    [{ country: 'PT', city: 'Lisboa', postalCode: 'banana' }, 'postalCode', 'pattern'],
    [{ country: 'PT', city: 'Lisboa' }, 'postalCode', 'required'],
    [{ country: 'PT', postalCode: '1000-001' }, 'city', 'required'],
  ])('to %j is refused', async (address, member, code) => {
    const { status, json } = await place(address);
    expect([status, json]).toEqual([
      422,
      expect.objectContaining({
        code: 'validation-failed',
        errors: [expect.objectContaining({ pointer: `/shippingAddress/${member}`, code })],
      }),
    ]);
  });
});
