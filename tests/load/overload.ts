// Five times more orders than the system can take, for two minutes: what it still takes, how fast, what it tells the rest, and how soon it is itself again.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { demo, order, type Shop } from '../support/shop.ts';
import { type Answered, type Ask, closedLoop, createAsk, openLoop } from './offered.ts';
import { percentile } from './percentile.ts';

export interface OverloadReport {
  /** Orders a second, when nobody asks for more. */
  readonly capacity: number;
  /** The same beside as many requests as the overload has, each refused at the gateway: clients and gateway share the machine with the system here. */
  readonly capacityBesideRefused: number;
  readonly offered: number;
  readonly seconds: number;
  readonly goodput: number;
  readonly p99: { readonly calm: number; readonly capacity: number; readonly overload: number };
  readonly statuses: Readonly<Record<string, number>>;
  readonly refusedWithoutRetryAfter: number;
  /** Megabytes by process, in the second and in the last quarter; the first is for warming up. */
  readonly memory: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Until orders are taken as fast as before. */
  readonly normalAfterSeconds: number;
  /** Until every order that was taken is settled. */
  readonly drainedAfterSeconds: number;
  readonly breaches: readonly string[];
}

const factor = 5;
const warmUpSeconds = 5;
const capacitySeconds = 20;
const clients = 16;
const skus = 20;
const window = 2;
/** Keeps every order in its memory, as the store on AWS does on its disks. */
const store = 'dynamodb';
const goals = { goodput: 0.9, p99: 2, normalSeconds: 30, growth: 1.3, growthMegabytes: 60 };

const accepted = (answers: readonly Answered[]) => answers.filter(({ status }) => status === 201);

const p99Of = (answers: readonly Answered[]): number =>
  percentile(
    accepted(answers)
      .map(({ milliseconds }) => milliseconds)
      .sort((one, other) => one - other),
    0.99,
  );

