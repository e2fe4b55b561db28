// Something the services depend on is down for a minute while orders come in: what they say meanwhile, how often it is asked, and how soon all is well again.
import type { FaultReport } from '../../localstack/faults/control.ts';
import type { DeadLetter } from '../../platform/messaging/dead-letter.ts';
import { settle, type Unsettled } from '../chaos/settle.ts';
import { createLooker } from '../chaos/snapshot.ts';
import { openLetters } from '../support/letters.ts';
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
  /** What is still under way in the end. */
  readonly unsettled: Unsettled | undefined;
  readonly settledAfterSeconds: number;
  /** How often which letter came into a dead-letter queue; a call or a record of a stream cannot go back, its work was done by the next run. */
  readonly died: Readonly<Record<string, number>>;
  /** Messages that went back to where they died. */
  readonly redriven: number;
  readonly breaches: readonly string[];
}

const rate = 5;
const calmSeconds = 10;
const returnSeconds = 30;
/** A message that was being handled is received again after its visibility timeout of 90 s. */
const settleSeconds = 120;
const againSeconds = 30;
const goals = { success: 0.99, calls: 1.2 };
/** Slow enough to count as none, so that calls can be counted while nothing is wrong. */
const counting = { kind: 'latency', delayMs: 1, rate: 1 };

const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const countOf = (answers: readonly Answered[]) =>
  counted(answers.map(({ status }) => String(status)));

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

const described = ({ queue, type, reason, body }: DeadLetter & { queue: string }): string => {
  const [, name] = /:function:([\w-]+)/.exec(body) ?? [];
  const what = name === undefined ? 'a record of a stream' : `a run of ${name}`;
  return `${type ?? what} in ${queue}: ${reason}`;
};

/** What died is sent back once; answers what is dead afterwards although it failed in a queue. */
const redrive = async (
  shop: Shop,
  before: ReadonlySet<string>,
): Promise<Pick<DependencyReport, 'died' | 'redriven'> & { readonly diedAgain: number }> => {
  const letters = await openLetters(shop);
  const looker = createLooker(shop, shop.awsUrl, '');
  const died = (await letters.list()).filter(({ letterId }) => !before.has(letterId));
  const redriven = await letters.redrive();
  if (redriven > 0) await settle(looker, againSeconds);
  const left = await letters.list();
  letters.close();
  return {
    died: counted(died.map(described)),
    redriven,
    diedAgain: left.filter(({ from }) => from !== null).length,
  };
};

export const runDependencyDown = async (
  shop: Shop,
  dependency: Dependency,
  seconds: number,
  say: (what: string) => void,
): Promise<DependencyReport> => {
  const sku = await shop.newSku(1_000_000);
  const letters = await openLetters(shop);
  const diedBefore = new Set((await letters.list()).map(({ letterId }) => letterId));
  letters.close();
  const ask = createAsk(shop.apiUrl, await shop.login(demo), () => order(sku));
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
  const looker = createLooker(shop, shop.awsUrl, '');
  const { left: unsettled, seconds: settledAfterSeconds } = await settle(looker, settleSeconds);
  say(`${dependency} settled after another ${settledAfterSeconds.toFixed(0)} s`);
  const { diedAgain, ...dead } = await redrive(shop, diedBefore);
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
    settledAfterSeconds,
    ...dead,
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
      ...(unsettled ? [`left: ${JSON.stringify(unsettled)}`] : []),
      ...(diedAgain > 0 ? [`${diedAgain} messages died again`] : []),
    ],
  };
};
