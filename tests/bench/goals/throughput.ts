// P5, P5b and P6: what an order costs in CPU, how much of it is the services', and how many pass, beside raw three-item transactions.
import { startTransactionFloor } from '../floor.ts';
import type { Goal } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';
import { isService, type PartCpu } from '../parts.ts';
import { median } from '../statistics.ts';

const slices = 10;
const orders = 60;
const transactions = 600;
const concurrency = 8;
/** Until the engine has compiled what an order runs through (docs/decisions/0302). */
const warmUp = { orders: 600, transactions: 6_000 };

const sumOf = (parts: readonly PartCpu[]): number =>
  parts.reduce((all, { milliseconds }) => all + milliseconds, 0);

/** Milliseconds of an order by the part of the system, the mean of all slices. */
const breakdown = (parts: readonly PartCpu[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(parts, ({ name }) => name)]
      .map(([name, all]) => [`ms of ${name}`, sumOf(all) / slices] as const)
      .filter(([, milliseconds]) => milliseconds >= 0.1)
      .sort(([, one], [, other]) => other - one),
  );

export const throughput: Goal = {
  names: ['P5', 'P5B', 'P6'],
  measure: async ({ random, log }) => {
    const floor = await startTransactionFloor();
    const subject = await startOrderSubject();
    try {
      await floor.slice(warmUp.transactions, concurrency);
      await subject.slice(warmUp.orders, concurrency);
      const cpu: number[] = [];
      const services: number[] = [];
      const rate: number[] = [];
      const parts: PartCpu[] = [];
      const control: number[] = [];
      const absolute = { orderMs: [] as number[], transactionMs: [] as number[] };
      for (let slice = 1; slice <= slices; slice += 1) {
        const runFloor = () => floor.slice(transactions, concurrency);
        const runSubject = () => subject.slice(orders, concurrency);
        const floorFirst = random() < 0.5;
        const before = floorFirst ? await runFloor() : undefined;
        const high = await runSubject();
        const low = before ?? (await runFloor());
        const again = await runFloor();
        cpu.push(high.cpuMs / low.cpuMs);
        services.push(sumOf(high.parts.filter(isService)) / low.cpuMs);
        parts.push(...high.parts);
        rate.push(high.perSecond / low.perSecond);
        control.push(again.cpuMs / low.cpuMs);
        absolute.orderMs.push(high.cpuMs);
        absolute.transactionMs.push(low.cpuMs);
        log(
          `P5/P6 ${slice}/${slices}: ${high.cpuMs.toFixed(1)} ms CPU an order, ${high.perSecond.toFixed(0)} orders/s, floor ${low.cpuMs.toFixed(2)} ms, ${low.perSecond.toFixed(0)}/s`,
        );
      }
      const ofControl = { control: median(control) };
      return [
        {
          goal: 'P5',
          what: 'CPU per confirmed order ÷ CPU of a raw three-item transaction',
          samples: cpu,
          limit: { atMost: 20 },
          details: {
            orderCpuMs: median(absolute.orderMs),
            transactionCpuMs: median(absolute.transactionMs),
            ...breakdown(parts),
          },
          ...ofControl,
        },
        {
          goal: 'P5b',
          what: 'the same of containers and functions alone, which is what AWS would bill',
          samples: services,
          limit: { atMost: 13.5 },
          details: {},
          ...ofControl,
        },
        {
          goal: 'P6',
          what: 'confirmed orders/s ÷ raw three-item transactions/s',
          samples: rate,
          limit: { atLeast: 0.06 },
          details: {},
          ...ofControl,
        },
      ];
    } finally {
      await Promise.all([floor.stop(), subject.stop()]);
    }
  },
};