const countOf = (answers: readonly Answered[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

interface Status {
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
}

/** Megabytes by name; functions come and go, so the largest of each name counts. */
const memoryOf = async (shop: Shop): Promise<Map<string, number>> => {
  const { processes } = await shop.helper<Status>('status');
  const sizes = new Map<string, number>();
  for (const { name, pid } of processes) {
    try {
      const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
      sizes.set(name, Math.max(sizes.get(name) ?? 0, (pages * 4096) / 1e6));
    } catch {
      // It has ended since.
    }
  }
  return sizes;
};

/** Seconds until no queue holds anything any more; at most so many are waited for. */
export const drained = async (shop: Shop, seconds: number): Promise<number> => {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  for (;;) {
    const queues = await shop.helper<{ visible: number; inFlight: number }[]>('queues');
    if (queues.every(({ visible, inFlight }) => visible + inFlight === 0)) return elapsed();
    if (elapsed() > seconds) return Number.POSITIVE_INFINITY;
    await sleep(250);
  }
};

/** Seconds until two windows in a row are as they were before. */
const recovery = async (ask: Ask, rate: number, limitMs: number): Promise<number> => {
  const began = performance.now();
  let good = 0;
  for (;;) {
    const answers = await openLoop(ask, rate, window);
    const isNormal = answers.every(({ status }) => status === 201) && p99Of(answers) <= limitMs;
    good = isNormal ? good + 1 : 0;
    const seconds = (performance.now() - began) / 1000;
    if (good === 2) return seconds - 2 * window;
    if (seconds > 4 * goals.normalSeconds) return Number.POSITIVE_INFINITY;
  }
};

const overloadWith = async (
  shop: Shop,
  ask: Ask,
  rate: number,
  seconds: number,
): Promise<{ answers: Answered[]; memory: OverloadReport['memory'] }> => {
  const samples: Map<string, number>[] = [];
  const look = () =>
    void memoryOf(shop).then(
      (sizes) => samples.push(sizes),
      () => undefined,
    );
  const looking = setInterval(look, (seconds * 1000) / 24);
  const answers = await openLoop(ask, rate, seconds).finally(() => clearInterval(looking));
  const quarter = Math.ceil(samples.length / 4);
  const most = (name: string, part: readonly Map<string, number>[]) =>
    Math.max(0, ...part.map((sizes) => sizes.get(name) ?? 0));
  const names = new Set(samples.flatMap((sizes) => [...sizes.keys()]));
  const memory = [...names].map((name) => ({
    name,
    from: most(name, samples.slice(quarter, 2 * quarter)),
    to: most(name, samples.slice(-quarter)),
  }));
  return { answers, memory };
};

const breachesOf = (report: Omit<OverloadReport, 'breaches'>): string[] => {
  const {
    capacityBesideRefused: capacity,
    goodput,
    p99,
    statuses,
    memory,
    normalAfterSeconds,
  } = report;
  const others = Object.keys(statuses).filter((name) => !['201', '429', '503'].includes(name));
  const grown = memory.filter(
    ({ name, from, to }) =>
      name !== store && from > 0 && to > from * goals.growth && to - from > goals.growthMegabytes,
  );
  return [
    ...(goodput < goals.goodput * capacity ? [`goodput ${goodput} of ${capacity}`] : []),
    ...(p99.overload > goals.p99 * p99.capacity ? [`p99 ${p99.overload} of ${p99.capacity}`] : []),
    ...(others.length > 0 ? [`answers ${others.join(', ')}`] : []),
    ...(report.refusedWithoutRetryAfter > 0 ? ['refusals without Retry-After'] : []),
    ...grown.map(({ name, from, to }) => `memory of ${name} from ${from} to ${to} MB`),
    ...(normalAfterSeconds > goals.normalSeconds
      ? [`normal after ${normalAfterSeconds} s only`]
      : []),
  ];
};

export const runOverload = async (
  shop: Shop,
  seconds: number,
  say: (what: string) => void,
): Promise<OverloadReport> => {
  const token = await shop.tokenOf(demo);
  const onSale: string[] = [];
  for (let made = 0; made < skus; made += 1) onSale.push(await shop.newSku(1_000_000));
  const ask = createAsk(shop.apiUrl, token, () =>
    order(onSale[Math.floor(Math.random() * skus)] ?? ''),
  );
  await closedLoop(ask, clients, warmUpSeconds);
  await drained(shop, 60);
  const full = await closedLoop(ask, clients, capacitySeconds);
  const capacity = accepted(full).length / capacitySeconds;
  say(`capacity ${capacity.toFixed(1)}/s, p99 ${p99Of(full).toFixed(0)} ms`);
  say(`drained in ${(await drained(shop, 120)).toFixed(1)} s`);
  const knock = createAsk(shop.apiUrl, undefined, () => order('NOTHING'));
  const [beside] = await Promise.all([
    closedLoop(ask, clients, capacitySeconds),
    openLoop(knock, capacity * (factor - 1), capacitySeconds),
  ]);
  const capacityBesideRefused = accepted(beside).length / capacitySeconds;
  say(`${capacityBesideRefused.toFixed(1)}/s beside as many requests as the overload has`);
  await drained(shop, 120);
  const calm = await openLoop(ask, capacity / 2, 5 * window);
  say(`at half of it p99 ${p99Of(calm).toFixed(0)} ms`);
  const { answers, memory } = await overloadWith(shop, ask, capacity * factor, seconds);
  say(`${seconds} s with ${(capacity * factor).toFixed(0)}/s: ${JSON.stringify(countOf(answers))}`);
  const after = performance.now();
  const normalAfterSeconds = await recovery(ask, capacity / 2, 2 * p99Of(calm));
  say(`normal after ${normalAfterSeconds.toFixed(1)} s`);
  await drained(shop, 300);
  const report = {
    capacity,
    capacityBesideRefused,
    offered: answers.length / seconds,
    seconds,
    goodput: accepted(answers).length / seconds,
    p99: { calm: p99Of(calm), capacity: p99Of(full), overload: p99Of(answers) },
    statuses: countOf(answers),
    refusedWithoutRetryAfter: answers.filter(
      ({ status, retryAfter }) => (status === 429 || status === 503) && !retryAfter,
    ).length,
    memory,
    normalAfterSeconds,
    drainedAfterSeconds: (performance.now() - after) / 1000,
  };
  return { ...report, breaches: breachesOf(report) };
};
