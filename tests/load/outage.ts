// The payment provider is down while orders come in: how often it is asked, what becomes of the orders, and how soon all is well again.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { demo, order, type Shop } from '../support/shop.ts';

export interface OutageOptions {
  /** How long the provider answers 500 to everything. */
  readonly seconds: number;
  /** Orders a second, before, during and after. */
  readonly rate: number;
  /** By when all is well again; of its last two thirds nothing is placed, it would have no time (30). */
  readonly recoverySeconds?: number;
  readonly seed: number;
}

export interface OutageReport {
  /** Orders that were placed while it was down. */
  readonly offered: number;
  /** Calls that came to it meanwhile. */
  readonly calls: number;
  /** Orders that were not accepted at the fifth time of asking, by status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly recoverySeconds: number;
  /** Orders of the outage that were confirmed so soon after its end, and all of them. */
  readonly recovered: number;
  /** Orders placed after the outage that were confirmed by then. */
  readonly placedAfter: number;
  readonly confirmedAfter: number;
  /** When the last one was confirmed, in seconds after the end. */
  readonly lastAfterSeconds: number;
  /** Orders that ended otherwise, or not at all. */
  readonly lost: readonly string[];
  /** Orders the provider has on its books not exactly once. */
  readonly miscounted: readonly string[];
}

const warmUpSeconds = 5;
const settleSeconds = 120;

interface Placed {
  readonly id: string;
  readonly at: number;
}

/** Orders at a steady rate until told to stop; answers are not waited for, and an order that is not taken is sent again under its key. */
const startOrders = (shop: Shop, token: string, rate: number) => {
  const placed: Placed[] = [];
  const refused: Record<string, number> = {};
  const pending = new Set<Promise<void>>();
  const place = async () => {
    const at = Date.now();
    const key = randomUUID();
    let status = 0;
    for (let tries = 1; tries <= 5; tries += 1) {
      const answer = await shop.place(token, order('MUG-BLUE'), key).catch(() => undefined);
      if (answer?.status === 201) {
        placed.push({ id: answer.body.id, at });
        return;
      }
      status = answer?.status ?? 0;
      await sleep(tries * 500);
    }
    refused[status] = (refused[status] ?? 0) + 1;
  };
  const timer = setInterval(() => {
    const one = place().finally(() => pending.delete(one));
    pending.add(one);
  }, 1000 / rate);
  const stop = async () => {
    clearInterval(timer);
    await Promise.all(pending);
  };
  return { placed, refused, stop };
};

interface Fact {
  readonly type: string;
  readonly time: string;
}

/** When an order was confirmed (milliseconds since 1970); undefined while it is not. */
const confirmedAt = async (shop: Shop, token: string, id: string): Promise<number | undefined> => {
  const { body } = await shop.call<{ items: Fact[] }>('GET', `/orders/${id}/events`, { token });
  const fact = body?.items?.find(({ type }) => type.includes('order-confirmed'));
  return fact === undefined ? undefined : Date.parse(fact.time);
};

/** What is still unanswered is asked again until all is answered or the time is over. */
const confirmations = async (shop: Shop, token: string, placed: readonly Placed[]) => {
  const found = new Map<string, number>();
  const until = Date.now() + settleSeconds * 1000;
  let left = placed.map(({ id }) => id);
  while (left.length > 0 && Date.now() < until) {
    const queue = [...left];
    const worker = async () => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        const at = await confirmedAt(shop, token, id);
        if (at !== undefined) found.set(id, at);
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    left = left.filter((id) => !found.has(id));
    if (left.length > 0) await sleep(1_000);
  }
  return found;
};

/** Or until the time is over; one order is asked about, so that the others have the machine. */
const untilConfirmed = async (
  shop: Shop,
  token: string,
  { id, deadline }: { readonly id: string | undefined; readonly deadline: number },
): Promise<void> => {
  while (id !== undefined && Date.now() < deadline) {
    if ((await confirmedAt(shop, token, id)) !== undefined) return;
    await sleep(1_000);
  }
};

