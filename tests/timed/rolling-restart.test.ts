// New code for a container while customers are using it.

import { expect, test } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { admin, createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

const clients = 20;
/** Twenty clients, five requests a second each: a slower machine gets fewer, not a queue of them. */
const everyMs = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends requests until it is told to stop; answers how many in a second, and what came back, each once. */
function steadily(send: () => Promise<string>) {
  const answers = new Set<string>();
  const began = performance.now();
  let sent = 0;
  let stopped = false;
  const client = async () => {
    while (!stopped) {
      sent += 1;
      const answer = send().catch((error: unknown) => String(error));
      answers.add((await Promise.all([answer, pause(everyMs)]))[0]);
    }
  };
  const running = Array.from({ length: clients }, client);
  return async () => {
    stopped = true;
    await Promise.all(running);
    return { rate: sent / ((performance.now() - began) / 1000), answers: [...answers] };
  };
}

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
  await pause(1000);
  const startedAt = Date.now();
  const { ended } = await shop.helper<{ ended: string[] }>(`containers/${service}/reload`, {
    method: 'POST',
  });
  expect(Date.now() - startedAt).toBeLessThan(25_000);
  // By itself: the embedded cloud would have killed it after five seconds.
  expect(ended).toEqual(['exit code 0']);
  await pause(1000);
  const { rate, answers } = await stop();
  expect(answers).toEqual(['ok']);
  // Enough to have had requests under way all the time; how many more is the machine's doing.
  expect(rate).toBeGreaterThan(40);
});
