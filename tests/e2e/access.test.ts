// Who may see what: no token, a wrong one, an expired one, and other people's things.
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(inject('apiUrl'), inject('awsUrl'));
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

const bearerRoutes = api.filter(({ auth }) => auth.kind === 'bearer');
const pathOf = (path: string) =>
  path.replaceAll(/\{\w+\}/g, 'ord_00000000000000000000000000000000');

describe('every route that wants a token', () => {
  it.each(bearerRoutes.map(({ method, path }) => [method, path]))(
    '%s %s answers 401 without one and with a wrong one',
    async (method, path) => {
      for (const given of [undefined, 'x', `${token.slice(0, -6)}AAAAAA`]) {
        const answer = await shop.call(method, pathOf(path), { token: given });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' });
      }
    },
  );
});

it('a token that has expired is refused', async () => {
  const { SignJWT, importJWK, decodeJwt } = await import('jose');
  const secrets = new SecretsManagerClient({
    endpoint: inject('awsUrl'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const texts = await Promise.all(
    SecretList.map(({ ARN: SecretId }) => secrets.send(new GetSecretValueCommand({ SecretId }))),
  );
  const jwks = await shop.call<{ keys: { kid: string }[] }>('GET', '/.well-known/jwks.json');
  const published = new Set(jwks.body.keys.map(({ kid }) => kid));
  const keys = texts.flatMap(({ SecretString = '' }) =>
    [...SecretString.matchAll(/\{[^{}]*"d":"[^{}]*\}/g)].map(([text]) => JSON.parse(text)),
  );
  const key = keys.find(({ kid }) => published.has(kid));
  const sign = async (age: number) => {
    const issued = Math.floor(Date.now() / 1000) - age;
    return new SignJWT({ ...decodeJwt(token), iat: issued, exp: issued + 600 })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
      .sign(await importJWK(key, 'ES256'));
  };
  expect((await shop.call('GET', '/users/me', { token: await sign(0) })).status).toBe(200);
  const expired = await shop.call('GET', '/users/me', { token: await sign(700) });
  expect({ status: expired.status, code: expired.body.code }).toEqual({
    status: 401,
    code: 'unauthenticated',
  });
});

it("someone else's order is as unknown as one that never was", async () => {
  const { body } = await shop.place(token, order('MUG-BLUE'));
  const other = await shop.newCustomer();
  const paths = [`/orders/${body.id}`, '/orders/ord_00000000000000000000000000000000', '/orders/x'];
  const answers = await Promise.all(
    paths.map((path) => shop.call('GET', path, { token: other.token })),
  );
  const bodies = answers.map((answer) => ({ ...answer.body, instance: undefined }));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(bodies[0]).toEqual(bodies[1]);
  expect(bodies[2]).toEqual(bodies[1]);
  const staff = await shop.call('GET', `/orders/${body.id}`, {
    token: await shop.tokenOf(admin),
  });
  expect(staff.status).toBe(200);
});

it('a customer may not do what staff may', async () => {
  const answer = await shop.call('GET', '/inventory/MUG-BLUE', { token });
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 403,
    code: 'forbidden',
  });
});

it('an unknown path is 404 and a known one with another method 405 with Allow', async () => {
  const unknown = await shop.call('GET', '/nowhere');
  expect({ status: unknown.status, code: unknown.body.code }).toEqual({
    status: 404,
    code: 'not-found',
  });
  const wrong = await shop.call('PUT', '/products');
  expect({ status: wrong.status, code: wrong.body.code }).toEqual({
    status: 405,
    code: 'method-not-allowed',
  });
  expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
});
