// The signing keys rotate in the four steps of Secrets Manager, each of which may come again.
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import {
  emptyKeySet,
  type KeySet,
  parseKeySet,
  rotate,
  signingKeyOf,
} from '../../functions/auth/domain/key-set.ts';
import { generateKey, keyRotation } from '../../functions/auth/keys/key-rotation.ts';
import { createSecretRotation } from '../../functions/auth/keys/rotation.ts';
import { createSigningKeys } from '../../functions/auth/keys/signing-keys.ts';
import { testClock } from '../support/clock.ts';
import { createSecretsManager, rotationSteps } from '../support/secrets-manager.ts';

const start = (initial = '{"placeholder":"x"}') => {
  const clock = testClock();
  const { client, current: text } = createSecretsManager(initial);
  const current = (): KeySet => parseKeySet(JSON.parse(text()));
  const services = { secrets: client, log: pino({ level: 'silent' }) };
  const run = createSecretRotation(services, keyRotation(clock));
  const step = (Step: (typeof rotationSteps)[number], token: string) =>
    run({ Step, SecretId: 'arn:secret', ClientRequestToken: token });
  const rotateAs = async (token: string) => {
    for (const name of rotationSteps) await step(name, token);
  };
  return { clock, current, step, rotateAs };
};

describe('a rotation', () => {
  it('fills the secret the first time: one key signs, one is next', async () => {
    const { current, rotateAs } = start();
    await rotateAs('v1');
    expect(current().keys).toEqual([
      { kid: expect.any(String), jwk: expect.any(Object), publishedAt: 0, signsFrom: 0 },
      { kid: expect.any(String), jwk: expect.any(Object), publishedAt: 0 },
    ]);
  });

  it('lets the key that was next sign', async () => {
    const { clock, current, rotateAs } = start();
    await rotateAs('v1');
    const next = current().keys[1]?.kid;
    await rotateAs('v2');
    expect(signingKeyOf(current(), clock.now() / 1000)?.kid).toBe(next);
    expect(current().keys).toHaveLength(3);
  });

  it('may repeat each step', async () => {
    const { current, rotateAs, step } = start();
    await rotateAs('v1');
    for (const name of rotationSteps) {
      await step(name, 'v2');
      await step(name, 'v2');
    }
    expect(current().keys).toHaveLength(3);
    await step('finishSecret', 'v2');
    expect(current().keys).toHaveLength(3);
  });

  it('does not pass on keys that cannot sign', async () => {
    const key = {
      kid: 'k',
      publishedAt: 0,
      signsFrom: 0,
      jwk: { ...generateKey().jwk, d: 'AAAA' },
    };
    const { step } = start(JSON.stringify({ keys: [key] }));
    await step('createSecret', 'v1');
    await expect(step('testSecret', 'v1')).rejects.toThrow();
  });
});

describe('a key set', () => {
  const minutes = (count: number) => count * 60;
  const turn = (set: KeySet, now: number) => rotate(set, { now, newKey: generateKey });

  it('publishes a key fifteen minutes before it signs, however often it is rotated', () => {
    let set = turn(emptyKeySet, 0);
    for (let now = 0; now <= minutes(30); now += minutes(1)) {
      set = turn(set, now);
      const { publishedAt = 0 } = signingKeyOf(set, now) ?? {};
      expect(publishedAt === 0 || now - publishedAt >= minutes(15)).toBe(true);
    }
  });

  it('keeps a key for an hour after another began to sign', () => {
    const first = turn(emptyKeySet, 0);
    const retired = first.keys[0]?.kid;
    const second = turn(first, minutes(10));
    const holds = (set: KeySet) => set.keys.some(({ kid }) => kid === retired);
    expect(holds(turn(second, minutes(69)))).toBe(true);
    expect(holds(turn(second, minutes(70)))).toBe(false);
  });

  it.each(['null', '{}', '{"keys":"x"}', '{"placeholder":"y"}'])('is empty in %s', (text) => {
    expect(parseKeySet(JSON.parse(text))).toEqual(emptyKeySet);
  });

  it('is refused when a key is broken', () => {
    expect(() => parseKeySet({ keys: [{ kid: 'k' }] })).toThrow('not in their format');
  });
});

describe('the issuer', () => {
  it('has no keys until the first rotation, and then has them at once', async () => {
    const clock = testClock();
    let text = '{"placeholder":"x"}';
    const keys = createSigningKeys({ read: async () => text, clock });
    await expect(keys.published()).rejects.toMatchObject({ code: 'overloaded' });
    text = JSON.stringify(rotate(emptyKeySet, { now: 0, newKey: generateKey }));
    expect((await keys.published()).keys).toHaveLength(2);
  });

  it('goes on with the keys it knows while the secret cannot be read', async () => {
    const clock = testClock();
    let isDown = false;
    const text = JSON.stringify(rotate(emptyKeySet, { now: 0, newKey: generateKey }));
    const read = async () => {
      if (isDown) throw new Error('secrets are down');
      return text;
    };
    const keys = createSigningKeys({ read, clock });
    await keys.published();
    isDown = true;
    clock.advance(3_600_000);
    expect((await keys.published()).keys).toHaveLength(2);
    expect((await keys.sign({})).split('.')).toHaveLength(3);
  });
});
