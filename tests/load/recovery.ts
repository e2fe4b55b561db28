// One container, or all environments of one function, killed while orders come in: how soon what was under way is settled.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from '../../localstack/tandem/processes.ts';
import { demo, order, type Shop } from '../support/shop.ts';

export interface RecoveryReport {
  readonly killed: string;
  readonly processes: number;
  /** Orders that were accepted but not settled at the kill. */
  readonly underWay: number;
  /** From the kill until the last of them was settled. */
  readonly settledAfterMs: number;
  /** The longest order before the kill, and of those that were placed after it. */
  readonly calmMs: number;
  readonly afterwardsMs: number;
  readonly breaches: readonly string[];
}

/** Each has a part in every order. */
const victims = ['orders', 'products', 'payments-consume', 'outbox-relay-handler'];
const clients = 8;
const warmSeconds = 4;
const goalMs = 8_000;
/** An order that takes longer is lost. */
const patienceSeconds = 90;

interface Placed {
  readonly at: number;
  readonly settledAt: number;
}

const isMeant = (victim: string, { name, kind }: RunningProcess): boolean =>
  kind === 'container' ? name === victim : kind === 'function' && name.includes(`-${victim}`);

/** Answers how many were killed. */
const kill = async (shop: Shop, victim: string): Promise<number> => {
  const { processes } = await shop.helper<{ processes: RunningProcess[] }>('status');
  const meant = processes.filter((each) => isMeant(victim, each));
  for (const { pid } of meant) process.kill(pid, 'SIGKILL');
  return meant.length;
};

const longest = (orders: readonly Placed[]): number =>
  Math.max(0, ...orders.map(({ at, settledAt }) => settledAt - at));

const killed = async (shop: Shop, victim: string, seconds: number): Promise<RecoveryReport> => {
  const token = await shop.tokenOf(demo);
  const sku = await shop.newSku(100_000);
  const orders: Placed[] = [];
  const lost: string[] = [];
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      const at = performance.now();
      const answer = await shop.place(token, order(sku)).catch(() => undefined);
      if (answer?.status !== 201) {
        // It was not accepted, so nobody waits for it.
        await sleep(100);
        continue;
      }
      await shop.settled(token, answer.body.id, patienceSeconds).then(
        () => orders.push({ at, settledAt: performance.now() }),
        (error: unknown) => lost.push(String(error)),
      );
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  await sleep(warmSeconds * 1_000);
  const killedAt = performance.now();
  const processes = await kill(shop, victim);
  await sleep(seconds * 1_000);
  isOver = true;
  await all;
  const underWay = orders.filter(({ at, settledAt }) => at < killedAt && settledAt > killedAt);
  const settledAfterMs = Math.max(0, ...underWay.map(({ settledAt }) => settledAt - killedAt));
  return {
    killed: victim,
    processes,
    underWay: underWay.length,
    settledAfterMs,
    calmMs: longest(orders.filter(({ settledAt }) => settledAt < killedAt)),
    afterwardsMs: longest(orders.filter(({ at }) => at >= killedAt)),
    breaches: [
      ...(processes === 0 ? ['it does not run'] : []),
      ...(underWay.length === 0 ? ['no order was under way'] : []),
      ...(settledAfterMs > goalMs ? [`settled only after ${settledAfterMs.toFixed(0)} ms`] : []),
      ...lost,
    ],
  };
};

export const recoveryLine = (report: RecoveryReport): string => {
  const { underWay, settledAfterMs, calmMs, afterwardsMs } = report;
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(8);
  return `${report.killed.padEnd(21)} ${underWay} under way settled after ${ms(settledAfterMs)}; the longest order ${ms(calmMs)} before, ${ms(afterwardsMs)} of those after it`;
};

/** One after the other; orders go on for so many seconds after each kill. */
export const runRecovery = async (
  shop: Shop,
  seconds: number,
  say: (what: string) => void,
): Promise<RecoveryReport[]> => {
  const reports: RecoveryReport[] = [];
  for (const victim of victims) {
    const report = await killed(shop, victim, seconds);
    say(recoveryLine(report));
    reports.push(report);
  }
  return reports;
};
