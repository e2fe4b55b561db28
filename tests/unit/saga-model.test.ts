// Any sequence of what customers, staff, queues, schedules and the clock may do, interleaved in any order: no invariant ever breaks, and everything settles.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import type { StockLine } from '../../events/schemas.ts';
import { type Miniature, startMiniature } from '../support/miniature.ts';
import { shippingAddress } from '../support/orders.ts';
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
const keyed = (name: string) => ({ 'idempotency-key': `model-${name}` });

/** The customer's own wishes; everything else is for staff. */
const customers = new Set(['cancel', 'request-return', 'withdraw-return', 'change-address']);

interface Wish {
  readonly body?: unknown;
  readonly returnId?: string;
  /** Tells wishes of one kind apart; without it the same one comes again. */
  readonly nonce?: number;
}

const act =
  (wish: string, order: number, { body, returnId, nonce = 0 }: Wish = {}) =>
  async (real: Real): Promise<void> => {
    const id = idOf(real, order);
    const request = {
      headers: keyed(`${wish}-${id}-${nonce}-${returnId ?? ''}`),
      params: { id, ...(returnId ? { returnId } : {}) },
      ...(body ? { body } : {}),
    };
    await real.world.call(`orders.${wish}`, request, customers.has(wish) ? {} : real.world.asStaff);
  };

/** Of the order's returns one that is open, or else one that is over or was never asked for. */
const actOnReturn = (wish: string, order: number, body?: unknown) => async (real: Real) => {
  const answer = await real.world.call('orders.read', { params: { id: idOf(real, order) } });
  const { returns = [] } = (answer?.json ?? {}) as Partial<Order>;
  const open = returns.find(({ status }) => status === 'requested') ?? returns[0];
  const returnId = open?.returnId ?? 'ret_00000000000000000000000000000000';
  await act(wish, order, { body, returnId })(real);
};

const place =
  (lines: readonly StockLine[], token: string, coupons?: readonly string[]) =>
  async (real: Real, model: Model) => {
    const key = `model-${String(model.orders).padStart(12, '0')}`;
    const answer = await real.world.place(key, lines, token, coupons);
    const { id } = (answer?.json ?? {}) as { id: string };
    model.orders += 1;
    if (id !== undefined) real.ids.push(id);
  };

const order = fc.nat(2);
const sku = fc.constantFrom('MUG', 'TEA');
const quantity = fc.integer({ min: 1, max: 3 });
const lines = fc.uniqueArray(fc.record({ sku, quantity }), {
  minLength: 1,
  maxLength: 2,
  selector: (line) => line.sku,
});
const token = fc.constantFrom('tok_approved', 'tok_approved', 'tok_declined');
const coupons = fc.constantFrom(undefined, undefined, ['HALF'], ['TENTH', 'HALF']);

/** A wish on some order, of which nothing more is to be said. */
const wished = (wish: string, given: Omit<Wish, 'nonce'> = {}) =>
  order.map((n) => command(`${wish} ${n}`, act(wish, n, given), someOrder));

const onReturn = (wish: string, body?: unknown) =>
  order.map((n) => command(`${wish} ${n}`, actOnReturn(wish, n, body), someOrder));

/** A wish on some of the lines of some order; the next of its kind is another. */
const onLines = (wish: string, more: object = {}) =>
  fc
    .tuple(order, lines, fc.nat(99))
    .map(([n, some, nonce]) =>
      command(
        `${wish} ${n} ${JSON.stringify(some)} ${nonce}`,
        act(wish, n, { body: { ...more, lines: some }, nonce }),
        someOrder,
      ),
    );

const parcel = { carrier: 'Post', trackingNumber: 'T' };

/** So often as likely as the others: without these few orders would be confirmed, and none sent. */
const often = (times: number, wish: fc.Arbitrary<Command>) =>
  Array.from({ length: times }, () => wish);

