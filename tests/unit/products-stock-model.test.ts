// Any sequence of orders, shipments, returns, corrections and numbers of shards, also twice and all at once: no stock below zero, and nothing held that no order holds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Table, Write } from '../../platform/data/table.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import { countingIds } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { mug, orderId, shop } from '../support/products.ts';
import { checkInvariants } from '../support/stock-invariants.ts';
import { waitForNoClock } from '../support/waiting.ts';

waitForNoClock();

const skus = ['A', 'B', 'C'] as const;
const firstStock = 4;

type Step =
  | { do: 'reserve'; order: number; lines: { sku: string; quantity: number }[] }
  | { do: 'release' | 'expire'; order: number }
  | { do: 'ship' | 'return'; order: number; step: number; sku: string; quantity: number }
  | { do: 'adjust'; sku: string; delta: number }
  | { do: 'spread'; sku: string; shards: number }
  | { do: 'repeat'; earlier: number };

const order = fc.integer({ min: 1, max: 4 });
const sku = fc.constantFrom(...skus);
const quantity = fc.integer({ min: 1, max: 3 });
const step = fc.integer({ min: 1, max: 3 });

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      order,
      lines: fc.array(fc.record({ sku, quantity }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('release', 'expire'), order }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('ship', 'return'), order, step, sku, quantity }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      sku,
      delta: fc.constantFrom(-3, -1, 1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('spread' as const),
      sku,
      shards: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), earlier: fc.nat(20) }) },
);

/** One delivery of a step; the number makes its message id. */
const deliverOnce = (
  made: ReturnType<typeof shop>,
  given: Step,
  number: number,
): Promise<unknown> => {
  const id = `msg_step_${String(number).padStart(4, '0')}`;
  switch (given.do) {
    case 'reserve':
      return made.deliver(
        'reserve-stock',
        {
          orderId: orderId(given.order),
          lines: given.lines,
          expiresAt: '2026-01-01T00:00:30.000Z',
        },
        id,
      );
    case 'release':
      return made.deliver('release-stock', { orderId: orderId(given.order) }, id);
    case 'expire':
      made.clock.advance(10_000);
      return made.deliver('expire-reservations', {}, id);
    case 'ship':
      return made.deliver(
        'commit-stock',
        {
          orderId: orderId(given.order),
          shipmentId: `shp_${given.step}`,
          lines: [{ sku: given.sku, quantity: given.quantity }],
        },
        id,
      );
    case 'return':
      return made.deliver(
        'restock',
        {
          orderId: orderId(given.order),
          returnId: `ret_${given.step}`,
          lines: [{ sku: given.sku, quantity: given.quantity }],
        },
        id,
      );
    case 'adjust':
      return made.request('adjust-stock', {
        params: { sku: given.sku },
        body: { delta: given.delta, reason: 'counted' },
        headers: { 'idempotency-key': `${id}-adjustment` },
      });
    case 'spread':
      return made.request('spread-stock', {
        params: { sku: given.sku },
        body: { shards: given.shards },
      });
    default:
      return Promise.resolve();
  }
};

const deliveries = 5;

/** As the queue and an impatient client do it: again until it works, at last put aside. */
const carryOut = async (
  made: ReturnType<typeof shop>,
  given: Step,
  number: number,
): Promise<void> => {
  for (let delivery = 1; delivery <= deliveries; delivery += 1) {
    try {
      const answer = (await deliverOnce(made, given, number)) as { status?: number } | undefined;
      if ((answer?.status ?? 0) < 500) return;
    } catch {
      // Goods that left although none were there rest in the dead-letter queue.
    }
  }
};

const open = async (table: Table, newId: NewId = countingIds()) => {
  const made = shop(table, { newId });
  const variants = skus.map((name) => ({
    sku: name,
    name,
    price: { amount: 100, currency: 'EUR' },
    stock: firstStock,
  }));
  await made.request('create', { body: mug({ variants }) });
  return made;
};

