// If-Match on everything of accounts that has an entity tag: a list, any version, and a strong comparison.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthDatabase, admin, startAuthDatabase } from '../support/auth-database.ts';
import { shippingAddress } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
let staff: string;
let people = 0;
beforeAll(async () => {
  auth = await startAuthDatabase();
  staff = (await auth.login(admin)).accessToken;
});
afterAll(() => auth.stop());

/** By what `TAG` stands for, the tag of now. */
const conditions: [header: string, outcome: string][] = [
  ['TAG', '200'],
  ['*', '200'],
  ['"777", TAG', '200'],
  ['"777"', '412 precondition-failed'],
  ['W/TAG', '412 precondition-failed'],
  ['', '412 precondition-failed'],
];

const person = async () => {
  people += 1;
  const { token } = await auth.customer(`matching-${people}@example.com`);
  const { headers, body } = await auth.call('GET /users/me', { token });
  return { token, id: body.id as string, etag: headers.etag ?? '' };
};

const when = (header: string, etag: string) => ({ 'if-match': header.replace('TAG', etag) });

describe.each(conditions)('If-Match %j', (header, outcome) => {
  it(`of a profile: ${outcome}`, async () => {
    const { token, etag } = await person();
    const call = { token, json: { name: 'One' }, headers: when(header, etag) };
    expect(outcomeOf(await auth.call('PATCH /users/me', call))).toBe(outcome);
  });

  it(`of an address book: ${outcome}`, async () => {
    const { token } = await person();
    const json = { address: shippingAddress };
    const { body, headers } = await auth.call('POST /users/me/addresses', { token, json });
    const answer = await auth.call('PATCH /users/me/addresses/{id}', {
      token,
      json: { defaultShipping: true },
      params: { id: body.id },
      headers: when(header, headers.etag ?? ''),
    });
    expect(outcomeOf(answer)).toBe(outcome);
  });

  it.each([
    ['PUT /admin/users/{id}/roles', { roles: ['support'] }],
    ['POST /admin/users/{id}/disable', undefined],
  ])(`of an account, %s: ${outcome}`, async (route, json) => {
    const { id, etag } = await person();
    const call = { token: staff, params: { id }, json, headers: when(header, etag) };
    expect(outcomeOf(await auth.call(route, call))).toBe(outcome);
  });
});
