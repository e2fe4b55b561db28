// Something the services depend on is down for a minute while orders come in: what they say meanwhile, how often it is asked, and how soon all is well again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultReport } from '../../localstack/faults/control.ts';
import { demo, order, type Shop } from '../support/shop.ts';
import { type Answered, createAsk, openLoop } from './offered.ts';

export const dependencies = ['products', 'dynamodb', 'sqs'] as const;
export type Dependency = (typeof dependencies)[number];

export interface DependencyReport {
  readonly dependency: Dependency;
  readonly seconds: number;
  readonly offered: number;
  /** Answers before, while and from 30 s after, by status. */
  readonly before: Readonly<Record<string, number>>;
  readonly meanwhile: Readonly<Record<string, number>>;
  readonly afterwards: Readonly<Record<string, number>>;
  /** To what was down, and as many as one order makes when it is up. */
  readonly callsEachOrder: number;
  readonly callsEachOrderBefore: number;
  /** Placed at any time and not settled in the end. */
  readonly unsettled: number;
  readonly breaches: readonly string[];
}

const rate = 5;
const calmSeconds = 10;
const returnSeconds = 30;
const goals = { success: 0.99, calls: 1.2 };
/** Slow enough to count as none, so that calls can be counted while nothing is wrong. */
const counting = { kind: 'latency', delayMs: 1, rate: 1 };

const countOf = (answers: readonly Answered[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

const withFault = async (
  shop: Shop,
  fault: object,
  work: () => Promise<Answered[]>,
): Promise<{ answers: Answered[]; calls: number }> => {
  await shop.helper('faults', { method: 'POST', body: JSON.stringify({ faults: [fault] }) });
  const answers = await work();
  const { faults } = await shop.helper<FaultReport>('faults', { method: 'DELETE' });
  return { answers, calls: faults.reduce((all, { hits }) => all + hits, 0) };
};

const pending = async (shop: Shop): Promise<number> => {
  const queues = await shop.helper<{ visible: number; inFlight: number }[]>('queues');
  return queues.reduce((all, { visible, inFlight }) => all + visible + inFlight, 0);
};

const settle = async (shop: Shop, seconds: number): Promise<number> => {
  for (let waited = 0; waited < seconds; waited += 1) {
    if ((await pending(shop)) === 0) return 0;
    await sleep(1000);
  }
  return pending(shop);
};

export const runDependencyDown = async (
  shop: Shop,
  dependency: Dependency,
  seconds: number,
  say: (what: string) => void,
): Promise<DependencyReport> => {
  const sku = await shop.newSku(1_000_000);
  const ask = createAsk(shop.apiUrl, await shop.tokenOf(demo), () => order(sku));
  const target = dependency;
  await openLoop(ask, rate, calmSeconds);
  const before = await withFault(shop, { target, ...counting }, () =>
    openLoop(ask, rate, calmSeconds),
  );
  say(`${dependency} before: ${JSON.stringify(countOf(before.answers))}`);
  const down = await withFault(shop, { target, kind: 'error', rate: 1 }, () =>
    openLoop(ask, rate, seconds),
  );
  say(`${dependency} down for ${seconds} s: ${JSON.stringify(countOf(down.answers))}`);
  await openLoop(ask, rate, returnSeconds);
  const after = await openLoop(ask, rate, calmSeconds);
  say(`${dependency} ${returnSeconds} s after: ${JSON.stringify(countOf(after))}`);
  const unsettled = await settle(shop, 120);
  const success = after.filter(({ status }) => status === 201).length / after.length;
  const strange = down.answers.filter(
    ({ status, retryAfter }) => status !== 201 && !(status === 503 && retryAfter),
  );
  const callsEachOrder = down.calls / down.answers.length;
  const callsEachOrderBefore = before.calls / before.answers.length;
  return {
    dependency,
    seconds,
    offered: rate,
    before: countOf(before.answers),
    meanwhile: countOf(down.answers),
    afterwards: countOf(after),
    callsEachOrder,
    callsEachOrderBefore,
    unsettled,
    breaches: [
      ...(success < goals.success ? [`${(100 * success).toFixed(1)} % placed afterwards`] : []),
      ...(callsEachOrder > goals.calls * Math.max(1, callsEachOrderBefore)
        ? [
            `${callsEachOrder.toFixed(1)} calls for each order, ${callsEachOrderBefore.toFixed(1)} before`,
          ]
        : []),
      ...(strange.length > 0
        ? [`answers ${JSON.stringify(countOf(strange))} while it was down`]
        : []),
      ...(unsettled > 0 ? [`${unsettled} messages left`] : []),
    ],
  };
};
