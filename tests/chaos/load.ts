// The orders of the plan through the public API, by customers who do not give up, and what staff do with them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Breach } from '../../functions/auditor/domain/snapshot.ts';
import { admin, demo, type OrderView, shippingAddress } from '../support/shop.ts';
import type { Account, Client, Tally } from './client.ts';
import type { Plan, PlannedOrder } from './plan.ts';

export interface Load {
  readonly tally: Tally;
  /** Ids of the orders that were accepted, by the key of the plan. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly breaches: readonly Breach[];
  /** Resolves when every order is placed and its aftermath asked for. */
  readonly placed: Promise<void>;
  readonly done: Promise<void>;
  /** Orders that are not settled yet, as far as their customers know. */
  followed(): number;
}

interface LoadOptions {
  readonly plan: Plan;
  readonly client: Client;
  readonly tally: Tally;
  readonly concurrency: number;
  readonly stopped: AbortSignal;
}

/** Orders that still have something to come; more are placed when there are fewer, so that the storm meets all of it. */
const mostFollowed = 250;
/** About as long as an order takes to be accepted. */
const impatienceMs = 40;

const isPending = ({ status }: OrderView): boolean =>
  status === 'pending_stock' || status === 'pending_payment';

const pool = async (count: number, work: () => Promise<boolean>): Promise<void> => {
  const worker = async () => {
    while (await work());
  };
  await Promise.all(Array.from({ length: count }, worker));
};

export const startLoad = ({ plan, client, tally, concurrency, stopped }: LoadOptions): Load => {
  const accepted = new Map<string, string>();
  const breaches: Breach[] = [];
  const waiting: { order: PlannedOrder; id: string }[] = [];
  const queue = [...plan.orders];

  const act = async (
    account: Account,
    planned: PlannedOrder,
    path: string,
    body: unknown,
    step: string,
  ) => {
    const answer = await client.send<{ returnId?: string; code?: string }>(account, 'POST', path, {
      body,
      headers: { 'idempotency-key': `${planned.key}-${step}` },
    });
    if (answer && answer.status >= 400) {
      tally.add(`${step} refused ${answer.status} ${answer.body?.code ?? ''}`);
    }
    return answer;
  };

  const read = async (id: string, planned: PlannedOrder): Promise<void> => {
    const answer = await client.send<OrderView>(demo, 'GET', `/orders/${id}`);
    if (answer === undefined || (answer.status === 200 && answer.body.id === id)) return;
    const detail = `${answer.status} right after it was accepted as ${planned.key}`;
    breaches.push({ invariant: 'I6', subject: id, detail });
  };

  const placeOne = async (): Promise<boolean> => {
    while (waiting.length > mostFollowed && !stopped.aborted) await sleep(50);
    const planned = queue.shift();
    if (planned === undefined || stopped.aborted) return false;
    const answer = await client.send<OrderView>(demo, 'POST', '/orders', {
      body: {
        lines: planned.lines,
        shippingAddress,
        paymentMethod: { token: planned.token },
      },
      headers: { 'idempotency-key': planned.key },
      ...(planned.hangsUp && { signal: AbortSignal.timeout(impatienceMs) }),
    });
    if (answer?.status === 201) {
      accepted.set(planned.key, answer.body.id);
      tally.add('accepted');
      await read(answer.body.id, planned);
      waiting.push({ order: planned, id: answer.body.id });
    } else if (answer) tally.add(`refused ${answer.status}`);
    return true;
  };

  /** Money moves after the goods: a refund is asked for once there is something to refund. */
  const captured = async (id: string): Promise<boolean> => {
    for (let attempt = 0; attempt < 40 && !stopped.aborted; attempt += 1) {
      const answer = await client.send<OrderView>(admin, 'GET', `/orders/${id}`);
      if (answer?.body?.payment?.status === 'captured') return true;
      await sleep(250);
    }
    tally.add('capture not seen in time');
    return false;
  };

  const ship = async (planned: PlannedOrder, id: string) => {
    const body = { carrier: 'Chaos Post', trackingNumber: `T-${planned.number}` };
    const answer = await act(admin, planned, `/orders/${id}/shipments`, body, 'shipment');
    return answer?.status === 200 || answer?.status === 201 || answer?.status === 202;
  };

  const deliver = async (planned: PlannedOrder, id: string) =>
    (await ship(planned, id)) &&
    ((await act(admin, planned, `/orders/${id}/delivery`, undefined, 'delivery'))?.status ?? 500) <
      300;

  const steps: Record<
    PlannedOrder['aftermath'],
    (o: PlannedOrder, id: string) => Promise<unknown>
  > = {
    keep: async () => undefined,
    cancel: (planned, id) => act(demo, planned, `/orders/${id}/cancellation`, undefined, 'cancel'),
    ship,
    deliver,
    return: async (planned, id) => {
      if (!(await deliver(planned, id))) return;
      const body = { lines: planned.lines, reason: 'chaos' };
      const asked = await act(demo, planned, `/orders/${id}/returns`, body, 'return');
      const returnId = asked?.body?.returnId;
      if (returnId === undefined || !(await captured(id))) return;
      await act(admin, planned, `/orders/${id}/returns/${returnId}/receipt`, undefined, 'receipt');
    },
    refund: async (planned, id) => {
      if (!(await deliver(planned, id)) || !(await captured(id))) return;
      const amount = { amount: 100, currency: 'EUR' };
      const body = { amount, reason: 'chaos' };
      await act(admin, planned, `/orders/${id}/refunds`, body, 'refund');
    },
  };

  const followOne = async (): Promise<boolean> => {
    const next = waiting.shift();
    if (next === undefined) {
      if (isPlaced || stopped.aborted) return false;
      await sleep(50);
      return true;
    }
    const { order, id } = next;
    if (order.aftermath === 'keep') return true;
    const answer = await client.send<OrderView>(demo, 'GET', `/orders/${id}?wait=2`);
    if (answer?.status !== 200) return true;
    if (isPending(answer.body)) waiting.push(next);
    else if (answer.body.status === 'confirmed') {
      await steps[order.aftermath](order, id);
      tally.add(`${order.aftermath} asked for`);
    }
    return true;
  };

  let isPlaced = false;
  const placed = pool(concurrency, placeOne).then(() => {
    isPlaced = true;
  });
  const followed = pool(Math.max(4, Math.ceil(concurrency / 2)), followOne);
  return {
    tally,
    accepted,
    breaches,
    placed,
    done: Promise.all([placed, followed]).then(() => undefined),
    followed: () => waiting.length,
  };
};
