// More at once than a client lets wait: what goes to many goes to them in turn, and nobody is refused.
import { expect, it } from 'vitest';
import { createStockReconciliation } from '../../containers/products/stock/reconciliation.ts';
import { orderPlaced } from '../../events/messages/orders.ts';
import { createWaking } from '../../functions/webhooks/deliveries/sweep.ts';
import { fanOutHandlers } from '../../functions/webhooks/outbound/fan-out.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import { createSemaphore } from '../../platform/kernel/semaphore.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { testClock } from '../support/clock.ts';
import { type CounterEvent, type CounterState, counter } from '../support/counter.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { order, orderId } from '../support/notifications.ts';
import { messageBody } from '../support/payments.ts';
import { endpointId } from '../support/webhooks.ts';

/** As `platform/calls/aws/aws-client.ts` has it. */
const clientOf = () => {
  const inSlot = createSemaphore({ atOnce: 50, waiting: 500 });
  return <T>(answer: T): Promise<T> =>
    inSlot(() => new Promise((resolve) => setImmediate(() => resolve(answer))));
};

const idsOf = (count: number) => Array.from({ length: count }, (_, number) => endpointId(number));

it('a thousand aggregates are loaded together', async () => {
  const call = clientOf();
  const [ids, running] = [idsOf(1_000), { now: 0, most: 0 }];
  const { initial, evolve } = counter;
  const store = createEventStore<CounterEvent, CounterState>({
    table: {
      ...createMemoryTable(),
      query: async (pk) => {
        const commit = { events: [{ type: 'counted', by: 1 }], time: '2026-01-01T00:00:00.000Z' };
        const rest = { correlationId: 'request-1', causationId: 'request-1' };
        running.now += 1;
        running.most = Math.max(running.most, running.now);
        const items = await call([{ pk, sk: 'COMMIT#0000000001', ...commit, ...rest }]);
        running.now -= 1;
        return items as never;
      },
    },
    ...{ name: 'COUNTER', initial, evolve },
  });
  expect((await store.loadMany(ids)).size).toBe(1_000);
  expect(running).toEqual({ now: 0, most: 50 });
});

it.each([
  [1, 700],
  [10, 70],
])('%i events together go to %i endpoints each', async (events, count) => {
  const call = clientOf();
  const [added, woken]: [string[], string[]] = [[], []];
  const endpoints = idsOf(count).map((id) => ({ id, status: 'enabled', eventTypes: ['*'] }));
  const handlers = fanOutHandlers({
    endpoints: { all: async () => endpoints as never },
    clock: testClock(),
    deliveries: { add: ({ id }) => call(added.push(id) > 0) },
    erasure: { erase: async () => {}, eraseLate: async () => {} },
    wake: async (id) => void (await call(woken.push(id))),
  });
  const inbox = createInbox(handlers, quietLog);
  const bodies = Array.from({ length: events }, () => messageBody(orderPlaced, orderId, { order }));
  await Promise.all(bodies.map(inbox));
  expect([added.length, woken.length]).toEqual([events * count, events * count]);
});

it('a thousand endpoints are woken together', async () => {
  const call = clientOf();
  const overdueEndpoints = async function* () {
    yield idsOf(1_000);
  };
  const wake = async () => call(undefined);
  const waking = createWaking({ overdueEndpoints }, wake, { info: () => {} });
  expect(await waking()).toEqual({ woken: 1_000 });
});

it('stock in all shards there may be is compared with its ledgers', async () => {
  const call = clientOf();
  const skus = idsOf(50);
  const partsOf = (sku: string) =>
    Array.from({ length: 64 }, (_, shard) => ({ sku, shard, onHand: 0, reserved: 0 }));
  const reconcile = createStockReconciliation({
    holding: { until: async () => [], now: async () => ({ count: 0, held: new Map() }) },
    catalogue: { all: async () => [{ variants: skus.map((sku) => ({ sku })) }] as never },
    stock: {
      read: async () => new Map(skus.map((sku) => [sku, { parts: partsOf(sku) }])) as never,
    },
    ledger: { movements: () => call([]) },
  });
  const report = await reconcile(0, { rounds: 1 });
  expect(report.skus).toBe(50);
});
