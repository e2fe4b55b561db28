// What an order costs on average: the last ones that are through, each by the trace that has placed it.
import type { Usage, UsageLine } from '../../cloud/usage.ts';
import type { Traces } from '../../telemetry/traces.ts';
import { type Cost, costOf } from './cost.ts';

export interface AverageCost {
  /** How many it is the average of. */
  readonly orders: number;
  readonly cost: Cost;
}

/** What is younger may not be through yet. */
const settledMs = 15_000;
const mostTraces = 50;

const ordersIn = (traces: Pick<Traces, 'spans'>, traceId: string): number =>
  traces
    .spans(traceId)
    .filter(
      ({ service, name, kind, failed }) =>
        service === 'orders' && name === 'POST /orders' && kind === 'server' && !failed,
    ).length;

/** Null while none is through that was counted. */
export function averageOf(
  { traces, usage }: { traces: Pick<Traces, 'spans' | 'list'>; usage: Pick<Usage, 'of'> },
  now: number,
): AverageCost | null {
  const before = new Date(now - settledMs).toISOString();
  // An order that was refused has sent nothing.
  const through = traces.list(
    { text: 'POST /orders', service: 'outbox-relay', before },
    mostTraces,
  );
  const sums = new Map<string, UsageLine>();
  let orders = 0;
  for (const { traceId } of through) {
    const placed = ordersIn(traces, traceId);
    const lines = placed > 0 ? usage.of([traceId]) : undefined;
    if (lines === undefined) continue;
    orders += placed;
    for (const line of lines) {
      const key = `${line.resource}\n${line.of}`;
      sums.set(key, { ...line, amount: line.amount + (sums.get(key)?.amount ?? 0) });
    }
  }
  if (orders === 0) return null;
  const each = [...sums.values()].map((line) => ({ ...line, amount: line.amount / orders }));
  return { orders, cost: costOf(each) };
}
