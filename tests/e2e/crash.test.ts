// Killing a process in the middle of orders changes nothing of how they end.
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

const kill = (name: string) => shop.helper(`processes/${name}/kill`, { method: 'POST' });

/** Sent again with the same key until it is answered, as a careful client does. */
const placeSurely = async (body: unknown, key: string) => {
  // A breaker that has opened refuses for five seconds.
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const answer = await shop.place(token, body, key).catch(() => undefined);
    if (answer?.status === 201) return answer.body.id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the order was never taken');
};

describe.each(['orders', 'products', 'tandem-dev-outbox-relay-handler'])('killing %s', (name) => {
  it('loses no order, sells nothing twice and charges nobody twice', async () => {
    const sku = await shop.newSku(6);
    const placing = Array.from({ length: 10 }, (_, n) =>
      placeSurely(
        order(sku, n % 5 === 4 ? 'tok_declined' : 'tok_approved'),
        `crash-${name}-${sku}-${n}`,
      ),
    );
    // In the middle: some orders are taken, none is settled for sure.
    for (let strike = 0; strike < 3; strike += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      await kill(name).catch(() => undefined);
    }
    const ids = await Promise.all(placing);
    expect(new Set(ids).size).toBe(10);
    const settled = await Promise.all(ids.map((id) => shop.settled(token, id, 50)));
    const confirmed = settled.filter(({ status }) => status === 'confirmed');
    expect(settled.every(({ status }) => ['confirmed', 'rejected'].includes(status))).toBe(true);
    expect(confirmed.length).toBeLessThanOrEqual(6);
    await expect
      .poll(() => shop.stock(sku), { timeout: 45_000, interval: 200 })
      .toEqual({ onHand: 6, reserved: confirmed.length, available: 6 - confirmed.length });
    for (const { id } of confirmed) {
      const { body } = await shop.call<{ entries: { kind: string }[]; status: string }>(
        'GET',
        `/payments/${id}`,
        { token },
      );
      expect(body.status).toBe('authorized');
    }
  }, 120_000);
});
