// Faults on purpose (`POST /_tandem/faults`): off by default, seeded so that a run can be repeated.

export const faultKinds = [
  'error',
  'timeout-after',
  'throttle',
  'latency',
  'duplicate',
  'reorder',
  'bounce',
  'kill',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** `dynamodb`, `stream`, `sqs`, `sns`, `ses`, `mailbox`, `provider`, a service's name, or `any` for kills. */
  readonly target: string;
  readonly kind: FaultKind;
  /** Share of the calls, deliveries or (for `kill`) ticks that meet the fault, 0 to 1. */
  readonly rate: number;
  readonly seed?: number;
  /** Delay of `latency` and `timeout-after`; the longest of `reorder` and `duplicate`; the tick of `kill`. */
  readonly delayMs?: number;
}

export interface FaultCount extends Fault {
  /** How often it has struck. */
  readonly hits: number;
}

export interface Faults {
  set(faults: readonly Fault[]): void;
  list(): readonly FaultCount[];
  /** The fault this call of the target meets, if any. */
  next(target: string): Fault | undefined;
  /** Counts something that a test wants to know: calls of an operation, what a recovery has met. */
  note(what: string): void;
  notes(): Readonly<Record<string, number>>;
}

/** mulberry32: a small generator with a good spread, enough to draw faults. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createFaults(): Faults {
  let active: { fault: Fault; draw: () => number; hits: number }[] = [];
  const notes: Record<string, number> = {};
  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, draw: generator(fault.seed ?? 1), hits: 0 }));
    },
    list: () => active.map(({ fault, hits }) => ({ ...fault, hits })),
    next(target) {
      if (active.length === 0) return undefined;
      const struck = active.find(
        ({ fault, draw }) => fault.target === target && draw() < fault.rate,
      );
      if (struck) struck.hits += 1;
      return struck?.fault;
    },
    note(what) {
      notes[what] = (notes[what] ?? 0) + 1;
    },
    notes: () => ({ ...notes }),
  };
}
