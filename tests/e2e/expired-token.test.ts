// A token lives as long as it says and no longer.
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demo } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

// A system of its own: others rotate the signing keys.
let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSystemUnderTest();
});
afterAll(() => system.stop());

it('a token that has expired is refused, and the same one in time is not', async () => {
  const { shop } = system;
  const token = await shop.tokenOf(demo);
  const secrets = new SecretsManagerClient({
    endpoint: shop.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const texts = await Promise.all(
    SecretList.map(({ ARN: SecretId }) => secrets.send(new GetSecretValueCommand({ SecretId }))),
  );
  const { kid = '' } = decodeProtectedHeader(token);
  const keys = texts.flatMap(({ SecretString = '' }) =>
    [...SecretString.matchAll(/\{[^{}]*"d":"[^{}]*\}/g)].map(([text]) => JSON.parse(text) as JWK),
  );
  const thumbprints = await Promise.all(keys.map((key) => calculateJwkThumbprint(key)));
  const key = keys[thumbprints.indexOf(kid)] ?? {};
  const sign = async (age: number) => {
    const issued = Math.floor(Date.now() / 1000) - age;
    return new SignJWT({ ...decodeJwt(token), iat: issued, exp: issued + 600 })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .sign(await importJWK(key, 'ES256'));
  };
  expect((await shop.call('GET', '/users/me', { token: await sign(0) })).status).toBe(200);
  const expired = await shop.call('GET', '/users/me', { token: await sign(700) });
  expect({ status: expired.status, code: expired.body.code }).toEqual({
    status: 401,
    code: 'unauthenticated',
  });
});
