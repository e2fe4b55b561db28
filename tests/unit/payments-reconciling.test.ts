// One run over payments whose answer is overdue, step by step: who is asked about, in which order, and until when.
import { setImmediate as nextTick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPaymentReconciliation } from '../../functions/payments/resolving/reconciliation.ts';
import { testClock } from '../support/clock.ts';

const iso = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const due = iso(-60);

interface Scene {
  readonly pages?: readonly string[][];
  /** When each payment is to be asked about; nothing where it cannot be read. */
  readonly checkAt?: (id: string) => string | null | undefined;
  /** And after the question. */
  readonly left?: (id: string) => string | null;
  readonly random?: number;
}

const start = ({ pages = [], checkAt = () => due, left = () => null, random = 0 }: Scene = {}) => {
  const clock = testClock();
  const did: string[] = [];
  const looked: unknown[] = [];
  const causes = new Map<string, string>();
  const stateOf = (at: string | null) => ({ status: 'pending', steps: [{ checkAt: at }] });
  let [busy, most] = [0, 0];
  const reconcile = createPaymentReconciliation({
    deadlines: {
      pages: async function* (...asked: unknown[]) {
        looked.push(asked);
        for (const ids of pages) yield ids.map((id) => ({ id, dueAt: due }));
      } as never,
      put: async ({ id, dueAt }) => void did.push(`put ${id} ${dueAt}`),
      remove: async ({ id }) => void did.push(`remove ${id}`),
    },
    store: {
      load: async (id) => {
        const at = checkAt(id);
        if (at === undefined) throw new Error('it cannot be read');
        return { state: stateOf(at), version: 1 } as never;
      },
    },
    resolvePayment: async (id, _, { causation }) => {
      did.push(`ask ${id}`);
      causes.set(id, causation.correlationId);
      busy += 1;
      most = Math.max(most, busy);
      await nextTick();
      busy -= 1;
      return stateOf(left(id)) as never;
    },
    scheduleCheck: async (id) => void did.push(`check ${id}`),
    random: () => random,
    clock,
    log: {
      info: ({ asked }: { asked: number }) => did.push(`asked ${asked}`),
      error: ({ orderId }: { orderId: string }) => did.push(`failed ${orderId}`),
    } as never,
  });
  const run = (seconds = 60, first?: string) =>
    reconcile({
      id: 'run_1',
      until: clock.now() + seconds * 1000,
      ...(first && {
        first: { orderId: first, causation: { correlationId: 'msg_1', causationId: 'msg_1' } },
      }),
    });
  const asked = () => did.filter((each) => each.startsWith('ask ')).map((each) => each.slice(4));
  return { run, did, asked, looked, causes, most: () => most };
};

it('takes up what is due by now, a hundred of each shard at a time', async () => {
  const { run, did, looked } = start();
  expect(await run()).toBe(0);
  expect(looked).toEqual([[iso(0), 100]]);
  expect(did).toEqual([]);
});

it('asks about one, and where that is answered about the others, forty at once', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `o${index}`);
  const { run, asked, did, causes, most } = start({ pages: [ids], random: 0.5 });
  expect(await run()).toBe(100);
  expect(asked()[0]).toBe('o50');
  expect(asked().sort()).toEqual([...ids].sort());
  expect(most()).toBe(40);
  expect(did.at(-1)).toBe('asked 100');
  expect(new Set(causes.values())).toEqual(new Set(['run_1']));
});

it('asks about one of each page while none is answered', async () => {
  const pages = [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ];
  const silent = start({ pages, left: () => due });
  expect(await silent.run()).toBe(3);
  expect(silent.asked()).toEqual(['a', 'c', 'e']);
  const answering = start({ pages, left: (id) => (id === 'a' ? due : null) });
  await answering.run();
  expect(answering.asked()).toEqual(['a', 'c', 'd', 'e', 'f']);
});

it('learns nothing of the provider from what cannot be read, or waits for nothing any more', async () => {
  const { run, asked, did } = start({
    pages: [['spoilt', 'later', 'c', 'd']],
    checkAt: (id) =>
      ({ spoilt: undefined, later: iso(1) })[id] ?? (id === 'spoilt' ? undefined : due),
    left: () => due,
  });
  expect(await run()).toBe(3);
  expect(asked()).toEqual(['c']);
  expect(did.slice(0, 4)).toEqual([
    'failed spoilt',
    `put later ${iso(1)}`,
    'remove later',
    'check later',
  ]);
});

it.each([
  [9, ['a', 'b', 'c', 'd']],
  [8.999, ['a']],
])('begins nothing that may last beyond its end: %d s', async (seconds, asked) => {
  const scene = start({
    pages: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  });
  await scene.run(seconds);
  expect(scene.asked()).toEqual(asked);
  // The message after this run is on its way before the work begins.
  expect(scene.did.filter((each) => each === 'check b').length).toBe(seconds === 9 ? 2 : 1);
});

it('asks first about the one that it is for, once and in its name', async () => {
  const scene = start({ pages: [['a', 'b', 'c']], random: 0.999 });
  expect(await scene.run(60, 'b')).toBe(3);
  expect(scene.asked()).toEqual(['b', 'c', 'a']);
  expect([...scene.causes]).toEqual([
    ['b', 'msg_1'],
    ['c', 'run_1'],
    ['a', 'run_1'],
  ]);
  const alone = start({ left: () => iso(20) });
  expect(await alone.run(0, 'b')).toBe(1);
  expect(alone.did).toEqual(['ask b', `put b ${iso(20)}`, 'check b', 'asked 1']);
});

it.each<[string, string | null, readonly string[]]>([
  ['is closed', null, ['remove a']],
  ['is to be asked about later', iso(20), [`put a ${iso(20)}`, 'remove a']],
  ['stays as it was', due, []],
])('moves the deadline of a payment that %s', async (_, at, moved) => {
  const { run, did } = start({ pages: [['a']], left: () => at });
  await run();
  expect(did).toEqual(['ask a', ...moved, 'check a', 'asked 1']);
});
