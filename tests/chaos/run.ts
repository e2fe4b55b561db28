// npm run chaos: breaks the running system on purpose and shows that its promises hold.
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import { evolve } from '../../containers/orders/domain/evolve.ts';
import { absent, type OrderState } from '../../containers/orders/domain/order.ts';
import { audit } from '../../functions/auditor/domain/audit.ts';
import { type Books, openBooks } from '../../functions/auditor/domain/books.ts';
import type { Breach } from '../../functions/auditor/domain/snapshot.ts';
import { runAsProgram } from '../../infra/tools/program.ts';
import { logsOf } from '../../localstack/cli/log-files.ts';
import type { FaultReport } from '../../localstack/faults/control.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, type Shop } from '../support/shop.ts';
import { createClient, createTally, type Tally } from './client.ts';
import { type Load, startLoad } from './load.ts';
import { faultMix } from './mix.ts';
import { type ChaosOptions, readOptions, usage } from './options.ts';
import { makePlan } from './plan.ts';
import { redriveAll } from './redrive.ts';
import {
  type ChaosProgress,
  type ChaosReport,
  saveProgress,
  saveReport,
  summaryOf,
  type TimelineEntry,
} from './report.ts';
import { settle, type Unsettled } from './settle.ts';
import { runSeveral } from './several.ts';
import { createLooker, type Looker } from './snapshot.ts';
import { recoveries } from './sometimes.ts';
import { openShop } from './world.ts';

const progressMs = 2000;
/** The storm goes on for a while after the last order, then what is left happens in good weather. */
const aftermathMs = 5000;
const reports = '.local/chaos';
const begin = { accepted: 0, faults: [], kills: 0, breaches: [], passed: null } as const;
/** Below it a way of recovery may be missed by chance. */
const tellingOrders = 300;

interface Stage {
  readonly options: ChaosOptions;
  readonly cloud: RunningCloud;
  readonly shop: Shop;
  readonly looker: Looker;
  readonly tally: Tally;
  readonly stopped: AbortSignal;
  readonly say: (what: string) => void;
  /** What is new of the progress, for who looks on. */
  readonly tell: (news: Partial<ChaosProgress>) => void;
  readonly timeline: TimelineEntry[];
}

/** The service reads the events of each order as the auditor does. */
const misread = ({ orders }: Books): Breach[] =>
  [...orders.values()].flatMap(({ id, view, events }) => {
    const facts = events.map(({ event }) => event as unknown as OrderEvent);
    const { status } = facts.reduce<OrderState>(evolve, absent);
    const detail = `${status} to the service, ${view.status} to the auditor`;
    return status === view.status ? [] : [{ invariant: 'I9', subject: id, detail } as const];
  });

const countBy = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const showProgress = ({ options, tally, say, tell, shop }: Stage, load: Load): NodeJS.Timeout =>
  setInterval(() => {
    const { accepted = 0, 'sent again': again = 0 } = tally.counts;
    shop
      .helper<FaultReport>('faults')
      .then(({ faults, kills }) => {
        tell({ accepted, faults, kills: kills.length, breaches: load.breaches });
        const hits = faults.reduce((all, one) => all + one.hits, 0);
        say(
          `${accepted} of ${options.orders} orders, ${again} calls again, ${hits} faults, ${kills.length} kills`,
        );
      })
      .catch(() => undefined);
  }, progressMs);

const showAftermath = ({ looker, say, tell }: Stage, load: Load): NodeJS.Timeout =>
  setInterval(() => {
    tell({ breaches: load.breaches });
    looker
      .queues()
      .then((queues) => {
        const messages = queues
          .filter(({ visible, inFlight }) => visible + inFlight > 0)
          .map(({ name, visible, inFlight }) => `${name} ${visible} and ${inFlight} in flight`);
        say(`aftermath: ${[`${load.followed()} orders followed`, ...messages].join(', ')}`);
      })
      .catch(() => undefined);
  }, progressMs);

const storm = async (
  stage: Stage,
): Promise<{ load: Load; faults: FaultReport; seconds: number }> => {
  const { options, shop, looker, tally, stopped, say } = stage;
  const since = new Date().toISOString();
  const plan = makePlan(options.seed, options.orders, options.skus);
  await openShop(shop, plan);
  say(`${plan.skus.size} SKUs on sale, the storm begins`);
  const faults = faultMix(options.faults, options.seed);
  if (faults.length > 0) {
    await shop.helper('faults', { method: 'POST', body: JSON.stringify({ faults }) });
  }
  const started = performance.now();
  const client = createClient(shop, tally, stopped);
  const load = startLoad({ plan, client, tally, concurrency: options.concurrency, stopped });
  const progress = showProgress(stage, load);
  await load.placed.finally(() => clearInterval(progress));
  await Promise.race([load.done, sleep(aftermathMs, undefined, { ref: false })]);
  const seconds = (performance.now() - started) / 1000;
  const struck = await shop.helper<FaultReport>('faults', { method: 'DELETE' });
  say(`healed: ${tally.counts.accepted ?? 0} orders accepted in ${seconds.toFixed(1)} s`);
  if (options.faults.includes('stream')) {
    const told = (commits: number) => say(`republished ${commits} commits`);
    tally.add('republished', await looker.republish(since, told));
    await shop.helper('schedules/outbox-relay-sweeper/run', { method: 'POST' });
  }
  return { load, faults: struck, seconds };
};

const inWords = ({ queued, unpublished, orders, payments }: Unsettled): string =>
  `${queued} messages, ${unpublished} unpublished, ${orders} orders, ${payments} payments`;

const statuses = ({ orders }: Books): string[] =>
  [...orders.values()].map(({ view, events }) => {
    const rejection = events.find(({ event }) => event.type === 'order-rejected')?.event;
    return rejection === undefined ? view.status : `${view.status} (${rejection.reason})`;
  });

