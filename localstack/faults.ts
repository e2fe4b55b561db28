// Faults on purpose (`POST /_tandem/faults`): off by default, seeded so that a run can be repeated.

export type FaultKind = 'error' | 'timeout-after' | 'throttle' | 'latency' | 'duplicate' | 'kill';

export interface Fault {
  /** `dynamodb`, `sqs`, `sns`, `provider`, or a service's name. */
  readonly target: string;
  readonly kind: FaultKind;
  /** Share of the calls that meet the fault, 0 to 1. */
  readonly rate: number;
  readonly seed?: number;
  /** Delay of `latency` and `timeout-after`. */
  readonly delayMs?: number;
}

export interface Faults {
  set(faults: readonly Fault[]): void;
  list(): readonly Fault[];
  /** The fault this call of the target meets, if any. */
  next(target: string): Fault | undefined;
}

/** mulberry32: a small generator with a good spread, enough to draw faults. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createFaults(): Faults {
  let active: { fault: Fault; draw: () => number }[] = [];
  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, draw: generator(fault.seed ?? 1) }));
    },
    list: () => active.map(({ fault }) => fault),
    next(target) {
      if (active.length === 0) return undefined;
      return active.find(({ fault, draw }) => fault.target === target && draw() < fault.rate)
        ?.fault;
    },
  };
}
