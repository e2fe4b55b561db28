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
  const customer = await shop.tokenOf(demo);
  const outcomes: unknown[] = [];
  const request = async (number: number) => {
    // Old tokens and new ones, to functions and to containers.
    const isNew = number % 10 === 0;
    const token = isNew ? await shop.clientToken() : customer;
    const path = isNew ? '/inventory/MUG-BLUE' : number % 2 === 0 ? '/users/me' : '/orders';
    return (await shop.call('GET', path, { token })).status;
  };
  const running = new Set<Promise<void>>();
  const start = (number: number) => {
    const outcome = request(number)
      .catch((error: unknown) => error)
      .then((result) => {
        outcomes.push(result);
        running.delete(outcome);
      });
    running.add(outcome);
  };
  const secrets = secretsOf(inject('awsUrl'));
  const startedAt = performance.now();
  for (let number = 0; number < 150; number += 1) {
    // A function of the stage dev runs ten at once: on a busy machine the load waits instead.
    if (running.size >= 8) await Promise.race(running);
    start(number);
    if (number === 50 || number === 100) {
      await secrets.send(new RotateSecretCommand({ SecretId: signingKeysSecret }));
    }
    await sleep(Math.max(0, startedAt + (number + 1) * 20 - performance.now()));
  }
  await Promise.all(running);
  expect([...new Set(outcomes)]).toEqual([200]);
  await sleep(1_000);
  expect((await kids()).length).toBeGreaterThan(before.length);
});
