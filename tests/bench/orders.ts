// The subject: orders through the public API of an embedded cloud, from POST to confirmed.

import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';
import type { Slice } from './floor.ts';
import { createCpuByPart, type PartCpu } from './parts.ts';

export interface OrderSlice extends Slice {
  /** Milliseconds of CPU of one order, by the part of the system. */
  readonly parts: readonly PartCpu[];
}

export interface OrderSubject {
  slice(count: number, concurrency: number): Promise<OrderSlice>;
  readonly cloud: RunningCloud;
  stop(): Promise<void>;
}

export const startOrderSubject = async (
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<OrderSubject> => {
  const cloud = await startEmbeddedCloud(['--no-build', '--quiet', ...flags], environment);
  const shop = createShop(cloud.apiUrl, cloud.awsUrl);
  const token = await shop.tokenOf(demo);

  const one = async (): Promise<number> => {
    const started = performance.now();
    const { body, status, text } = await shop.place(token, order('MUG-BLUE'));
    if (status !== 201) throw new Error(`order: ${status} ${text}`);
    const settled = await shop.settled(token, body.id);
    // Work cannot be skipped: every sample is a confirmed order.
    if (settled.status !== 'confirmed') throw new Error(`order ${body.id} is ${settled.status}`);
    return performance.now() - started;
  };

  const cpu = createCpuByPart(cloud);
  return {
    cloud,
    slice: async (count, concurrency) => {
      await cpu.begin();
      const started = performance.now();
      const times: number[] = [];
      let left = count;
      const worker = async () => {
        while (left > 0) {
          left -= 1;
          times.push(await one());
        }
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      const perSecond = (count / (performance.now() - started)) * 1000;
      const parts = await cpu.end(count);
      const cpuMs = parts.reduce((all, { milliseconds }) => all + milliseconds, 0);
      return { cpuMs, perSecond, times, parts };
    },
    stop: async () => {
      await cloud.stop();
    },
  };
};
