// Waiting until nothing is under way any more: queues empty, outboxes published, no order or payment that waits for an answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, services } from '../../events/routes.ts';
import type { StoredItem } from '../../functions/auditor/domain/snapshot.ts';
import { isOfTheDead } from '../support/letters.ts';
import type { Looker } from './snapshot.ts';

const waiting = new Set(['pending_stock', 'pending_payment', 'cancel_pending']);

interface Stated {
  readonly status?: string;
  readonly steps?: readonly { readonly progress: string }[];
}

const openOrders = (items: readonly StoredItem[]): number =>
  items.filter(({ pk, sk, state }) => {
    const { status = '' } = (state ?? {}) as Stated;
    return pk.startsWith('ORDER#') && sk === 'STATE' && waiting.has(status);
  }).length;

const openPayments = (items: readonly StoredItem[]): number =>
  items.filter(({ state }) => {
    const { steps = [] } = (state ?? {}) as Stated;
    return steps.some(({ progress }) => progress !== 'succeeded' && progress !== 'failed');
  }).length;

export interface Unsettled {
  readonly queued: number;
  readonly unpublished: number;
  readonly orders: number;
  readonly payments: number;
}

const total = ({ queued, unpublished, orders, payments }: Unsettled) =>
  queued + unpublished + orders + payments;

type Look = Pick<Looker, 'queues' | 'unfinished'>;

const messagesIn = async (looker: Look): Promise<number> =>
  (await looker.queues())
    .filter((queue) => !isOfTheDead(queue))
    .reduce((all, { visible, inFlight }) => all + visible + inFlight, 0);

const look = async (looker: Look): Promise<Unsettled> => {
  const queued = await messagesIn(looker);
  // Reading all tables while messages are about would only take time from them.
  if (queued > 0) return { queued, unpublished: 0, orders: 0, payments: 0 };
  const tables = {} as Record<Service, StoredItem[]>;
  for (const service of services) tables[service] = await looker.unfinished(service);
  return {
    queued: await messagesIn(looker),
    unpublished: Object.values(tables)
      .flat()
      .filter(({ pending }) => pending !== undefined).length,
    orders: openOrders(tables.orders),
    payments: openPayments(tables.payments),
  };
};

export interface Settled {
  /** Until the look began that found nothing left: reading the tables of ten thousand orders takes half a minute. */
  readonly seconds: number;
  /** Undefined when all is settled. */
  readonly left: Unsettled | undefined;
}

export const settle = async (
  looker: Look,
  seconds: number,
  progress: (left: Unsettled) => void = () => {},
  stopped?: AbortSignal,
): Promise<Settled> => {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  for (;;) {
    const began = elapsed();
    const left = await look(looker);
    if (total(left) === 0) return { seconds: began, left: undefined };
    progress(left);
    if (began > seconds || stopped?.aborted) return { seconds: elapsed(), left };
    await sleep(1000);
  }
};
