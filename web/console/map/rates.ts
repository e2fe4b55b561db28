// Flows a second, by what was counted some seconds ago.
import { useRef } from 'preact/hooks';
import { useNow } from '../parts/show.tsx';
import type { Flow } from './layout.ts';

export const flowKey = ({ from, to, kind }: Flow): string => `${from} → ${to} ${kind}`;

/** By the key of the flow. */
export type Rates = ReadonlyMap<string, number>;

export const useRates = (flows: readonly Flow[]): Rates => {
  const now = useNow();
  const seen = useRef<{ at: number; counts: Map<string, number> }[]>([]);
  const counts = new Map(flows.map((flow) => [flowKey(flow), flow.count]));
  if ((seen.current.at(-1)?.at ?? 0) < now) seen.current.push({ at: now, counts });
  if (seen.current.length > 6) seen.current.shift();
  const first = seen.current[0];
  const seconds = Math.max((now - (first?.at ?? now)) / 1_000, 1);
  return new Map(
    [...counts].map(([key, value]) => [key, (value - (first?.counts.get(key) ?? value)) / seconds]),
  );
};
