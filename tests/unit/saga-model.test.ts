// Any sequence of what customers, staff, queues, schedules and the clock may do, interleaved in any order: no invariant ever breaks, and everything settles.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Miniature, startMiniature } from '../support/miniature.ts';
import type { Ports } from '../support/ports.ts';

interface Model {
  /** Orders that were asked for, by their number. */
  orders: number;
}

interface Real {
  readonly world: Miniature;
  readonly ids: string[];
}

type Command = fc.AsyncCommand<Model, Real>;

const command = (
  name: string,
  run: (real: Real, model: Model) => Promise<unknown>,
  check: (model: Model) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => void (await run(real, model)),
  toString: () => name,
});

const someOrder = ({ orders }: Model): boolean => orders > 0;
const idOf = ({ ids }: Real, order: number): string => ids[order % ids.length] ?? '';
const keyed = (name: string, id: string) => ({ 'idempotency-key': `model-${name}-${id}` });

const act =
  (route: string, order: number, body?: unknown) =>
  async (real: Real): Promise<void> => {
    const id = idOf(real, order);
    const request = { headers: keyed(route, id), params: { id }, ...(body ? { body } : {}) };
    const isCustomers = route === 'orders.cancel' || route === 'orders.request-return';
    await real.world.call(route, request, isCustomers ? {} : real.world.asStaff);
  };

/** The order's returns, so that a receipt has one to name. */
const receiveReturn = (order: number) => async (real: Real) => {
  const id = idOf(real, order);
  const answer = await real.world.call('orders.read', { params: { id } });
  const returns =
    ((answer?.json ?? {}) as { returns?: { id?: string; returnId?: string }[] }).returns ?? [];
  const returnId = returns[0]?.returnId ?? returns[0]?.id ?? 'ret_00000000000000000000000000000000';
  const request = { headers: keyed('receipt', id), params: { id, returnId } };
  await real.world.call('orders.receive-return', request, real.world.asStaff);
};

const place =
  (sku: string, quantity: number, token: string) => async (real: Real, model: Model) => {
    const key = `model-${String(model.orders).padStart(12, '0')}`;
    const answer = await real.world.place(key, [{ sku, quantity }], token);
    const { id } = (answer?.json ?? {}) as { id: string };
    model.orders += 1;
    real.ids.push(id);
  };

const order = fc.nat(5);
const sku = fc.constantFrom('MUG', 'TEA');
const quantity = fc.integer({ min: 1, max: 3 });
const token = fc.constantFrom('tok_approved', 'tok_approved', 'tok_declined');

const commands: fc.Arbitrary<Command>[] = [
  fc
    .tuple(sku, quantity, token)
    .map(([s, q, t]) => command(`place ${q} ${s} ${t}`, place(s, q, t))),
  order.map((n) =>
    command(
      `place again ${n}`,
      ({ world, ids }) =>
        world.place(
          `model-${String(n % ids.length).padStart(12, '0')}`,
          [{ sku: 'MUG', quantity: 1 }],
          'tok_approved',
        ),
      someOrder,
    ),
  ),
  order.map((n) => command(`cancel ${n}`, act('orders.cancel', n), someOrder)),
  order.map((n) =>
    command(
      `ship ${n}`,
      act('orders.ship', n, { carrier: 'Post', trackingNumber: 'T' }),
      someOrder,
    ),
  ),
  order.map((n) => command(`deliver ${n}`, act('orders.deliver', n), someOrder)),
  fc
    .tuple(order, sku)
    .map(([n, s]) =>
      command(
        `return ${n}`,
        act('orders.request-return', n, { lines: [{ sku: s, quantity: 1 }], reason: 'blue' }),
        someOrder,
      ),
    ),
  order.map((n) => command(`receive return ${n}`, receiveReturn(n), someOrder)),
  order.map((n) =>
    command(
      `refund ${n}`,
      act('orders.refund', n, { amount: { amount: 100, currency: 'EUR' }, reason: 'late' }),
      someOrder,
    ),
  ),
  fc.constant(command('relay', ({ world }) => world.relay())),
  fc.constant(command('deliver one', ({ world }) => world.deliver())),
  fc.constant(command('deliver one, keep it', ({ world }) => world.deliver({ keep: true }))),
  fc.constant(
    command('three at once', ({ world }) =>
      Promise.all([world.deliver({ keep: true }), world.deliver({ keep: true }), world.relay()]),
    ),
  ),
  fc.constant(command('a minute passes', ({ world }) => world.tick())),
  fc
    .nat(25)
    .map((hours) =>
      command(`${hours} hours pass`, async ({ world }) => world.clock.advance(hours * 3_600_000)),
    ),
  fc.constant(command('restart', ({ world }) => world.restart())),
  fc
    .tuple(sku, quantity)
    .map(([s, q]) =>
      command(`cart ${q} ${s}`, ({ world }) =>
        world.call('orders.put-cart-line', { params: { sku: s }, body: { quantity: q } }),
      ),
    ),
];

const settle = async ({ world, ids }: Real): Promise<void> => {
  await world.drain(4);
  expect(world.breaches()).toEqual([]);
  expect(world.dead).toEqual([]);
  expect(world.queue).toEqual([]);
  expect(world.statuses()).toHaveLength(new Set(ids).size);
  expect(world.statuses().filter((status) => /^pending_|^cancel_pending/.test(status))).toEqual([]);
};

/** Planted bugs must be found in 200. */
const runs = Number(process.env.MODEL_RUNS ?? 1000);

describe('the saga', () => {
  it('holds under any sequence of commands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { maxCommands: 25 }),
        fc.nat(),
        async (given, seed) => {
          const world = await startMiniature({ seed, stock: { MUG: 4, TEA: 3 } });
          const real: Real = { world, ids: [] };
          await fc.asyncModelRun(() => ({ model: { orders: 0 }, real }), given);
          await settle(real);
        },
      ),
      { numRuns: runs },
    );
  }, 180_000);

  it('holds however the calls to stores, publisher and provider interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { maxCommands: 12 }),
        fc.scheduler(),
        async (given, scheduler) => {
          let isScheduled = true;
          const ports: Ports = {
            around: async (name, call) => {
              if (isScheduled) await scheduler.schedule(Promise.resolve(), name);
              return call();
            },
          };
          const world = await startMiniature({ ports, stock: { MUG: 4, TEA: 3 } });
          const real: Real = { world, ids: [] };
          await scheduler.waitFor(fc.asyncModelRun(() => ({ model: { orders: 0 }, real }), given));
          isScheduled = false;
          await settle(real);
        },
      ),
      { numRuns: runs },
    );
  }, 180_000);
});
