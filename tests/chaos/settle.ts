// Waiting until nothing is under way any more: queues empty, outboxes published, no order or payment that waits for an answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, services } from '../../events/routes.ts';
import { type Books, openBooks } from '../../functions/auditor/domain/books.ts';
import { amountsOf } from '../../functions/auditor/domain/money-rules.ts';
import type { StoredItem } from '../../functions/auditor/domain/snapshot.ts';
import { isOfTheDead } from '../support/letters.ts';
import type { Looker } from './snapshot.ts';

const waiting = new Set(['pending_stock', 'pending_payment', 'cancel_pending']);

const openOrders = ({ orders }: Books): number =>
  [...orders.values()].filter(({ view }) => waiting.has(view.status)).length;

const openPayments = ({ payments }: Books): number =>
  [...payments.values()].filter(({ view }) => !amountsOf(view).isSettled).length;

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
  const books = openBooks({ at: '', tables, graceMs: 0 });
  return {
    queued: await messagesIn(looker),
    unpublished: Object.values(tables)
      .flat()
      .filter(({ pending }) => pending !== undefined).length,
    orders: openOrders(books),
    payments: openPayments(books),
  };
};

export interface Settled {
  /** Until the look began that found nothing left: reading the tables of ten thousand orders takes half a minute. */
  readonly seconds: number;
  /** Undefined when all is settled. */
  readonly left: Unsettled | undefined;
}

/** A commit that was just made is still on its way from the stream: nothing may come of it for so long. */
const quietMs = 2_000;

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
    let left = await look(looker);
    if (total(left) === 0) {
      await sleep(quietMs);
      left = await look(looker);
      if (total(left) === 0) return { seconds: began, left: undefined };
    }
    progress(left);
    if (began > seconds || stopped?.aborted) return { seconds: elapsed(), left };
    await sleep(1000);
  }
};
