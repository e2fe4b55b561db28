// The issuer's keys are asked for rarely, and an outage of the issuer is bridged.
import { expect, it } from 'vitest';
import { remoteKeys } from '../../platform/tokens/remote-keys.ts';
import { testClock } from '../support/clock.ts';
import { testKey } from '../support/tokens.ts';

const first = testKey('key-1');
const second = testKey('key-2');

const start = () => {
  const clock = testClock();
  const issuer = { keys: [first], asked: 0, isDown: false };
  const keys = remoteKeys('http://issuer/jwks.json', {
    clock,
    fetchKeys: async () => {
      issuer.asked += 1;
      if (issuer.isDown) throw new Error('the issuer is down');
      return { keys: issuer.keys.map(({ publicJwk }) => publicJwk as never) };
    },
  });
  const find = (kid: string) => keys({ alg: 'ES256', kid }, {} as never);
  return { clock, issuer, find };
};

it('many requests at the start are one fetch', async () => {
  const { issuer, find } = start();
  await Promise.all(Array.from({ length: 20 }, () => find('key-1')));
  expect(issuer.asked).toBe(1);
});

it('keys are fetched again after ten minutes, without anybody waiting', async () => {
  const { clock, issuer, find } = start();
  await find('key-1');
  clock.advance(9 * 60_000);
  await find('key-1');
  expect(issuer.asked).toBe(1);
  clock.advance(60_000);
  issuer.isDown = true;
  await find('key-1');
  expect(issuer.asked).toBe(2);
});

it('an unknown key id asks again, at most once in thirty seconds', async () => {
  const { clock, issuer, find } = start();
  await find('key-1');
  await expect(find('key-2')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  expect(issuer.asked).toBe(1);
  clock.advance(30_000);
  issuer.keys = [first, second];
  await find('key-2');
  expect(issuer.asked).toBe(2);
  for (let number = 0; number < 100; number += 1) {
    await expect(find(`forged-${number}`)).rejects.toThrow();
  }
  expect(issuer.asked).toBe(2);
});

it('an outage of the issuer is bridged for an hour, asking twice a minute', async () => {
  const { clock, issuer, find } = start();
  await find('key-1');
  issuer.isDown = true;
  for (let minute = 0; minute < 59; minute += 1) {
    clock.advance(60_000);
    await find('key-1');
  }
  expect(issuer.asked).toBeLessThan(60);
  clock.advance(60_000);
  await expect(find('key-1')).rejects.toThrow('the issuer is down');
  issuer.isDown = false;
  await find('key-1');
});

it('a withdrawn key is gone at the next fetch', async () => {
  const { clock, issuer, find } = start();
  await find('key-1');
  issuer.keys = [second];
  clock.advance(10 * 60_000);
  await find('key-1');
  await expect(find('key-1')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
});
