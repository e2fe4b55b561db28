// New code for a container while customers are using it.

import { expect, test } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { admin, createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

const clients = 20;
/** Twenty clients, five requests a second each: a slower machine gets fewer, not a queue of them. */
const everyMs = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends requests until it is told to stop; says how many so far, and at the end what came back, each once. */
function steadily(send: () => Promise<string>) {
  const answers = new Set<string>();
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
  const stop = async () => {
    stopped = true;
    await Promise.all(running);
    return [...answers];
  };
  return { count: () => sent, stop };
}

test.each([
  ['products', '/products?limit=1'],
  ['orders', '/orders?limit=1'],
])('%s is replaced under 100 requests a second and none fails', async (service, path) => {
  const token = await shop.tokenOf(admin);
  const load = steadily(async () => {
    const response = await fetch(`${apiUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await response.text();
    return response.ok ? 'ok' : `${response.status} ${body}`;
  });
  await pause(1000);
  const before = load.count();
  const { ended } = await shop.helper<{ ended: string[] }>(`containers/${service}/reload`, {
    method: 'POST',
  });
  const meanwhile = load.count() - before;
  // By itself: the embedded cloud would have killed it after five seconds.
  expect(ended).toEqual(['exit code 0']);
  await pause(1000);
  expect(await load.stop()).toEqual(['ok']);
  // Requests were under way all the time; how many is the machine's doing.
  expect(meanwhile).toBeGreaterThan(clients);
});
