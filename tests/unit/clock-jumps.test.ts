// A clock that is set forward or back by an hour while a process runs: nothing stays young for that hour, nothing waits for it, nothing stops.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../containers/orders/placing/admission.ts';
import { createWaiters } from '../../containers/orders/placing/waiters.ts';
import { createSigningKeys } from '../../functions/auth/keys/signing-keys.ts';
import { createRateLimit } from '../../platform/http/rate-limit.ts';
import { remoteKeys } from '../../platform/tokens/remote-keys.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { testClock } from '../support/clock.ts';
import { testKey } from '../support/tokens.ts';

const hourMs = 3_600_000;

describe.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('an hour %s', (_name, jump) => {
  it('a secret is read again', async () => {
    const clock = testClock();
    const manager = mockClient(SecretsManagerClient);
    manager.on(GetSecretValueCommand).resolves({ SecretString: 'text' });
    const read = createSecretReader(clock, { client: new SecretsManagerClient({}) });
    await read('arn');
    clock.advance(jump);
    await read('arn');
    expect(manager.calls()).toHaveLength(2);
    manager.restore();
  });

  it("the issuer's keys are fetched again, and an unknown one is asked for at once", async () => {
    const clock = testClock();
    const keys = [testKey('key-1')];
    let asked = 0;
    const find = remoteKeys('http://issuer/jwks.json', {
      clock,
      fetchKeys: async () => {
        asked += 1;
        return { keys: keys.map(({ publicJwk }) => publicJwk as never) };
      },
    });
    await find({ alg: 'ES256', kid: 'key-1' }, {} as never);
    clock.advance(jump);
    keys.push(testKey('key-2'));
    await find({ alg: 'ES256', kid: 'key-2' }, {} as never);
    expect(asked).toBe(2);
  });

  it('the signing keys are read again', async () => {
    const clock = testClock();
    let reads = 0;
    const keys = createSigningKeys({
      clock,
      read: async () => {
        reads += 1;
        throw new Error('not now');
      },
    });
    await keys.published().catch(() => undefined);
    clock.advance(jump);
    await keys.published().catch(() => undefined);
    expect(reads).toBe(2);
  });

  it('who waits for an order has an answer at once instead of in an hour', async () => {
    const clock = testClock();
    const waiters = createWaiters<string>(clock);
    const following = waiters.follow(
      '1',
      async () => {
        clock.advance(jump);
        return 'pending';
      },
      () => false,
      { milliseconds: 5_000 },
    );
    expect(await following).toBe('pending');
  });

  it('orders are let in as before', () => {
    const clock = testClock();
    const admission = createAdmission({ clock, random: () => 0.5 });
    for (let order = 0; order < 50; order += 1) {
      admission.hasRoom();
      admission.answered(10_000);
      clock.advance(20);
    }
    clock.advance(jump);
    expect(admission.hasRoom()).toBe(true);
    // Busy again: what was counted across the jump is a number, and some get through.
    for (let order = 0; order < 50; order += 1) {
      admission.answered(10_000);
      clock.advance(20);
      expect(typeof admission.hasRoom()).toBe('boolean');
    }
    clock.advance(6_000);
    expect(admission.hasRoom()).toBe(true);
  });

  it('a bucket is refilled at its rate and at most to its brim', () => {
    const clock = testClock();
    const limit = createRateLimit({ perSecond: 1, burst: 2 }, clock);
    limit.admit('somebody');
    limit.admit('somebody');
    clock.advance(jump);
    if (jump < 0) expect(() => limit.admit('somebody')).toThrow();
    clock.advance(2_000);
    limit.admit('somebody');
    limit.admit('somebody');
    expect(() => limit.admit('somebody')).toThrow();
  });
});
