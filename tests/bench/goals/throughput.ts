// P5 and P6: what an order costs in CPU, and how many pass, beside raw three-item transactions.
import { startTransactionFloor } from '../floor.ts';
import type { Goal } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';
import { median } from '../statistics.ts';

const slices = 10;
const orders = 60;
const transactions = 600;
const concurrency = 8;

export const throughput: Goal = {
  names: ['P5', 'P6'],
  measure: async ({ random, log }) => {
    const floor = await startTransactionFloor();
    const subject = await startOrderSubject();
    try {
      await floor.slice(transactions, concurrency);
      await subject.slice(orders, concurrency);
      const cpu: number[] = [];
      const rate: number[] = [];
      const control: number[] = [];
      const absolute = { orderMs: [] as number[], transactionMs: [] as number[] };
      for (let slice = 1; slice <= slices; slice += 1) {
        const runFloor = () => floor.slice(transactions, concurrency);
        const runSubject = () => subject.slice(orders, concurrency);
        const floorFirst = random() < 0.5;
        const first = floorFirst ? await runFloor() : await runSubject();
        const second = floorFirst ? await runSubject() : await runFloor();
        const [low, high] = floorFirst ? [first, second] : [second, first];
        const again = await runFloor();
        cpu.push(high.cpuMs / low.cpuMs);
        rate.push(high.perSecond / low.perSecond);
        control.push(again.cpuMs / low.cpuMs);
        absolute.orderMs.push(high.cpuMs);
        absolute.transactionMs.push(low.cpuMs);
        log(
          `P5/P6 ${slice}/${slices}: ${high.cpuMs.toFixed(1)} ms CPU an order, ${high.perSecond.toFixed(0)} orders/s, floor ${low.cpuMs.toFixed(2)} ms, ${low.perSecond.toFixed(0)}/s`,
        );
      }
      const details = {
        orderCpuMs: median(absolute.orderMs),
        transactionCpuMs: median(absolute.transactionMs),
      };
      return [
        {
          goal: 'P5',
          what: 'CPU per confirmed order ÷ CPU of a raw three-item transaction',
          samples: cpu,
          limit: { atMost: 9 },
          details,
          control: median(control),
        },
        {
          goal: 'P6',
          what: 'confirmed orders/s ÷ raw three-item transactions/s',
          samples: rate,
          limit: { atLeast: 0.14 },
          details: {},
          control: median(control),
        },
      ];
    } finally {
      await Promise.all([floor.stop(), subject.stop()]);
    }
  },
};
