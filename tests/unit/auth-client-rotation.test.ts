// The client of a service is registered by the rotation of its secret: whatever was made of it, the next rotation makes it what its declaration says.

import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { serviceClients } from '../../events/clients.ts';
import { api } from '../../events/http/api.ts';
import { registerClient } from '../../events/http/auth/admin.ts';
import type { OAuthClient } from '../../functions/auth/domain/client.ts';
import { clientRotation } from '../../functions/auth/keys/client-rotation.ts';
import { createSecretRotation } from '../../functions/auth/keys/rotation.ts';
import { authenticateClient } from '../../functions/auth/oauth/client-authentication.ts';
import { createAccountReader } from '../../functions/auth/store.ts';
import { writes } from '../../functions/auth/writes.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { createSecretsManager, rotationSteps } from '../support/secrets-manager.ts';

const id = 'service-orders';
/** As they are declared. */
const scopes = ['catalogue:quote', 'users:find', 'stories:read'];
const placeholder = JSON.stringify({ clientId: id, placeholder: 'x' });
const day = 86_400_000;

const start = (initial = placeholder) => {
  const clock = testClock();
  const table = createMemoryTable();
  const store = createAccountReader(table);
  const secret = createSecretsManager(initial);
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const run = createSecretRotation(
    { secrets: secret.client, log },
    clientRotation({ table, clock }),
  );
  const step = (Step: (typeof rotationSteps)[number], token: string) =>
    run({ Step, SecretId: 'arn:secret', ClientRequestToken: token });
  const rotateAs = async (token: string) => {
    for (const name of rotationSteps) await step(name, token);
  };
  const current = (): { clientId: string; clientSecret: string } => JSON.parse(secret.current());
  const knows = (clientSecret: string): Promise<boolean> =>
    authenticateClient({ store, clock }, { id, secret: clientSecret }).then(
      () => true,
      () => false,
    );
  const registered = async () => {
    const client = await store.client(id);
    if (client === undefined) throw new Error('the client is not registered');
    return client;
  };
  const change = (changes: Partial<OAuthClient>) =>
    registered().then((client) => table.transact([writes.saveClient({ ...client, ...changes })]));
  return { clock, table, lines, step, rotateAs, current, knows, registered, change };
};

