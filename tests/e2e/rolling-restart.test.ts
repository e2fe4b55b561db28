// New code for a container while customers are using it.

import { expect, inject, test } from 'vitest';
import { admin, createShop } from '../support/shop.ts';

const apiUrl = inject('apiUrl');
const shop = createShop(apiUrl, inject('awsUrl'));

const perSecond = 100;

/** Sends requests at a steady rate until it is told to stop; answers what came back. */
function steadily(send: () => Promise<string>) {
  const answers = new Map<string, number>();
  const count = (answer: string) => void answers.set(answer, (answers.get(answer) ?? 0) + 1);
  const sent: Promise<void>[] = [];
  const timer = setInterval(() => {
    sent.push(send().then(count, (error: unknown) => count(String(error))));
  }, 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(sent);
    return [...answers.keys()];
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each([
  ['products', '/products?limit=1'],
  ['orders', '/orders?limit=1'],
])('%s is replaced under 100 requests a second and none fails', async (service, path) => {
  const token = await shop.tokenOf(admin);
  const stop = steadily(async () => {
    const response = await fetch(`${apiUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await response.text();
    return response.ok ? 'ok' : `${response.status} ${body}`;
  });
  await pause(500);
  const startedAt = Date.now();
  await shop.helper(`containers/${service}/reload`, { method: 'POST' });
  expect(Date.now() - startedAt).toBeLessThan(25_000);
  await pause(500);
  expect(await stop()).toEqual(['ok']);
});
