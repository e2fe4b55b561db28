// The signing keys rotate under load, and nobody notices.
import { setTimeout as sleep } from 'node:timers/promises';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretsOf, signingKeysSecret } from '../support/forged-tokens.ts';
import { demo } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

// A system of its own: the next key of one that has rotated before waits a quarter of an hour before it signs.
let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSystemUnderTest();
});
afterAll(() => system.stop());

const perSecond = 50;
/** A warm signer looks at its keys every ten seconds: the load goes on until each has seen the new ones. */
const requests = 16 * perSecond;
const rotations = [2 * perSecond, 3 * perSecond];

const kidOf = (token: string): string => decodeProtectedHeader(token).kid ?? '';

it('a rotation under fifty requests a second fails none', async () => {
  const { shop } = system;
  const published = async (): Promise<string[]> => {
    const { body } = await shop.call<{ keys: Record<string, string>[] }>(
      'GET',
      '/.well-known/jwks.json',
    );
    for (const key of body.keys) expect(key).not.toHaveProperty('d');
    return body.keys.map(({ kid = '' }) => kid);
  };
  const before = await published();
  expect(before.length).toBeGreaterThanOrEqual(2);
  const sku = await shop.newSku(10);
  const customer = await shop.tokenOf(demo);
  const outcomes: unknown[] = [];
  const issuedBy: string[] = [];
  const request = async (number: number) => {
    // Old tokens and new ones, to functions and to containers.
    const isNew = number % 10 === 0;
    const token = isNew ? await shop.clientToken() : customer;
    if (isNew) issuedBy.push(kidOf(token));
    const path = isNew ? `/inventory/${sku}` : number % 2 === 0 ? '/users/me' : '/orders';
    // A busy machine may ask for patience; no key is at fault then.
    return (await shop.patiently('GET', path, { token })).status;
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
  const secrets = secretsOf(shop.awsUrl);
  const startedAt = performance.now();
  for (let number = 0; number < requests; number += 1) {
    // A function of the stage dev runs ten at once: on a busy machine the load waits instead.
    if (running.size >= 8) await Promise.race(running);
    start(number);
    if (rotations.includes(number)) {
      await secrets.send(new RotateSecretCommand({ SecretId: signingKeysSecret }));
    }
    const next = startedAt + ((number + 1) * 1000) / perSecond;
    await sleep(Math.max(0, next - performance.now()));
  }
  await Promise.all(running);
  expect([outcomes.length, ...new Set(outcomes)]).toEqual([requests, 200]);
  const [signer, successor] = before;
  expect(kidOf(customer)).toBe(signer);
  expect(new Set(issuedBy)).toEqual(new Set([signer, successor]));
  expect(issuedBy.at(-1)).toBe(successor);
  expect((await published()).length).toBeGreaterThan(before.length);
}, 120_000);
