// The keys that tokens are signed with, over their rotations.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuthDatabase, demoService, startAuthDatabase } from '../support/auth-database.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const clientToken = async (): Promise<string> => {
  const form = { grant_type: 'client_credentials' };
  const { body } = await auth.call('POST /oauth/token', { form, headers: demoService });
  return body.access_token;
};

it('signing keys rotate without refusing a token, and never show a private member', async () => {
  const before = await clientToken();
  const kids = [];
  for (let rotation = 0; rotation < 3; rotation += 1) {
    auth.rotateKeys();
    auth.clock.advance(61_000);
    const { body } = await auth.call('GET /.well-known/jwks.json');
    kids.push(body.keys.length);
    for (const key of body.keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    }
    await auth.verify(await clientToken());
  }
  await auth.verify(before);
  expect(kids).toEqual([3, 4, 5]);
  auth.clock.advance(2 * 3_600_000);
  auth.rotateKeys();
  auth.clock.advance(61_000);
  expect((await auth.call('GET /.well-known/jwks.json')).body.keys).toHaveLength(3);
});
