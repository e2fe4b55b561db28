// P9: memory of the whole system, as proportional set sizes: what processes share, the binary of Node above all, counts once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Goal, Measurement } from '../goal.ts';
import { type OrderSubject, startOrderSubject } from '../orders.ts';
import { partsOf } from '../parts.ts';
import { treePssMb } from '../processes.ts';
import { median } from '../statistics.ts';

const orders = 1_000;
const concurrency = 8;
/** What only a start or a rush needs has ended by then: environments beside another one go after 30 s. */
const quietMs = 45_000;
/** Schedules wake functions every minute: looked at from one of their turns to the next. */
const looks = 6;
const betweenMs = 10_000;

/** Megabytes by the name of a process, those of one name together. */
const byName = async ({ cloud }: OrderSubject): Promise<ReadonlyMap<string, number>> => {
  const parts = await partsOf(cloud);
  const sizes = new Map<string, number>();
  for (const [pid, megabytes] of treePssMb(cloud.child.pid ?? 0)) {
    const name = parts.get(pid)?.name ?? 'others';
    sizes.set(name, (sizes.get(name) ?? 0) + megabytes);
  }
  return sizes;
};

const total = (sizes: ReadonlyMap<string, number>): number =>
  [...sizes.values()].reduce((all, size) => all + size, 0);

const look = async (
  subject: OrderSubject,
  say: (text: string) => void,
): Promise<Pick<Measurement, 'samples' | 'details'>> => {
  await sleep(quietMs);
  const seen: ReadonlyMap<string, number>[] = [];
  for (let number = 1; number <= looks; number += 1) {
    const sizes = await byName(subject);
    seen.push(sizes);
    say(`${number}/${looks}: ${total(sizes).toFixed(0)} MB`);
    await sleep(betweenMs);
  }
  const names = [...new Set(seen.flatMap((sizes) => [...sizes.keys()]))];
  const details = names
    .map((name) => [name, median(seen.map((sizes) => sizes.get(name) ?? 0))] as const)
    .sort(([, one], [, other]) => other - one);
  return { samples: seen.map(total), details: Object.fromEntries(details) };
};

export const memory: Goal = {
  names: ['P9'],
  measure: async ({ log }) => {
    const subject = await startOrderSubject();
    const after = (what: string) => look(subject, (text) => log(`P9 ${what} ${text}`));
    try {
      const idle = await after('idle');
      await subject.slice(orders, concurrency);
      const once = await after(`after ${orders} orders`);
      await subject.slice(orders, concurrency);
      const twice = await after(`after ${2 * orders} orders`);
      const growth = twice.samples.map((size) => size / median(once.samples));
      const goal = 'P9';
      const unit = 'MB';
      return [
        { goal, what: 'memory of all processes, idle', unit, limit: { atMost: 420 }, ...idle },
        { goal, what: `after ${orders} orders`, unit, limit: { atMost: 900 }, ...once },
        {
          goal,
          what: `after ${2 * orders} orders ÷ after ${orders}`,
          limit: { atMost: 1.1 },
          samples: growth,
          details: twice.details,
        },
      ];
    } finally {
      await subject.stop();
    }
  },
};
