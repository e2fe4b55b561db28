// npm run tandem -- blackouts: the power goes, again and again, while orders come in; the same data comes up again.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsProgram } from '../../infra/tools/program.ts';
import { logsOf } from '../../localstack/cli/log-files.ts';
import { generator } from '../../localstack/cloud/faults.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { readFlags, wholeFlag } from '../../platform/cli/flags.ts';
import { killTree } from '../bench/processes.ts';
import { auditOf, type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, demo, type OrderView } from '../support/shop.ts';
import { type Client, createClient, createTally } from './client.ts';
import { type Load, startLoad } from './load.ts';
import { makePlan } from './plan.ts';
import { settle } from './settle.ts';
import { createLooker } from './snapshot.ts';
import { openShop } from './world.ts';

const usage = `Usage: npm run tandem -- blackouts [--rounds <n> --orders <n> --seed <n>]

Kills every process of a system that keeps its data (kill -9) while orders come in, starts it again
with the same data, and goes on; in the end every order that was accepted must be settled, once (Linux).
  --rounds <n>       how often the power goes (10)
  --orders <n>       orders of all rounds (300)
  --seed <n>         what is ordered, and when the power goes
  --recovery <s>     seconds after ready in which what was accepted before must be settled (120)

Exit code: 0 all promises are kept, 1 one is not, 2 wrong flags.`;

interface Options {
  readonly rounds: number;
  readonly orders: number;
  readonly seed: number;
  readonly recoverySeconds: number;
}

const readOptions = (args: readonly string[]): Options | undefined => {
  const text = { type: 'string' } as const;
  const { values } = readFlags({
    args: [...args],
    options: { rounds: text, orders: text, seed: text, recovery: text, help: { type: 'boolean' } },
  });
  if (values.help === true) return undefined;
  const seed = { fallback: Date.now() % 1_000_000, least: 0, most: 4_294_967_295 };
  return {
    rounds: wholeFlag(values.rounds, 'rounds', { fallback: 10, most: 100 }),
    orders: wholeFlag(values.orders, 'orders', { fallback: 300, most: 100_000 }),
    seed: wholeFlag(values.seed, 'seed', seed),
    recoverySeconds: wholeFlag(values.recovery, 'recovery', { fallback: 120, most: 3600 }),
  };
};

const concurrency = 8;

/** Seconds until each of the orders has an answer for its customer; undefined where one has none in time. */
const settledIn = async (
  client: Client,
  ids: readonly string[],
  limit: number,
): Promise<number | undefined> => {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const waitFor = async (id: string): Promise<void> => {
    while (elapsed() < limit) {
      const answer = await client.send<OrderView>(demo, 'GET', `/orders/${id}`);
      if (!answer?.body.status?.startsWith('pending')) return;
      await sleep(200);
    }
  };
  await Promise.all(ids.map(waitFor));
  return elapsed() < limit ? elapsed() : undefined;
};

/** Resolves when so many orders are accepted, or all are placed. */
const accepted = async (load: Load, count: number): Promise<void> => {
  let isPlaced = false;
  void load.placed.then(() => {
    isPlaced = true;
  });
  while (load.accepted.size < count && !isPlaced) await sleep(20);
};

const main = async ({ rounds, orders, seed, recoverySeconds }: Options): Promise<number> => {
  const random = generator(seed);
  const data = await mkdtemp(join(tmpdir(), 'tandem-blackouts-'));
  const [api, aws] = [await freePort(), await freePort()];
  const start = (...flags: string[]): Promise<RunningCloud> =>
    startEmbeddedCloud([
      '--quiet',
      '--data',
      data,
      '--port',
      `${api}`,
      '--aws-port',
      `${aws}`,
      ...flags,
    ]);
  const urls = [`http://localhost:${api}/v1`, `http://127.0.0.1:${aws}`] as const;
  const begun = performance.now();
  const say = (what: string) =>
    console.error(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${what}`);
  console.error(`seed ${seed}`);
  const stopping = new AbortController();
  let cloud = await start();
  const stop = () => {
    stopping.abort();
    killTree(cloud.child.pid ?? 0);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  try {
    const shop = createShop(...urls);
    const plan = makePlan(seed, orders, 50);
    await openShop(shop, plan);
    const tally = createTally();
    const client = createClient(shop, tally, stopping.signal);
    const loads: Load[] = [];
    const wrong: string[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const of = plan.orders.filter(({ number }) => number % rounds === round - 1);
      const load = startLoad({
        plan: { ...plan, orders: of },
        client,
        tally,
        concurrency,
        stopped: stopping.signal,
      });
      loads.push(load);
      await accepted(load, Math.floor(of.length / 2));
      await sleep(random() * 200);
      const before = [...load.accepted.values()];
      killTree(cloud.child.pid ?? 0);
      if (cloud.child.exitCode === null && cloud.child.signalCode === null) {
        await once(cloud.child, 'exit');
      }
      const dark = performance.now();
      cloud = await start('--no-build');
      const ready = ((performance.now() - dark) / 1000).toFixed(1);
      const seconds = await settledIn(client, before, recoverySeconds);
      say(
        `round ${round}: ${before.length} accepted, ready again after ${ready} s, all of them settled ${seconds === undefined ? 'NOT' : `${seconds.toFixed(1)} s`} later`,
      );
      if (seconds === undefined) {
        wrong.push(`round ${round}: not all settled within ${recoverySeconds} s`);
      }
      await load.done;
    }
    const looker = createLooker(shop, urls[1], logsOf(api));
    const { left, seconds } = await settle(looker, recoverySeconds);
    if (left) wrong.push(`not settled in the end: ${JSON.stringify(left)}`);
    const breaches = loads.flatMap((load) => load.breaches);
    wrong.push(...breaches.map(({ subject, detail }) => `${subject}: ${detail}`));
    const ids = new Set(loads.flatMap((load) => [...load.accepted.values()]));
    if (ids.size !== orders) wrong.push(`${ids.size} orders of ${orders} keys`);
    await auditOf({ ...cloud, awsUrl: urls[1] }).catch(({ message }: Error) => wrong.push(message));
    say(
      `${ids.size} orders, all settled ${seconds.toFixed(1)} s after the last, ${wrong.length} findings`,
    );
    console.log(JSON.stringify({ seed, rounds, orders, client: tally.counts, wrong }, null, 2));
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await cloud.stop();
    await rm(data, { recursive: true, force: true });
  }
};

await runAsProgram({ usage, readOptions, main });
