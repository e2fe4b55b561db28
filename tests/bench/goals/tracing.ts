// What traces cost an order: two systems beside each other, one of which makes none; and what it costs that somebody looks.
import type { Goal, Measurement } from '../goal.ts';
import { type OrderSubject, startOrderSubject } from '../orders.ts';
import { median } from '../statistics.ts';

const slices = 10;
const orders = 40;
const concurrency = 4;

/** All that a page of the console may listen to. */
const look = async (awsUrl: string): Promise<() => void> => {
  const over = new AbortController();
  const { body } = await fetch(`${awsUrl}/_tandem/events`, { signal: over.signal });
  void body?.pipeTo(new WritableStream()).catch(() => {});
  return () => over.abort();
};

export const tracing: Goal = {
  names: ['TRACING'],
  measure: async ({ random, log }) => {
    const without = await startOrderSubject({ OTEL_SDK_DISABLED: 'true' });
    const traced = await startOrderSubject();
    const measures = {
      without: () => without.slice(orders, concurrency),
      again: () => without.slice(orders, concurrency),
      traced: () => traced.slice(orders, concurrency),
      looked: async () => {
        const away = await look(traced.cloud.awsUrl);
        return traced.slice(orders, concurrency).finally(away);
      },
    } as const satisfies Record<string, () => ReturnType<OrderSubject['slice']>>;
    const names = Object.keys(measures) as (keyof typeof measures)[];
    const cpu = { without: [], again: [], traced: [], looked: [] } as Record<
      keyof typeof measures,
      number[]
    >;
    try {
      for (const subject of [without, traced]) await subject.slice(2 * orders, concurrency);
      for (let slice = 1; slice <= slices; slice += 1) {
        const order = names.map((name) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
        for (const { name } of order) cpu[name].push((await measures[name]()).cpuMs);
        const said = names.map((name) => `${name} ${cpu[name].at(-1)?.toFixed(1)}`).join(', ');
        log(`TRACING ${slice}/${slices}: ms CPU an order: ${said}`);
      }
      const ratios = (name: keyof typeof measures, floor: keyof typeof measures) =>
        cpu[name].map((value, index) => value / (cpu[floor][index] ?? Number.NaN));
      const goal = (
        what: string,
        name: keyof typeof measures,
        floor: keyof typeof measures,
      ): Measurement => ({
        goal: 'TRACING',
        what,
        samples: ratios(name, floor),
        limit: { atMost: 1.05 },
        details: { [`${name}CpuMs`]: median(cpu[name]), [`${floor}CpuMs`]: median(cpu[floor]) },
        control: median(ratios('again', 'without')),
      });
      return [
        goal('CPU per order with traces ÷ without', 'traced', 'without'),
        goal('CPU per order while a page of the console listens ÷ none', 'looked', 'traced'),
      ];
    } finally {
      await Promise.all([without.stop(), traced.stop()]);
    }
  },
};
