// The signing keys rotate under load, and nobody notices.
import { setTimeout as sleep } from 'node:timers/promises';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, inject, it } from 'vitest';
import { secretsOf, signingKeysSecret } from '../support/forged-tokens.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(inject('apiUrl'), inject('awsUrl'));

const kids = async (): Promise<string[]> => {
  const { body } = await shop.call<{ keys: Record<string, string>[] }>(
    'GET',
    '/.well-known/jwks.json',
  );
  for (const key of body.keys) expect(key).not.toHaveProperty('d');
  return body.keys.map(({ kid = '' }) => kid);
};

it('a rotation under fifty requests a second fails none', async () => {
  const before = await kids();
  expect(before.length).toBeGreaterThanOrEqual(2);
  let running = true;
  const statuses = new Map<number, number>();
  const pending: Promise<void>[] = [];
  const request = async (number: number) => {
    // New tokens and old ones, to a function and to a container.
    const token = number % 10 === 0 ? await shop.login(demo) : await shop.tokenOf(demo);
    const path = number % 2 === 0 ? '/users/me' : '/orders';
    const { status } = await shop.call('GET', path, { token });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const load = async () => {
    for (let number = 0; running; number += 1) {
      pending.push(request(number));
      await sleep(20);
    }
  };
  const loading = load();
  for (let rotation = 0; rotation < 2; rotation += 1) {
    await sleep(700);
    await secretsOf(inject('awsUrl')).send(
      new RotateSecretCommand({ SecretId: signingKeysSecret }),
    );
  }
  await sleep(700);
  running = false;
  await loading;
  await Promise.all(pending);
  expect([...statuses.keys()]).toEqual([200]);
});
