// Stores, publisher and provider that fail, throttle, lose their answers and dawdle at any time: every order still ends, and every invariant holds.
import { describe, expect, it } from 'vitest';
import { type Miniature, startMiniature } from '../support/miniature.ts';
import { faultyPorts } from '../support/ports.ts';

const tokens = ['tok_approved', 'tok_approved', 'tok_approved', 'tok_declined'];

/** Sent again with the same key until there is an answer. */
const surely = async <T>(work: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const done = await work();
    if (done !== undefined) return done;
  }
};

const buy = async (world: Miniature, number: number): Promise<void> => {
  const lines = [{ sku: number % 2 === 0 ? 'MUG' : 'TEA', quantity: 1 + (number % 3) }];
  const token = tokens[number % tokens.length] ?? '';
  const key = `fault-${String(number).padStart(12, '0')}`;
  const { status } = await surely(() => world.place(key, lines, token));
  expect(status).toBe(201);
};

const endings = ['cancelled', 'confirmed', 'rejected', 'shipped'];

describe.each([0.01, 0.1])('at a rate of %d', (rate) => {
  it.each([1, 2, 3, 4, 5])(
    'nothing is lost, sold twice or charged twice (seed %i)',
    async (seed) => {
      const ports = faultyPorts(rate, seed);
      const world = await startMiniature({ ports, seed, stock: { MUG: 12, TEA: 12 } });
      for (let number = 0; number < 16; number += 1) await buy(world, number);
      await world.drain(2);
      for (const { pk } of world.tables.orders.all().filter(({ sk }) => sk === 'STATE')) {
        const id = pk.slice('ORDER#'.length);
        const number = Number.parseInt(id.slice(-1), 16);
        if (number % 3 === 0) continue;
        const route = number % 3 === 1 ? 'orders.cancel' : 'orders.ship';
        const body = number % 3 === 1 ? {} : { body: { carrier: 'Post', trackingNumber: 'T1' } };
        const headers = { 'idempotency-key': `fault-${route}-${id}` };
        await surely(() => world.call(route, { headers, params: { id }, ...body }, world.asStaff));
      }
      await world.drain(3);
      ports.heal();
      await world.drain(20);
      expect({ breaches: world.breaches(), dead: world.dead }).toEqual({ breaches: [], dead: [] });
      expect(world.statuses()).toHaveLength(16);
      expect(Math.min(...Object.values(ports.struck))).toBeGreaterThan(0);
      expect(world.statuses().filter((status) => !endings.includes(status))).toEqual([]);
    },
  );
});
