// Four hundred logins at once: key sets and other people's requests are answered as if nothing happened.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const logins = 400;

interface Heard {
  /** 0 for none. */
  readonly status: number;
  readonly ms: number;
}

/** A wrong login from a loopback address of its own. */
const wrongLogin = (number: number): Promise<Heard> =>
  new Promise((resolve) => {
    const from = performance.now();
    const heard = (status: number) => resolve({ status, ms: performance.now() - from });
    const sent = request(
      `${apiUrl.replace('//localhost', '//127.0.0.1')}/auth/login`,
      {
        method: 'POST',
        localAddress: `127.9.${number >> 8}.${number & 255}`,
        headers: { 'content-type': 'application/json' },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => heard(answer.statusCode ?? 0));
      },
    );
    sent.on('error', () => heard(0));
    sent.end(JSON.stringify({ email: `flood-${number}@example.com`, password: 'wrong' }));
  });

test('four hundred logins at once keep neither the key set nor a profile from anybody', async () => {
  const token = await shop.tokenOf(demo);
  const timed = async (path: string, as?: string) => {
    const from = performance.now();
    const { status } = await shop.call('GET', path, { token: as });
    return { path, status, ms: performance.now() - from };
  };
  const paths = ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server', '/users/me'];
  const askAll = () =>
    Promise.all(paths.map((path) => timed(path, path === '/users/me' ? token : undefined)));
  await askAll();

  let isOver = false;
  const flood = Promise.all(Array.from({ length: logins }, (_, n) => wrongLogin(n))).finally(() => {
    isOver = true;
  });
  const asked = [];
  while (!isOver) {
    asked.push(...(await askAll()));
    await sleep(20);
  }
  asked.push(...(await askAll()));
  const heard = await flood;

  expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  // How often was asked is the machine's doing; that it was asked while they came is not.
  expect(asked.length).toBeGreaterThan(3);
  // The others are told to come again.
  expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([401, 503]));
  // Whoever stands in the queue of the logins waits as long as one of them.
  const slowest = (all: readonly { readonly ms: number }[]) => Math.max(...all.map(({ ms }) => ms));
  expect(slowest(asked)).toBeLessThan(slowest(heard));
  expect(await shop.login(demo)).toBeTypeOf('string');
});