describe('the first rotation', () => {
  it('registers the client with what it is declared to do, and its secret as a hash', async () => {
    const { rotateAs, current, knows, registered, lines } = start();
    await rotateAs('v1');
    const { clientId, clientSecret } = current();
    expect([clientId, clientSecret]).toEqual([id, expect.stringMatching(/^[\w-]{43}$/)]);
    const client = await registered();
    expect(client).toMatchObject({ id, name: 'The service orders', scopes });
    expect(client.secrets).toEqual([
      { hash: expect.any(String), createdAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(JSON.stringify(client)).not.toContain(clientSecret);
    expect(await knows(clientSecret)).toBe(true);
    expect(lines.join()).toContain('service-client-rotated');
    expect(lines.join()).not.toContain(clientSecret);
  });

  it.each([
    '{"clientId":"demo-service"}',
    '{"clientId":"cli_1"}',
    '{"clientId":7}',
    '{}',
    '[]',
    'null',
    't0p-secret',
  ])('of %s registers nobody, and says nothing of it', async (initial) => {
    const { rotateAs, table, lines } = start(initial);
    const error = await rotateAs('v1').catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(/is of no client|does not hold a JSON object/);
    expect(`${String(error)} ${lines.join()}`).not.toContain('t0p');
    expect(table.all()).toEqual([]);
  });
});

describe('a rotation', () => {
  it('has two secrets good for a day, and then the new one alone', async () => {
    const { clock, rotateAs, current, knows } = start();
    await rotateAs('v1');
    const first = current().clientSecret;
    await rotateAs('v2');
    const second = current().clientSecret;
    expect([await knows(first), await knows(second), first === second]).toEqual([
      true,
      true,
      false,
    ]);
    clock.advance(day);
    expect([await knows(first), await knows(second)]).toEqual([false, true]);
  });

  it('that is not finished leaves the secret in use good for ever', async () => {
    const { clock, rotateAs, step, current, knows } = start();
    await rotateAs('v1');
    for (const name of rotationSteps.slice(0, 3)) await step(name, 'v2');
    clock.advance(30 * day);
    expect(await knows(current().clientSecret)).toBe(true);
    await step('finishSecret', 'v2');
    expect(await knows(current().clientSecret)).toBe(true);
  });

  it('may repeat each step', async () => {
    const { clock, rotateAs, step, current, knows, registered } = start();
    await rotateAs('v1');
    const first = current().clientSecret;
    for (const name of rotationSteps) {
      await step(name, 'v2');
      await step(name, 'v2');
    }
    const { secrets } = await registered();
    expect(secrets).toHaveLength(2);
    clock.advance(day / 2);
    await step('finishSecret', 'v2');
    expect((await registered()).secrets).toEqual(secrets);
    clock.advance(day / 2);
    expect([await knows(first), await knows(current().clientSecret)]).toEqual([false, true]);
  });

  it('forgets the secret before the last at once', async () => {
    const { rotateAs, current, knows } = start();
    await rotateAs('v1');
    const first = current().clientSecret;
    await rotateAs('v2');
    await rotateAs('v3');
    expect(await knows(first)).toBe(false);
  });

  it('does not pass on a secret that does not open', async () => {
    const { rotateAs, step, change } = start();
    await rotateAs('v1');
    await step('createSecret', 'v2');
    await expect(step('testSecret', 'v2')).rejects.toMatchObject({ code: 'invalid-client' });
    await step('setSecret', 'v2');
    await change({ scopes: ['catalogue:quote', 'orders:fulfil'] });
    await expect(step('testSecret', 'v2')).rejects.toThrow('other scopes');
  });
});

describe('the next rotation', () => {
  it('takes back scopes and secrets that the client was given', async () => {
    const { rotateAs, change, registered, knows, current } = start();
    await rotateAs('v1');
    await change({
      name: 'Mine',
      scopes: ['inventory:write', 'catalogue:quote'],
      secrets: [{ hash: 'an administrator’s', createdAt: '2026-01-01T00:00:00.000Z' }],
    });
    expect(await knows(current().clientSecret)).toBe(false);
    const before = current().clientSecret;
    await rotateAs('v2');
    expect(await registered()).toMatchObject({
      name: 'The service orders',
      scopes,
      secrets: [{ hash: expect.any(String) }, { hash: expect.any(String) }],
    });
    expect([await knows(before), await knows(current().clientSecret)]).toEqual([true, true]);
  });

  it('brings back a client that was removed', async () => {
    const { rotateAs, table, knows, current } = start();
    await rotateAs('v1');
    await table.transact([writes.removeClient(id)]);
    expect(await knows(current().clientSecret)).toBe(false);
    await rotateAs('v2');
    expect(await knows(current().clientSecret)).toBe(true);
  });
});

describe('the clients that services have', () => {
  it('cannot be taken for those of administrators, nor for one another', () => {
    const ids = serviceClients.map(({ clientId }) => clientId);
    expect(ids.filter((each) => !/^service-[a-z-]{1,50}$/.test(each))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(serviceClients.map(({ service }) => service)).size).toBe(ids.length);
  });

  it('have the scopes that no administrator can give to a client, and no others', () => {
    const given: readonly string[] = registerClient.request.body.properties.scopes.items.enum;
    const wanted = api
      .flatMap(({ auth }) => (auth.kind === 'bearer' ? auth.scopes : []))
      .filter((scope) => !given.includes(scope));
    expect(new Set(serviceClients.flatMap(({ scopes }) => scopes))).toEqual(new Set(wanted));
  });
});
