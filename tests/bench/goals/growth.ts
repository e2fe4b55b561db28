// P15: what an order costs, and how long it takes, in a shop with a long past beside the same shop when it was young.
import type { Goal, Measurement } from '../goal.ts';
import { makeShops, many } from '../grown-shop.ts';
import { type OrderSubject, startOrderSubject } from '../orders.ts';
import { median, percentile } from '../statistics.ts';

const rounds = 10;
const orders = 50;
const concurrency = 2;
const searches = 40;
/** A start is followed by the first run of every schedule, the audit among them, for some twenty seconds. */
const warmUp = 200;

const queries = [
  'sort=newest',
  'sort=name',
  'q=mug',
  'q=lamp%20w5',
  'q=w',
  'category=kitchen&sort=price',
  'minPrice=600&maxPrice=900&currency=EUR',
  'available=true&sort=name',
];

/** Milliseconds of each search, one after the other. */
const search = async ({ cloud }: OrderSubject): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < searches; index += 1) {
    const started = performance.now();
    const answer = await fetch(`${cloud.apiUrl}/products?${queries[index % queries.length]}`);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`search: ${answer.status} ${text}`);
    times.push(performance.now() - started);
  }
  return times;
};

export const growth: Goal = {
  names: ['P15'],
  measure: async ({ random, log }) => {
    const shops = await makeShops(log);
    const running: OrderSubject[] = [];
    const start = async (data: string): Promise<OrderSubject> => {
      const subject = await startOrderSubject({}, ['--data', data]);
      running.push(subject);
      await subject.slice(warmUp, concurrency);
      return subject;
    };
    try {
      const small = await start(shops.small);
      const large = await start(shops.large);
      await search(large);
      const cpu: number[] = [];
      const tail: number[] = [];
      const control: number[] = [];
      const absolute = { young: [] as number[], old: [] as number[], search: [] as number[] };
      for (let round = 1; round <= rounds; round += 1) {
        const youngFirst = random() < 0.5;
        const first = await (youngFirst ? small : large).slice(orders, concurrency);
        const second = await (youngFirst ? large : small).slice(orders, concurrency);
        const [young, old] = youngFirst ? [first, second] : [second, first];
        const again = await small.slice(orders, concurrency);
        absolute.search.push(...(await search(large)));
        cpu.push(old.cpuMs / young.cpuMs);
        tail.push(percentile(old.times, 0.99) / percentile(young.times, 0.99));
        control.push(again.cpuMs / young.cpuMs);
        absolute.young.push(young.cpuMs);
        absolute.old.push(old.cpuMs);
        log(
          `P15 ${round}/${rounds}: ${old.cpuMs.toFixed(1)} ms CPU an order with a past, ${young.cpuMs.toFixed(1)} ms without`,
        );
      }
      const limit = { atMost: 1.15 };
      const past = `with ${many.orders} orders and ${many.products} products ÷ with 100`;
      const measurements: Measurement[] = [
        {
          goal: 'P15',
          what: `CPU per confirmed order ${past}`,
          samples: cpu,
          limit,
          details: { youngCpuMs: median(absolute.young), oldCpuMs: median(absolute.old) },
          control: median(control),
        },
        { goal: 'P15', what: `p99 of an order ${past}`, samples: tail, limit, details: {} },
        {
          goal: 'P15',
          what: `p99 of a search among ${many.products} products`,
          samples: [percentile(absolute.search, 0.99)],
          limit: { atMost: 20 },
          unit: 'ms',
          details: { searchP50Ms: median(absolute.search) },
        },
      ];
      return measurements;
    } finally {
      await Promise.all(running.map((subject) => subject.stop()));
      shops.remove();
    }
  },
};
