// What goes wrong at the ports of a service: every call to a store, the publisher or the provider passes here.
import { generator } from '../../localstack/cloud/faults.ts';
import type { Table } from '../../platform/data/table.ts';

export interface Ports {
  /** `name` tells which call it is, e.g. `orders.transact`. */
  around<T>(name: string, call: () => Promise<T>): Promise<T>;
}

export const calmPorts: Ports = { around: (_, call) => call() };

/** Thrown before the call, after it (done, then the answer is lost), or for being asked too often. */
export class PortFault extends Error {
  constructor(name: string, kind: string) {
    super(`${kind} at ${name} (a fault of the test)`);
    this.name = 'PortFault';
  }
}

/** Every kind strikes at this rate; slow calls let others go first. */
export const faultyPorts = (
  rate: number,
  seed: number,
): Ports & { heal(): void; readonly struck: Readonly<Record<string, number>> } => {
  const random = generator(seed);
  const struck = { error: 0, throttled: 0, 'done and timed out': 0, slow: 0 };
  let healed = false;
  const fault = (name: string, kind: 'error' | 'throttled' | 'done and timed out') => {
    struck[kind] += 1;
    return new PortFault(name, kind);
  };
  return {
    struck,
    heal: () => {
      healed = true;
    },
    around: async (name, call) => {
      if (healed) return call();
      const drawn = random();
      if (drawn < rate) throw fault(name, 'error');
      if (drawn < 2 * rate) throw fault(name, 'throttled');
      if (drawn < 3 * rate) {
        await call();
        throw fault(name, 'done and timed out');
      }
      if (drawn < 4 * rate) {
        struck.slow += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return call();
    },
  };
};

/** The process has stopped: nothing it still does reaches anything. */
export class Crash extends Error {}

export interface CrashPorts extends Ports {
  /** Calls so far. */
  readonly calls: number;
  readonly struck: string | undefined;
  restart(): void;
}

/** Stops the process before or after its call of this number, once. */
export const crashingPorts = (number: number, when: 'before' | 'after'): CrashPorts => {
  let calls = 0;
  let isDead = false;
  let struck: string | undefined;
  return {
    get calls() {
      return calls;
    },
    get struck() {
      return struck;
    },
    restart: () => {
      isDead = false;
    },
    around: async (name, call) => {
      if (isDead) throw new Crash(name);
      calls += 1;
      const isIt = calls === number;
      if (!isIt) return call();
      if (when === 'after') await call();
      isDead = true;
      struck = `${when} ${name}`;
      throw new Crash(name);
    },
  };
};

export const tableBehind = (table: Table, name: string, ports: Ports): Table => ({
  get: (key) => ports.around(`${name}.get`, () => table.get(key)),
  getMany: (keys, options) => ports.around(`${name}.getMany`, () => table.getMany(keys, options)),
  query: (pk, options) => ports.around(`${name}.query`, () => table.query(pk, options)),
  queryIndex: async function* (index, partition, until, pageSize) {
    const pages = table.queryIndex(index, partition, until, pageSize)[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await ports.around(`${name}.queryIndex`, () => pages.next());
      if (done) return;
      yield value as never;
    }
  },
  transact: (writes) => ports.around(`${name}.transact`, () => table.transact(writes)),
});
