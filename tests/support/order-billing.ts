// What orders take of topics, queues, functions and tables, counted as AWS would bill it: one by one, and at full load.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CountedDatabase, Tally } from './consumption.ts';
import type { billedOfOneOrder } from './order-counts.ts';
import { demo, type Mail, order, type Shop } from './shop.ts';

export type Billed = Readonly<Record<keyof (typeof billedOfOneOrder)['alone'], number>>;

/** Of one order. */
export interface CountedOrders {
  readonly tally: Tally;
  /** Requests to topics and queues that publish something. */
  readonly published: number;
  readonly billed: Billed;
  /** What was counted, and how long it was counted. */
  readonly orders: number;
  readonly seconds: number;
}

/**
 * Orders that come as fast as so many customers can place them, while each batch of the relay takes two seconds.
 * How many commits wait for an undisturbed relay says how fast it is on this machine beside all else; where more comes
 * in than it can hand on one by one, which is what full load is, there is always a backlog.
 */
const load = { orders: 160, atOnce: 16, relayMs: 2_000 };
const oneByOne = 20;

/** Schedules are not an order's own, nor is the archive: on AWS it gathers for minutes. */
const isOfOrders = (name: string): boolean => /outbox-relay-handler$|-consume$/.test(name);

interface Usage {
  readonly lines: readonly { resource: string; of: string; amount: number }[];
  readonly sums: Billed;
}

export const createOrderBilling = (shop: Shop, token: string, database: CountedDatabase) => {
  const place = async (): Promise<string> => {
    const { body, status, text } = await shop.place(token, order('MUG-BLUE'));
    if (status !== 201) throw new Error(`order: ${status} ${text}`);
    return body.id;
  };

  const placeOne = async (): Promise<void> => {
    const id = await place();
    // The mail tells of the end: to ask until then would count how slow the machine is.
    await shop.mailTo(demo.email, ({ subject }) => subject.includes(id));
    const { status } = await shop.settled(token, id);
    if (status !== 'confirmed') throw new Error(`order ${id} is ${status}`);
  };

  /** Until nothing has been written for a while: mails follow the confirmation. */
  const quiet = async (): Promise<void> => {
    let before = -1;
    for (let seconds = 0; seconds < 30 && before !== database.writes(); seconds += 1) {
      before = database.writes();
      await sleep(1_000);
    }
  };

  const messagesSent = async (): Promise<number> => {
    const { notes } = await shop.helper<{ notes: Record<string, number> }>('faults');
    const counted = Object.entries(notes).filter(([what]) => /^s[nq]s (Publish|Send)/.test(what));
    return counted.reduce((all, [, count]) => all + count, 0);
  };

  /** As AWS would count it since the start, receiving and deleting included. */
  const billedSoFar = async (): Promise<Billed> => {
    const { lines, sums } = await shop.helper<Usage>('usage');
    const invocations = lines
      .filter(({ resource, of }) => resource === 'invocations' && isOfOrders(of))
      .reduce((all, { amount }) => all + amount, 0);
    return { publishes: sums.publishes, 'queue requests': sums['queue requests'], invocations };
  };

  const countedOf = async (
    count: number,
    placeAll: () => Promise<void>,
  ): Promise<CountedOrders> => {
    await quiet();
    database.take();
    const [sentBefore, before] = [await messagesSent(), await billedSoFar()];
    const begun = performance.now();
    await placeAll();
    await quiet();
    const seconds = (performance.now() - begun) / 1_000;
    const [sent, after] = [await messagesSent(), await billedSoFar()];
    const each = (what: keyof Billed) => (after[what] - before[what]) / count;
    return {
      tally: database.take(count),
      published: (sent - sentBefore) / count,
      billed: {
        publishes: each('publishes'),
        'queue requests': each('queue requests'),
        invocations: each('invocations'),
      },
      orders: count,
      seconds,
    };
  };

  const areConfirmed = async (ids: readonly string[]): Promise<boolean> => {
    const mails = await shop.helper<Mail[]>(`mailbox?to=${encodeURIComponent(demo.email)}`);
    const subjects = new Set(mails.map(({ subject }) => subject));
    return ids.every((id) => subjects.has(`Order ${id} is confirmed`));
  };

  const setFaults = (...faults: readonly object[]) =>
    shop.helper('faults', { method: 'POST', body: JSON.stringify({ faults }) });

  const placeMany = async (): Promise<void> => {
    const ids: string[] = [];
    let left = load.orders;
    const customer = async () => {
      while (left > 0) {
        left -= 1;
        ids.push(await place());
      }
    };
    const { relayMs: delayMs } = load;
    await setFaults({ target: 'outbox-relay', kind: 'latency', rate: 1, delayMs });
    await Promise.all(Array.from({ length: load.atOnce }, customer));
    // A list of so many mails is long: it is not asked for all the time.
    while (!(await areConfirmed(ids))) await sleep(500);
    await setFaults();
  };

  return {
    /** The first order also pays for what is only done once. */
    warm: placeOne,
    /** An order by itself, nothing of it sharing a batch. */
    alone: () =>
      countedOf(oneByOne, async () => {
        for (let count = 0; count < oneByOne; count += 1) await placeOne();
      }),
    atFullLoad: () => countedOf(load.orders, placeMany),
  };
};
