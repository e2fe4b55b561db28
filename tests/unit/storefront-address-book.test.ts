// The addresses of an account in the shop: what is shown of them, and what each form asks of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  customer,
  inputsIn,
  openShop,
  readIn,
  refusedWith,
  type Shop,
} from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const cookies = customer;

describe('the address book', () => {
  const home = '/account/addresses';
  const address = { name: 'Ada', line1: 'Way 1', city: 'Berlin', country: 'DE' };
  const items = [
    { id: 'adr_1', address, defaultShipping: true, defaultBilling: false },
    {
      id: 'adr_2',
      address: { ...address, line2: 'Back', postalCode: '10115', city: '', region: 'BE' },
      defaultShipping: false,
      defaultBilling: true,
    },
  ];
  const list = (kept: readonly object[]) => ({
    'GET /users/me/addresses': { headers: { etag: '"3"' }, body: { items: kept } },
  });

  it('that is empty says so', async () => {
    const { main } = await shop.get(home, { cookies, answers: list([]) });
    expect(readIn(main)).toContain('You keep no address yet.');
  });

  it('shows each address, what it is for and what it could be for', async () => {
    const { status, main } = await shop.get(home, { cookies, answers: list(items) });
    const entries = [...main.matchAll(/<li>(.*?)<\/li>/gs)].map(([, each = '']) => each);
    expect([status, ...entries.map(readIn)]).toEqual([
      200,
      'Ada Way 1 Berlin DE Default for deliveries Make it the default for bills Edit Remove',
      'Ada Way 1 Back 10115 BE DE Default for bills Make it the default for deliveries Edit Remove',
    ]);
    expect(entries.flatMap(inputsIn)).toEqual(['use=Billing', 'use=Shipping']);
    expect(entries[0]).toContain('aria-label="Edit: Ada, Way 1"');
    expect(readIn(main)).not.toContain('You keep no address yet.');
  });

  const typed = { name: 'Bob', line1: 'Way 2', country: 'fr' };
  const asked = { name: 'Bob', line1: 'Way 2', country: 'FR' };

  it('takes another address', async () => {
    const { location, sent } = await shop.post(home, typed, {
      cookies,
      answers: { 'POST /users/me/addresses': { status: 201, body: {} } },
    });
    expect([location, sent]).toEqual([home, [{ address: asked }]]);
  });

  it('that refuses one shows why, and what was typed', async () => {
    const { status, main } = await shop.post(home, typed, {
      cookies,
      answers: {
        ...list(items),
        'POST /users/me/addresses': refusedWith(422, 'validation-failed'),
      },
    });
    expect([status, main.includes('validation-failed')]).toEqual([422, true]);
    expect(inputsIn(main)).toContain('name=Bob required');
  });

  it('of a session that is over leads to the login', async () => {
    const { location } = await shop.post(home, typed, {
      cookies,
      answers: { 'POST /users/me/addresses': refusedWith(401, 'unauthenticated') },
    });
    expect(location).toBe('/login?next=%2Faccount%2Faddresses');
  });

  it('shows the form of one address, and none of another', async () => {
    const { main } = await shop.get(`${home}/adr_2`, { cookies, answers: list(items) });
    expect(inputsIn(main)).toEqual([
      'etag=&quot;3&quot;',
      'name=Ada required',
      'line1=Way 1 required',
      'line2=Back',
      'postalCode=10115',
      'city=',
      'region=BE',
    ]);
    const sizes = [...main.matchAll(/name="(\w+)" type="text" value="[^"]*" maxlength="(\d+)"/g)];
    expect(sizes.map(([, name, size]) => `${name} ${size}`)).toEqual([
      'name 100',
      'line1 200',
      'line2 200',
      'postalCode 20',
      'city 100',
      'region 100',
    ]);
    expect(main).toContain('<option value="DE" selected>Germany</option>');
    const { status } = await shop.get(`${home}/adr_3`, { cookies, answers: list(items) });
    expect(status).toBe(404);
  });

  it.each([
    ['"3"', '"3"'],
    [undefined, undefined],
  ])('changes an address in the version of its page: %s', async (etag, ifMatch) => {
    const { location, sent, calls } = await shop.post(
      `${home}/adr_1`,
      { ...typed, ...(etag !== undefined && { etag }) },
      { cookies, answers: { 'PATCH /users/me/addresses/adr_1': { body: {} } } },
    );
    expect([location, sent, calls[0]?.headers['if-match']]).toEqual([
      home,
      [{ address: asked }],
      ifMatch,
    ]);
  });

  it('that was changed meanwhile shows what was typed in the form', async () => {
    const { status, main } = await shop.post(
      `${home}/adr_1`,
      { ...typed, etag: '"2"' },
      {
        cookies,
        answers: {
          ...list(items),
          'PATCH /users/me/addresses/adr_1': refusedWith(412, 'precondition-failed'),
        },
      },
    );
    expect(status).toBe(412);
    expect(inputsIn(main).slice(0, 2)).toEqual(['etag=&quot;3&quot;', 'name=Bob required']);
    expect(main).toContain('precondition-failed');
  });

  it.each([
    ['default', { use: 'Billing' }, 'PATCH', [{ defaultBilling: true }]],
    ['default', { use: 'Shipping' }, 'PATCH', [{ defaultShipping: true }]],
    ['removal', {}, 'DELETE', []],
  ])('asks for the %s of one: %j', async (what, form, method, body) => {
    const {
      location,
      asked: calls,
      sent,
    } = await shop.post(`${home}/adr_1/${what}`, form, {
      cookies,
      answers: { [`${method} /users/me/addresses/adr_1`]: { body: {} } },
    });
    expect([location, calls, sent]).toEqual([home, [`${method} /users/me/addresses/adr_1`], body]);
  });
});