const lost = (load: Load, options: ChaosOptions, known: ReadonlySet<string>): Breach[] => [
  ...[...load.accepted.values()]
    .filter((id) => !known.has(id))
    .map((subject): Breach => ({ invariant: 'I6', subject, detail: 'accepted and then lost' })),
  ...(known.size === options.orders
    ? []
    : [
        {
          invariant: 'I6',
          subject: 'all',
          detail: `${known.size} orders of ${options.orders} keys`,
        } as const,
      ]),
];

const run = async (stage: Stage): Promise<ChaosReport> => {
  const { options, looker, tally, stopped, say, timeline } = stage;
  const started = performance.now();
  const { load, faults, seconds } = await storm(stage);
  const healed = performance.now();
  const progress = showAftermath(stage, load);
  await load.done.finally(() => clearInterval(progress));
  let lastSaid = '';
  const sayOnce = (what: string) => {
    if (what !== lastSaid) say(what);
    lastSaid = what;
  };
  const wait = (atMost: number) =>
    settle(looker, atMost, (left) => sayOnce(`to settle: ${inWords(left)}`), stopped);
  const followed = (performance.now() - healed) / 1000;
  const limit = options.settleSeconds ?? 120 + 2 * seconds;
  const settled = await wait(Math.max(0, limit - followed));
  const settledAfter = followed + settled.seconds;
  const late = settledAfter > limit;
  say(settled.left ? 'not settled in time' : `settled ${settledAfter.toFixed(1)} s after healing`);
  tally.add('redriven', await redriveAll(stage, say));
  await wait(30);
  const snapshot = await looker.take();
  const logs = looker.logs();
  const { notes } = await stage.shop.helper<FaultReport>('faults');
  tally.add('refused writes', notes['refused writes'] ?? 0);
  tally.add('received again', notes['received again'] ?? 0);
  tally.add('kills', faults.kills.length);
  const books = openBooks(snapshot);
  const known = new Set(books.orders.keys());
  const breaches: Breach[] = [
    ...load.breaches,
    ...(stopped.aborted ? [] : lost(load, options, known)),
    ...(settled.left || late
      ? [
          {
            invariant: 'I5',
            subject: 'all',
            detail: settled.left
              ? `not settled: ${inWords(settled.left)}`
              : `settled only after ${settledAfter.toFixed(1)} s`,
          } as const,
        ]
      : []),
    ...audit(snapshot),
    ...misread(books),
  ];
  const sometimes = recoveries(snapshot, logs, tally.counts);
  const never = sometimes
    .filter(({ count, needs }) => count === 0 && needs.every((n) => options.faults.includes(n)))
    .map(({ name }) => name);
  const telling = options.orders >= tellingOrders && !stopped.aborted;
  return {
    options,
    passed: breaches.length === 0 && (never.length === 0 || !telling),
    seconds: {
      load: seconds,
      settle: settledAfter,
      all: (performance.now() - started) / 1000,
    },
    orders: countBy(statuses(books)),
    client: tally.counts,
    faults: faults.faults,
    kills: countBy(faults.kills.map(({ name }) => name)),
    sometimes,
    never: telling ? never : [],
    breaches,
    timeline,
  };
};

/** The flags of one run of several. */
const withoutSeeds = (args: readonly string[]): string[] =>
  args.filter(
    (arg, index) =>
      !/^--(seeds|within)/.test(arg) && !/^--(seeds|within)$/.test(args[index - 1] ?? ''),
  );

const main = async (options: ChaosOptions): Promise<number> => {
  const stopping = new AbortController();
  const begun = performance.now();
  const timeline: TimelineEntry[] = [];
  const { seed, orders } = options;
  let progress: ChaosProgress = { ...begin, seed, orders, timeline };
  const tell = (news: Partial<ChaosProgress>) => {
    progress = { ...progress, ...news };
    saveProgress(reports, progress);
  };
  const say = (what: string) => {
    const seconds = (performance.now() - begun) / 1000;
    timeline.push({ seconds, what });
    console.error(`${seconds.toFixed(1).padStart(7)} s  ${what}`);
    tell({});
  };
  const stop = () => {
    if (stopping.signal.aborted) process.exit(130);
    say('stopping; once more to stop at once');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  console.error(`seed ${options.seed}`);
  // Also while it only waits.
  setInterval(() => tell({}), progressMs).unref();
  tell({});
  const flags = [...(options.build ? [] : ['--no-build']), ...(options.verbose ? [] : ['--quiet'])];
  const cloud = await startEmbeddedCloud(flags);
  if (options.verbose) cloud.child.stdout?.pipe(process.stderr);
  try {
    const shop = createShop(cloud.apiUrl, cloud.awsUrl);
    const looker = createLooker(shop, cloud.awsUrl, logsOf(Number(new URL(cloud.apiUrl).port)));
    setInterval(() => looker.logs(), progressMs).unref();
    const stage = { options, cloud, shop, looker, tally: createTally(), timeline, say, tell };
    const report = await run({ ...stage, stopped: stopping.signal });
    tell({ passed: report.passed, breaches: report.breaches });
    const path = saveReport(reports, report);
    console.log(options.json ? JSON.stringify(report, null, 2) : summaryOf(report));
    console.error(`report: ${path}.json and .txt`);
    if (stopping.signal.aborted) return 130;
    return report.passed ? 0 : 1;
  } finally {
    await cloud.stop();
  }
};

await runAsProgram({
  usage,
  readOptions,
  main: (options) =>
    options.seeds.length > 0
      ? runSeveral({ ...options, args: withoutSeeds(process.argv.slice(2)) })
      : main(options),
});
