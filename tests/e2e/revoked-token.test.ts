// Where guests may come too, a token that was ended is refused like everywhere else, at once.
import { describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

const cart = async (token?: string): Promise<string> =>
  outcomeOf(await shop.call('GET', '/cart', { token }));
const refusedOne = '401 unauthenticated';

describe('the cart', () => {
  it('is open to guests and customers', async () => {
    expect([await cart(), await cart(await shop.tokenOf(demo))]).toEqual(['200', '200']);
  });

  it('refuses the token of somebody who has logged out', async () => {
    const { token } = await shop.newCustomer();
    expect(await cart(token)).toBe('200');
    expect((await shop.call('POST', '/auth/logout', { token })).status).toBe(204);
    const refused = await shop.call('GET', '/cart', { token });
    expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await cart()).toBe('200');
  });

  it('refuses the token of somebody who has another password now', async () => {
    const { token, password } = await shop.newCustomer();
    expect(await cart(token)).toBe('200');
    const body = { currentPassword: password, newPassword: `${password} and more` };
    const changed = await shop.call('POST', '/users/me/password', { token, body });
    expect([changed.status, await cart(token)]).toEqual([204, refusedOne]);
  });

  it('refuses a token that a client has revoked', async () => {
    const token = await shop.clientToken();
    expect(await cart(token)).not.toBe(refusedOne);
    const credentials = 'demo-service:demo-service-secret-please-change';
    const revoked = await shop.call('POST', '/oauth/revoke', {
      body: `token=${token}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      },
    });
    expect([revoked.status, await cart(token)]).toEqual([200, refusedOne]);
  });

  it.each(['', 'Bearer', 'Bearer x', 'Basic eDp5', 'Bearer a, Bearer b'])(
    'refuses "%s" in place of a token',
    async (authorization) => {
      const answer = await shop.call('GET', '/cart', { headers: { authorization } });
      expect(outcomeOf(answer)).toBe(refusedOne);
    },
  );
});
