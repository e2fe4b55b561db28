// No log of any process holds a password, a token, a code or a secret of those that passed through it.
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admin, demo, order } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSystemUnderTest();
});
afterAll(() => system.stop());

const secretsOf = async (awsUrl: string): Promise<string[]> => {
  const client = new SecretsManagerClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  const values = await Promise.all(
    SecretList.map(({ ARN: SecretId }) => client.send(new GetSecretValueCommand({ SecretId }))),
  );
  return values.flatMap(({ SecretString = '' }) => [
    SecretString,
    // The private members of signing keys, and the secret of a client, stand alone in a careless line.
    ...[...SecretString.matchAll(/"(?:d|clientSecret)":"([^"]+)"/g)].map(
      ([, value]) => value ?? '',
    ),
  ]);
};

it('what is secret stays out of the logs of functions, containers and the cloud', async () => {
  const { shop, lines } = system;
  const sku = await shop.newSku(5);
  const { email, password, token } = await shop.newCustomer();
  const mails = await shop.helper<{ text: string }[]>(`mailbox?to=${encodeURIComponent(email)}`);
  const mailTokens = mails.flatMap(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? []);
  const session = await shop.call<{ accessToken: string; refreshToken: string }>(
    'POST',
    '/auth/login',
    { body: { email, password } },
  );
  const refreshed = await shop.call<{ accessToken: string; refreshToken: string }>(
    'POST',
    '/auth/refresh',
    { body: { refreshToken: session.body.refreshToken } },
  );
  await shop.call('POST', '/auth/login', { body: { email, password: 'wrong but long password' } });
  const partner = await shop.call<{ clientId: string; clientSecret: string }>(
    'POST',
    '/admin/clients',
    {
      token: await shop.tokenOf(admin),
      body: { name: 'Partner', scopes: ['inventory:read'] },
    },
  );
  const { clientId, clientSecret } = partner.body;
  await shop.call('POST', '/oauth/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString(),
  });
  for (const paymentToken of ['tok_async_approved', 'tok_declined']) {
    const { body } = await shop.place(token, order(sku, paymentToken));
    await shop.settled(token, body.id);
  }
  await shop.call('POST', '/orders', { token: `${token}x`, body: '{' });

  const secrets = {
    passwords: [password, 'wrong but long password', demo.password, admin.password],
    accessTokens: [token, session.body.accessToken, refreshed.body.accessToken],
    refreshTokens: [session.body.refreshToken, refreshed.body.refreshToken],
    mailTokens,
    clientSecrets: [clientSecret],
    stored: await secretsOf(shop.awsUrl),
    addresses: [email],
  };
  const text = lines.join('\n');
  expect(lines.length).toBeGreaterThan(20);
  for (const [kind, values] of Object.entries(secrets)) {
    expect([kind, values.length > 0]).toEqual([kind, true]);
    const leaked = values.filter((value) => value.length > 5 && text.includes(value));
    expect([kind, leaked]).toEqual([kind, []]);
  }
}, 60_000);