const commands: fc.Arbitrary<Command>[] = [
  ...often(
    4,
    fc
      .tuple(lines, token, coupons)
      .map(([l, t, c]) => command(`place ${JSON.stringify(l)} ${t} ${c}`, place(l, t, c))),
  ),
  order.map((n) =>
    command(
      `place again ${n}`,
      async ({ world, ids }) => {
        const key = `model-${String(n % Math.max(1, ids.length)).padStart(12, '0')}`;
        const answer = await world.place(key, [{ sku: 'MUG', quantity: 1 }], 'tok_approved');
        const { id } = (answer?.json ?? {}) as { id?: string };
        // What was refused the first time may be taken now.
        if (id !== undefined && !ids.includes(id)) ids.push(id);
      },
      someOrder,
    ),
  ),
  wished('cancel'),
  ...often(2, wished('ship', { body: parcel })),
  ...often(3, onLines('ship', parcel)),
  onLines('cancel-lines'),
  wished('cancel-lines', { body: {} }),
  wished('change-address', { body: { ...shippingAddress, line1: '2 Harbour Street' } }),
  ...often(4, wished('deliver')),
  ...often(5, onLines('request-return', { reason: 'blue' })),
  ...often(3, onReturn('receive-return')),
  onReturn('receive-return', { damaged: true }),
  onReturn('refuse-return', { reason: 'worn' }),
  onReturn('withdraw-return'),
  wished('refund', { body: { amount: { amount: 100, currency: 'EUR' }, reason: 'late' } }),
  ...often(5, fc.constant(command('all comes through', ({ world }) => world.drain(1)))),
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

/** An order that has arrived: chance alone seldom gets so far, and what comes back begins there. */
const headStart = async (real: Real, model: Model): Promise<void> => {
  const bought = [
    { sku: 'MUG', quantity: 2 },
    { sku: 'TEA', quantity: 1 },
  ];
  await place(bought, 'tok_approved')(real, model);
  await real.world.drain(1);
  await act('ship', 0, { body: parcel })(real);
  await real.world.drain(1);
  await act('deliver', 0)(real);
};

/** What staff does at the end of the day with whatever is still open. */
const closeAll = async ({ world, ids }: Real): Promise<void> => {
  for (const [n] of ids.entries()) {
    const real = { world, ids };
    await act('cancel-lines', n, { body: {}, nonce: 100 })(real);
    await act('deliver', n)(real);
  }
};

const expectSound = async ({ world, ids }: Real): Promise<void> => {
  for (const id of new Set(ids)) {
    const { json } = (await world.call('orders.read', { params: { id } })) ?? {};
    const { lines, payment, delivery, totals } = json as Order;
    const charged = delivery.shipments.reduce((all, { charge }) => all + (charge?.amount ?? 0), 0);
    expect(payment.captured.amount).toBe(charged);
    expect(charged).toBeLessThanOrEqual(totals.total.amount);
    expect(payment.refunded.amount).toBeLessThanOrEqual(payment.captured.amount);
    for (const line of lines) {
      expect(line.shipped + line.cancelled + line.reserved).toBeLessThanOrEqual(line.quantity);
      expect(line.returned).toBeLessThanOrEqual(line.delivered);
      expect(line.delivered).toBeLessThanOrEqual(line.shipped);
      expect(line.refunded.amount).toBeLessThanOrEqual(line.total.amount);
    }
  }
};

/** What has happened to orders in any run: one that misses some of it has not tried enough. */
const seen = new Set<string>();
const note = ({ tables }: Miniature): void => {
  for (const { events = [] } of tables.orders.all()) {
    for (const { type } of events as { type: string }[]) seen.add(type);
  }
};

const settle = async (real: Real): Promise<void> => {
  const { world, ids } = real;
  await world.drain(4);
  expect(world.breaches()).toEqual([]);
  expect(world.dead).toEqual([]);
  expect(world.queue).toEqual([]);
  expect(world.statuses()).toHaveLength(new Set(ids).size);
  expect(world.statuses().filter((status) => /^pending_|^cancel_pending/.test(status))).toEqual([]);
  await expectSound(real);
  await closeAll(real);
  await world.drain(2);
  expect(world.breaches()).toEqual([]);
  await expectSound(real);
  note(world);
  const ends = ['rejected', 'cancelled', 'delivered', 'return_pending', 'returned'];
  expect(world.statuses().filter((status) => !ends.includes(status))).toEqual([]);
};

/** Planted bugs must be found in 200. */
const runs = Number(process.env.MODEL_RUNS ?? 1000);

describe('the saga', () => {
  it('holds under any sequence of commands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { maxCommands: 30, size: 'max' }),
        fc.nat(),
        fc.boolean(),
        async (given, seed, isAhead) => {
          const world = await startMiniature({ seed, stock: { MUG: 4, TEA: 3 } });
          const real: Real = { world, ids: [] };
          const model: Model = { orders: 0 };
          if (isAhead) await headStart(real, model);
          await fc.asyncModelRun(() => ({ model, real }), given);
          await settle(real);
        },
      ),
      { numRuns: runs },
    );
  }, 600_000);

  it('holds however the calls to stores, publisher and provider interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { maxCommands: 20, size: 'max' }),
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
  }, 600_000);
});
/** Fewer runs may miss some of it by chance. */
it.runIf(runs >= 1_000)('was tried in all that can become of an order', () => {
  const facts = `address-changed cancellation-noted lines-cancelled order-cancelled order-confirmed
    order-delivered order-rejected order-shipped payment-captured payment-refunded payment-voided
    return-received return-refused return-requested return-withdrawn shipments-delivered`;
  expect(facts.split(/\s+/).filter((type) => !seen.has(type))).toEqual([]);
});
