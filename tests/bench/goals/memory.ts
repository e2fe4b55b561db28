// P9: memory of the whole system, as proportional set sizes: what processes share, the binary of Node above all, counts once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Goal, Measurement } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';
import { treePssMb } from '../processes.ts';

const orders = 1_000;
const concurrency = 8;
/** What only a start or a rush needs has ended by then: environments beside another one go after 30 s. */
const quietMs = 45_000;
/** Schedules wake functions every minute: looked at from one of their turns to the next. */
const looks = 6;
const betweenMs = 10_000;

export const memory: Goal = {
  names: ['P9'],
  measure: async ({ log }) => {
    const subject = await startOrderSubject();
    const { pid = 0 } = subject.cloud.child;
    const look = async (what: string, atMost: number): Promise<Measurement> => {
      await sleep(quietMs);
      const samples: number[] = [];
      let processes = 0;
      for (let number = 1; number <= looks; number += 1) {
        const seen = treePssMb(pid);
        samples.push(seen.megabytes);
        processes = seen.processes;
        log(
          `P9 ${what} ${number}/${looks}: ${seen.megabytes.toFixed(0)} MB, ${processes} processes`,
        );
        await sleep(betweenMs);
      }
      const most = Math.max(...samples);
      return {
        goal: 'P9',
        what,
        samples,
        unit: 'MB',
        limit: { atMost },
        details: { most, processes },
      };
    };
    try {
      const idle = await look('memory of all processes, idle', 420);
      await subject.slice(orders, concurrency);
      return [idle, await look(`memory of all processes, after ${orders} orders`, 900)];
    } finally {
      await subject.stop();
    }
  },
};
