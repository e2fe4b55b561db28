// Messages that come more than once, late, out of order or broken: each has one effect.
import { expect, it } from 'vitest';
import { type Queued, startMiniature } from '../support/miniature.ts';

const minutes = 60_000;
const days = 24 * 60 * minutes;

it('each message delivered one to five times, also after six minutes and three days, has one effect', async () => {
  const world = await startMiniature({ stock: { MUG: 20, TEA: 20 } });
  for (let number = 0; number < 5; number += 1) {
    const token = number === 4 ? 'tok_declined' : 'tok_approved';
    await world.place(`again-${number}-00000000`, [{ sku: 'MUG', quantity: 1 }], token);
  }
  const times = new Map<Queued, number>();
  const keep = (queued: Queued): boolean => {
    times.set(queued, times.get(queued) ?? 1 + (times.size % 5));
    return queued.receives < (times.get(queued) ?? 1);
  };
  while ((await world.relay()) > 0 || (await world.deliver({ keep })));
  expect(world.delivered.map(({ receives }) => receives)).toEqual(
    world.delivered.map((queued) => times.get(queued)),
  );
  expect(new Set(times.values())).toEqual(new Set([1, 2, 3, 4, 5]));
  const before = { statuses: world.statuses(), ledger: world.ledger.list() };
  expect(before.statuses).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed', 'rejected']);
  expect(before.ledger.filter(({ status }) => status === 'succeeded')).toHaveLength(4);
  for (const pause of [6 * minutes, 3 * days]) {
    world.clock.advance(pause);
    world.queue.push(...world.delivered.splice(0).map((one) => ({ ...one, receives: 0 })));
    await world.drain(1);
    expect({ statuses: world.statuses(), ledger: world.ledger.list() }).toEqual(before);
    expect(world.breaches()).toEqual([]);
  }
});

it('one bad message in 1,000 dies after exactly five receives, and the others are handled', async () => {
  const world = await startMiniature({ stock: { MUG: 1000, TEA: 1 }, maxReceives: 5 });
  const poison = JSON.stringify({ specversion: '1.0', id: 'nobody-knows', type: 'orders.x.v9' });
  for (let number = 0; number < 1000; number += 1) {
    const body =
      number === 500
        ? poison
        : world.orders.message(
            { type: 'orders.check-deadlines.v1' } as never,
            'orders',
            {} as never,
          );
    world.queue.push({ to: 'orders', body, receives: 0 });
  }
  await world.drain(1);
  expect(world.dead).toEqual([{ to: 'orders', body: poison, receives: 5 }]);
  expect(world.delivered).toHaveLength(999);
});
