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
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

it('a token that has expired is refused, and the same one in time is not', async () => {
  const token = await shop.tokenOf(demo);
  const secrets = new SecretsManagerClient({
    endpoint: awsUrl,
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