const miscounted = async (shop: Shop, placed: readonly Placed[]): Promise<string[]> => {
  const { operations } = JSON.parse(await shop.providerLedger()) as {
    operations: { reference: string; kind: string; status: string }[];
  };
  const counts = new Map<string, number>();
  for (const { reference, kind, status } of operations) {
    if (kind !== 'authorization' || status !== 'succeeded') continue;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return placed.filter(({ id }) => counts.get(id) !== 1).map(({ id }) => id);
};

/** Orders a second that this machine confirms when nothing is wrong. */
export const confirmedASecond = async (shop: Shop, count = 40): Promise<number> => {
  const token = await shop.tokenOf(demo);
  const began = performance.now();
  const left = Array.from({ length: count }, () => order('MUG-BLUE'));
  const placed: Placed[] = [];
  const client = async () => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) {
      const { body: made } = await shop.place(token, body);
      placed.push({ id: made.id, at: Date.now() });
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  await confirmations(shop, token, placed);
  return (count * 1000) / (performance.now() - began);
};

const faults = (shop: Shop, init: RequestInit) =>
  shop.helper<{ faults: { target: string; hits: number }[] }>('faults', init);

export const takeProviderDown = async (
  shop: Shop,
  { seconds, rate, seed, recoverySeconds = 30 }: OutageOptions,
  say: (line: string) => void = () => {},
): Promise<OutageReport> => {
  const token = await shop.tokenOf(demo);
  const orders = startOrders(shop, token, rate);
  await sleep(warmUpSeconds * 1000);
  say(`warm: ${orders.placed.length} orders placed`);

  const fault = { target: 'provider', kind: 'error', rate: 1, seed };
  await faults(shop, { method: 'POST', body: JSON.stringify(fault) });
  const downAt = Date.now();
  for (let second = 0; second < seconds; second += 10) {
    await sleep(Math.min(10, seconds - second) * 1000);
    say(`down for ${Math.min(second + 10, seconds)} s: ${orders.placed.length} orders placed`);
  }
  const { faults: counts } = await faults(shop, { method: 'DELETE' });
  const upAt = Date.now();
  const calls = counts.find(({ target }) => target === 'provider')?.hits ?? 0;
  say(`up again after ${calls} calls`);

  await sleep((recoverySeconds / 3) * 1000);
  await orders.stop();
  const deadline = upAt + recoverySeconds * 1000;
  await untilConfirmed(shop, token, { id: orders.placed.at(-1)?.id, deadline });
  const confirmed = await confirmations(shop, token, orders.placed);
  const inTime = ({ id }: Placed) => (confirmed.get(id) ?? Number.POSITIVE_INFINITY) <= deadline;
  const during = orders.placed.filter(({ at }) => at >= downAt && at < upAt);
  const after = orders.placed.filter(({ at }) => at >= upAt);
  return {
    recoverySeconds,
    offered: during.length,
    calls,
    refused: orders.refused,
    recovered: during.filter(inTime).length,
    placedAfter: after.length,
    confirmedAfter: after.filter(inTime).length,
    lastAfterSeconds: (Math.max(upAt, ...confirmed.values()) - upAt) / 1000,
    lost: orders.placed.filter(({ id }) => !confirmed.has(id)).map(({ id }) => id),
    miscounted: await miscounted(shop, orders.placed),
  };
};

/** Whether it is back is tried for the orders of before as well, which counts where few are offered. */
const probes = 5;

/** What does not hold of the promise. */
export const broken = (report: OutageReport): string[] => {
  const { recoverySeconds, offered, calls, refused, recovered, placedAfter, confirmedAfter } =
    report;
  const inTime = `confirmed within ${recoverySeconds.toFixed(0)} s`;
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return [
    calls > 1.2 * offered + probes && `the provider was asked ${calls} times for ${offered} orders`,
    Object.keys(refused).length > 0 && `orders were refused: ${JSON.stringify(refused)}`,
    share(recovered, offered) < 0.99 && `${recovered} of ${offered} were ${inTime}`,
    share(confirmedAfter, placedAfter) < 0.99 &&
      `${confirmedAfter} of ${placedAfter} new orders were ${inTime}`,
    report.lost.length > 0 && `lost: ${report.lost.slice(0, 10).join(' ')}`,
    report.miscounted.length > 0 && `not charged once: ${report.miscounted.slice(0, 10).join(' ')}`,
  ].filter((text) => text !== false);
};
