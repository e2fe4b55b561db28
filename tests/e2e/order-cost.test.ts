// What an order costs from its POST to confirmed, mail and all, counted by what the database and the queues were asked: no count depends on the machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CountedDatabase,
  linesOf,
  startCountedDatabase,
  type Tally,
} from '../support/consumption.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import {
  billedOfOneOrder,
  mostOfOneOrder as most,
  writesOfOneOrder,
} from '../support/order-counts.ts';
import { createShop, demo, type Mail, order, type Shop } from '../support/shop.ts';

const orders = 20;

/**
 * Orders that come as fast as so many customers can place them, while each batch of the relay takes two seconds.
 * How many commits wait for an undisturbed relay says how fast it is on this machine beside all else; where more comes
 * in than it can hand on one by one, which is what full load is, there is always a backlog.
 */
const load = { orders: 160, atOnce: 16, relayMs: 2_000 };

type Billed = Readonly<Record<keyof (typeof billedOfOneOrder)['alone'], number>>;

let database: CountedDatabase;
let cloud: RunningCloud;
let shop: Shop;
let token: string;
let tally: Tally;
let published: number;
let publishedAtLoad: number;
let billed: Readonly<Record<keyof typeof billedOfOneOrder, Billed>>;
let seconds: number;

const placeOne = async (): Promise<void> => {
  const { body, status, text } = await shop.place(token, order('MUG-BLUE'));
  expect(status, text).toBe(201);
  // The mail tells of the end: to ask until then would count how slow the machine is.
  await shop.mailTo(demo.email, ({ subject }) => subject.includes(body.id));
  expect((await shop.settled(token, body.id)).status).toBe('confirmed');
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

/** Schedules are not an order's own, nor is the archive: on AWS it gathers for minutes. */
const isOfOrders = (name: string): boolean => /outbox-relay-handler$|-consume$/.test(name);

/** As AWS would count it since the start, receiving and deleting included. */
const billedSoFar = async (): Promise<Billed> => {
  interface Usage {
    readonly lines: readonly { resource: string; of: string; amount: number }[];
    readonly sums: Billed;
  }
  const { lines, sums } = await shop.helper<Usage>('usage');
  const invocations = lines
    .filter(({ resource, of }) => resource === 'invocations' && isOfOrders(of))
    .reduce((all, { amount }) => all + amount, 0);
  return { publishes: sums.publishes, 'queue requests': sums['queue requests'], invocations };
};

/** What is sent and what is billed for each of so many orders. */
const countedOf = async (count: number, place: () => Promise<void>) => {
  const [sentBefore, before] = [await messagesSent(), await billedSoFar()];
  await place();
  await quiet();
  const [sent, after] = [await messagesSent(), await billedSoFar()];
  const each = (what: keyof Billed) => (after[what] - before[what]) / count;
  return {
    published: (sent - sentBefore) / count,
    billed: {
      publishes: each('publishes'),
      'queue requests': each('queue requests'),
      invocations: each('invocations'),
    },
  };
};

const setFaults = (...faults: readonly object[]) =>
  shop.helper('faults', { method: 'POST', body: JSON.stringify({ faults }) });

const areConfirmed = async (ids: readonly string[]): Promise<boolean> => {
  const mails = await shop.helper<Mail[]>(`mailbox?to=${encodeURIComponent(demo.email)}`);
  const subjects = new Set(mails.map(({ subject }) => subject));
  return ids.every((id) => subjects.has(`Order ${id} is confirmed`));
};

const placeMany = async (): Promise<void> => {
  const ids: string[] = [];
  let left = load.orders;
  const customer = async () => {
    while (left > 0) {
      left -= 1;
      const { body, status, text } = await shop.place(token, order('MUG-BLUE'));
      expect(status, text).toBe(201);
      ids.push(body.id);
    }
  };
  await setFaults({
    target: 'outbox-relay',
    kind: 'latency',
    rate: 1,
    delayMs: load.relayMs,
  });
  await Promise.all(Array.from({ length: load.atOnce }, customer));
  // A list of so many mails is long: it is not asked for all the time.
  while (!(await areConfirmed(ids))) await sleep(500);
  await setFaults();
};

beforeAll(async () => {
  database = await startCountedDatabase();
  cloud = await startEmbeddedCloud(['--no-build', '--quiet'], {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
  });
  shop = createShop(cloud.apiUrl, cloud.awsUrl);
  token = await shop.tokenOf(demo);
  await placeOne();
  await quiet();
  database.take();
  const begun = performance.now();
  const alone = await countedOf(orders, async () => {
    for (let count = 0; count < orders; count += 1) await placeOne();
  });
  seconds = (performance.now() - begun) / 1_000;
  tally = database.take(orders);
  const atLoad = await countedOf(load.orders, placeMany);
  published = alone.published;
  publishedAtLoad = atLoad.published;
  billed = { alone: alone.billed, 'at full load': atLoad.billed };
});

afterAll(async () => {
  await cloud?.stop();
  await database?.stop();
});

/** The tally by item belongs to every failure. */
const costs = (count: number, what: string, aim: number) =>
  expect(count, `${count} ${what} an order, at most ${aim}\n${linesOf(tally).join('\n')}`);

const noted = (): { units: number; calls: number } =>
  tally.byItem.get('products PutItem CHANGES') ?? { units: 0, calls: 0 };
const noticed = (): { units: number; calls: number } =>
  tally.byItem.get('products Query CHANGES') ?? { units: 0, calls: 0 };
/** Nothing about an order scans: a schedule looks at whole tables, when its time has come. */
const scanned = (): { units: number; calls: number } =>
  [...tally.byItem]
    .filter(([item]) => item.includes(' Scan'))
    .reduce(
      (all, [, { units, calls }]) => ({ units: all.units + units, calls: all.calls + calls }),
      { units: 0, calls: 0 },
    );

// What moved is told and asked for once a second, however many orders there are: how many seconds an order takes is the machine's.
test(`it costs at most ${most.writeUnits} write units, but for the notes of each second`, () => {
  const units = tally.writeUnits - noted().units;
  costs(units, 'write units', most.writeUnits).toBeLessThanOrEqual(most.writeUnits);
});

test(`it costs at most ${most.readUnits} read units, but for the notes of each second`, () => {
  const units = tally.readUnits - noticed().units - scanned().units;
  costs(units, 'read units', most.readUnits).toBeLessThanOrEqual(most.readUnits);
});

test(`it takes at most ${most.calls} calls of the database, but for the notes of each second`, () => {
  const calls = tally.calls - noted().calls - noticed().calls - scanned().calls;
  costs(calls, 'calls', most.calls).toBeLessThanOrEqual(most.calls);
});

test('what moved is noted at most once a second', () => {
  costs(noted().calls, 'notes', 1).toBeLessThanOrEqual(Math.max(1, seconds / orders));
});

// One by one nothing shares a batch: each of the four commits that speak is published as it comes.
test(`it takes at most ${most.publishes} requests to publish what it says`, () => {
  costs(published, 'requests', most.publishes).toBeLessThanOrEqual(most.publishes);
});

test(`at full load it takes at most ${most.publishesAtLoad} requests to publish what it says`, () => {
  costs(publishedAtLoad, 'requests', most.publishesAtLoad).toBeLessThanOrEqual(
    most.publishesAtLoad,
  );
});

// The model of a million orders reckons with these: tests/unit/million-orders.test.ts.
test.each(['alone', 'at full load'] as const)('%s AWS bills no more than is reckoned', (how) => {
  const reckoned = Object.entries(billedOfOneOrder[how]) as [keyof Billed, number][];
  const beyond = reckoned.filter(([what, aim]) => billed[how][what] > aim);
  expect(beyond, `an order ${how}: ${JSON.stringify(billed[how])}`).toEqual([]);
});

// How much goes to which key is what the simulation of scale reckons with.
test.each(Object.entries(writesOfOneOrder))('%s takes %d units', (item, units) => {
  costs(tally.byItem.get(item)?.units ?? 0, item, units).toBeCloseTo(units, 0);
});