/** What a step does: its own, or that of an earlier one again. */
const resolve = (all: readonly Step[], index: number): { step: Step; number: number } => {
  const own = all[index];
  if (own?.do !== 'repeat' || index === 0) {
    return { step: own ?? { do: 'repeat', earlier: 0 }, number: index };
  }
  return resolve(all, own.earlier % index);
};

const sequence = (all: readonly Step[]) => all.map((_, index) => resolve(all, index));

const oneAfterTheOther = async (all: readonly Step[], wrap: (table: Table) => Table) => {
  const table = createMemoryTable();
  const newId = countingIds();
  const { clock } = await open(table, newId);
  const made = shop(wrap(table), { clock, newId });
  for (const { step: given, number } of sequence(all)) {
    await carryOut(made, given, number);
    checkInvariants(table.all());
  }
};

const stories = fc.array(steps, { minLength: 1, maxLength: 25 });

const allAtOnce = async (
  all: readonly Step[],
  scheduler: fc.Scheduler,
  wrap: (table: Table) => Table,
) => {
  const table = createMemoryTable();
  const newId = countingIds();
  const { clock } = await open(table, newId);
  const slow: Table = {
    ...table,
    get: scheduler.scheduleFunction(table.get as never) as never,
    getMany: scheduler.scheduleFunction(table.getMany as never) as never,
    query: scheduler.scheduleFunction(table.query as never) as never,
    transact: scheduler.scheduleFunction(wrap(table).transact),
  };
  const tasks = [shop(slow, { clock, newId }), shop(slow, { clock, newId })] as const;
  const work = sequence(all).map(({ step: given, number }, index) =>
    carryOut(tasks[index % 2 === 0 ? 0 : 1], given, number),
  );
  await scheduler.waitFor(Promise.allSettled(work));
  checkInvariants(table.all());
};

/** A table that does not look at some of the conditions. */
const without =
  (forgotten: (write: Write) => boolean) =>
  (table: Table): Table => ({
    ...table,
    transact: (writes) =>
      table.transact(
        writes.map((write) => (forgotten(write) ? { ...write, condition: undefined } : write)),
      ),
  });

const asItIs = (table: Table): Table => table;

const isStock = ({ condition }: Write) => condition?.expression.includes('available') ?? false;
const isReservation = (write: Write) => 'put' in write && write.put.pk.startsWith('RESERVATION#');

test('one step after the other', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(stories, (all) => oneAfterTheOther(all, asItIs)),
    { numRuns: 1_000 },
  );
});

test('all at once, in any order that the table may answer in', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(stories, fc.scheduler(), (all, scheduler) =>
      allAtOnce(all, scheduler, asItIs),
    ),
    { numRuns: 1_000 },
  );
});

test('a table that fails before or after it has done the work', { timeout: 300_000 }, async () => {
  const faults = fc.infiniteStream(
    fc.oneof({ weight: 6, arbitrary: fc.constant('none') }, fc.constantFrom('before', 'after')),
  );
  const unreliable =
    (next: Iterator<string>) =>
    (table: Table): Table => ({
      ...table,
      transact: async (writes) => {
        const fault = next.next().value;
        if (fault === 'before') throw new Error('no connection');
        await table.transact(writes);
        if (fault === 'after') throw new Error('timed out');
      },
    });
  await fc.assert(
    fc.asyncProperty(stories, faults, (all, stream) =>
      oneAfterTheOther(all, unreliable(stream[Symbol.iterator]())),
    ),
    { numRuns: 1_000 },
  );
});

test('a forgotten condition on stock is found out', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(stories, (all) => oneAfterTheOther(all, without(isStock)));
  expect(await fc.check(property, { numRuns: 200 })).toMatchObject({ failed: true });
});

test('a forgotten condition on the version of a reservation is found out', {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(stories, fc.scheduler(), (all, scheduler) =>
    allAtOnce(all, scheduler, without(isReservation)),
  );
  expect(await fc.check(property, { numRuns: 200 })).toMatchObject({ failed: true });
});
