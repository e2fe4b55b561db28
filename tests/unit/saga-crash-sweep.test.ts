// The process stops at every await of every command, message and relay of an order's whole life, once before it and once after: nothing is lost, and nothing happens twice.
import { expect, it } from 'vitest';
import { type Miniature, startMiniature } from '../support/miniature.ts';
import { Crash, type CrashPorts, crashingPorts } from '../support/ports.ts';

const key = (step: string) => ({ headers: { 'idempotency-key': `crash-sweep-${step}` } });

/** Repeats what was cut off, in a new process, as a client or a queue would. */
const surely = async <T>(
  world: Miniature,
  ports: CrashPorts,
  work: () => Promise<T>,
): Promise<T> => {
  for (;;) {
    try {
      const done = await work();
      if (done !== undefined) return done;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    ports.restart();
    await world.restart();
  }
};

const idOf = (answer: { json: object } | undefined): string =>
  ((answer?.json ?? {}) as { id: string }).id;

const settled = async (world: Miniature): Promise<true> => {
  await world.drain(2);
  return true;
};

const live = async (ports: CrashPorts) => {
  const world = await startMiniature({ ports, stock: { MUG: 10, TEA: 5 } });
  const step = <T>(work: () => Promise<T>) => surely(world, ports, work);
  const act = async (route: string, name: string, id: string, body?: unknown, more = {}) => {
    const request = {
      ...key(name),
      params: { id, ...more },
      ...(body === undefined ? {} : { body }),
    };
    const answer = await step(() => world.call(route, request, world.asStaff));
    // Delivery takes no key: when its answer was lost, asking again says that it is delivered.
    const isDone = route === 'orders.deliver' && ports.struck !== undefined ? 410 : 300;
    expect(answer?.status, `${route} ${ports.struck}`).toBeLessThan(isDone);
    await step(() => settled(world));
    return answer;
  };
  const lines = [{ sku: 'MUG', quantity: 2 }];
  const placed = await step(() => world.place('sold-0000000001', lines, 'tok_approved'));
  const other = await step(() => world.place('left-0000000001', lines, 'tok_approved'));
  const declined = await step(() => world.place('poor-0000000001', lines, 'tok_declined'));
  expect([placed?.status, other?.status, declined?.status]).toEqual([201, 201, 201]);
  await step(() => settled(world));
  const id = idOf(placed);
  await act('orders.cancel', 'cancel', idOf(other));
  await act('orders.ship', 'ship', id, { carrier: 'Post', trackingNumber: 'T1' });
  await act('orders.deliver', 'deliver', id);
  const wanted = { lines: [{ sku: 'MUG', quantity: 1 }], reason: 'too blue' };
  const asCustomer = await step(() =>
    world.call('orders.request-return', { ...key('return'), params: { id }, body: wanted }),
  );
  await step(() => settled(world));
  const { returnId } = (asCustomer?.json ?? {}) as { returnId: string };
  await act('orders.receive-return', 'receipt', id, undefined, { returnId });
  await step(() => world.drain(3).then(() => true));
  return world;
};

const outcome = (world: Miniature) => ({
  breaches: world.breaches(),
  statuses: world.statuses(),
  dead: world.dead.length,
  captured: world.ledger.list().filter(({ kind }) => kind === 'capture').length,
  voided: world.ledger.list().filter(({ kind }) => kind === 'void').length,
  refunded: world.ledger.list().filter(({ kind }) => kind === 'refund').length,
});

it('holds at every point, before and after', async () => {
  const calm = crashingPorts(0, 'before');
  const expected = outcome(await live(calm));
  expect(expected).toMatchObject({ breaches: [], captured: 1, voided: 1, refunded: 1, dead: 0 });
  expect(expected.statuses).toEqual(['cancelled', 'delivered', 'rejected']);
  expect(calm.calls).toBeGreaterThan(80);
  for (let number = 1; number <= calm.calls; number += 1) {
    for (const when of ['before', 'after'] as const) {
      const ports = crashingPorts(number, when);
      const world = await live(ports);
      expect({ at: ports.struck, ...outcome(world) }).toEqual({ at: ports.struck, ...expected });
    }
  }
}, 300_000);
