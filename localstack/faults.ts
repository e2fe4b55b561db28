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

const kinds: readonly string[] = [
  'error',
  'timeout-after',
  'throttle',
  'latency',
  'duplicate',
  'kill',
] satisfies FaultKind[];

/** Reads `{ faults: [{ target, kind, rate, seed?, delayMs? }] }`; answers what is wrong with it as text. */
export function parseFaults(body: unknown): Fault[] | string {
  const list = (body as { faults?: unknown } | null | undefined)?.faults;
  if (!Array.isArray(list)) return 'faults must be a list';
  for (const [index, fault] of list.entries()) {
    const wrong = wrongMember(fault);
    if (wrong) return `faults[${index}].${wrong}`;
  }
  return list as Fault[];
}

function wrongMember(fault: unknown): string | undefined {
  const { target, kind, rate, seed, delayMs, ...rest } = (fault ?? {}) as Record<string, unknown>;
  if (typeof target !== 'string') return 'target must be a text';
  if (!kinds.includes(String(kind))) return `kind must be one of ${kinds.join(', ')}`;
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) return 'rate must be from 0 to 1';
  if (seed !== undefined && !Number.isInteger(seed)) return 'seed must be a whole number';
  if (delayMs !== undefined && !(Number(delayMs) >= 0)) return 'delayMs must be 0 or more';
  const [unknown] = Object.keys(rest);
  return unknown && `${unknown} is unknown`;
}
