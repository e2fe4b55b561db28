// What always fails stands before nobody: every loop over what waits, or over several, reaches those behind it.
import { expect, it } from 'vitest';
import { createForgetting } from '../../containers/orders/erasure/erasure.ts';
import { createNotify } from '../../functions/notifications/sending/notify.ts';
import type { OutboxItem } from '../../functions/outbox-relay/store.ts';
import { createSweep } from '../../functions/outbox-relay/sweeper.ts';
import { keep } from '../../functions/payments/domain/parked-event.ts';
import { createDailyReport } from '../../functions/payments/ledger/daily-report.ts';
import {
  createParkedEventStore,
  parkedKey,
} from '../../functions/payments/resolving/parked-event-store.ts';
import { createPaymentReconciliation } from '../../functions/payments/resolving/reconciliation.ts';
import { createRetryParked } from '../../functions/payments/resolving/retry-parked.ts';
import { createDueQueue } from '../../functions/webhooks/deliveries/due-queue.ts';
import { createErasure } from '../../functions/webhooks/deliveries/erasure.ts';
import { createWaking } from '../../functions/webhooks/deliveries/sweep.ts';
import { ownerHandlers } from '../../functions/webhooks/endpoints/owners.ts';
import { UnreadableStream } from '../../platform/data/commits.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { createDueRound } from '../../platform/data/due-round.ts';
import { shardOf } from '../../platform/data/shards.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { endpointId } from '../support/webhooks.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };
const start = testClock().now();
const iso = (ms: number) => new Date(start + ms).toISOString();
const day = 86_400_000;
const later = () => testClock(start + day);

/** All in one shard. */
const idsOf = (count: number, nameOf = (number: number) => `ord_${number}`): string[] => {
  const ids: string[] = [];
  for (let number = 0; ids.length < count; number += 1) {
    if (shardOf(nameOf(number)) === shardOf(nameOf(0))) ids.push(nameOf(number));
  }
  return ids;
};

const good = <T>(all: readonly T[]): T => all.at(-1) as T;
const refuse = async (): Promise<never> => {
  throw new Error('it always fails');
};

/** Payments whose answers are overdue, the good one last; `bad` is what comes of the others. */
const reconciling = async (count: number, bad: 'unreadable' | 'unanswered') => {
  const deadlines = createDeadlines(createMemoryTable());
  const ids = idsOf(count);
  for (const [index, id] of ids.entries()) await deadlines.put({ id, dueAt: iso(index) });
  const served: string[] = [];
  const overdue = { state: { steps: [{ checkAt: iso(0) }] }, version: 1 };
  const isBad = (id: string) => id !== good(ids);
  const reconcile = createPaymentReconciliation({
    deadlines,
    store: {
      load: async (id: string) => (bad === 'unreadable' && isBad(id) ? refuse() : overdue),
    } as never,
    resolvePayment: async (id) => {
      if (isBad(id)) return overdue.state as never;
      served.push(id);
      return { steps: [] } as never;
    },
    random: () => 0.999,
    clock: later(),
    log: quietLog,
  });
  await reconcile({ id: 'run-1', until: later().now() + 20_000 });
  return served.length;
};

const sweeping = async (bad: Partial<OutboxItem>, table = 'orders') => {
  const item = (pk: string, changes: Partial<OutboxItem> = {}): OutboxItem => ({
    ...{ table, key: { pk, sk: 'OUT#1' }, messages: [], isPending: true, isCommit: false },
    ...changes,
  });
  const pages = [0, 1, 2].map((page) =>
    Array.from({ length: 100 }, (_, index) => item(`BAD#${page}${index}`, bad)),
  );
  const published: OutboxItem[] = [];
  const sweep = createSweep({
    outboxes: {
      pending: async function* (asked: string) {
        if (asked === 'broken') await refuse();
        yield* pages;
        yield [item('GOOD')];
      },
    } as never,
    routes: { tables: { broken: 'broken', [table]: table }, topics: {}, queues: {} },
    clock: later(),
    log: quietLog,
    relay: async (items) => {
      const taken = items.filter(({ key }) => key.pk === 'GOOD');
      published.push(...taken);
      return { published: new Set(taken), left: new Set() };
    },
  });
  await sweep({ until: later().now() + 28_000 }).catch(() => {});
  return published.length;
};

const rows: readonly (readonly [what: string, served: () => Promise<number>])[] = [
  [
    'deadlines of a shard in a due round',
    async () => {
      const deadlines = createDeadlines(createMemoryTable());
      const ids = idsOf(151);
      for (const [index, id] of ids.entries()) await deadlines.put({ id, dueAt: iso(index) });
      const ask = async (id: string) =>
        id === good(ids) ? { hasMoved: true, dueAt: undefined } : refuse();
      return createDueRound({ deadlines, ask })(iso(day), { causation, log: quietLog });
    },
  ],
  [
    'customers who are to be forgotten again',
    async () => {
      const table = createMemoryTable();
      const ids = idsOf(151, (number) => `usr_${number}`);
      for (const [index, id] of ids.entries()) {
        const key = { pk: `FORGOTTEN#${id}`, sk: 'STATE' };
        await table.transact([{ put: { ...key, due: 'forgotten', dueAt: iso(index) } }]);
      }
      let forgotten = 0;
      const remove = async (owner: object) => {
        if (!('customerId' in owner) || owner.customerId !== good(ids)) await refuse();
        forgotten += 1;
      };
      const { forgetAgain } = createForgetting(table, { remove }, {} as never);
      await forgetAgain(iso(day), causation).catch(() => {});
      return forgotten;
    },
  ],
  ['outbox items that no topic takes', () => sweeping({})],
  ['outbox items that cannot be read', () => sweeping({ isUnreadable: true })],
  ['payments that cannot be read', () => reconciling(151, 'unreadable')],
  ['payments that the provider never answers', () => reconciling(151, 'unanswered')],
  [
    'kept events that cannot be applied, and come before a person in the end',
    async () => {
      const table = createMemoryTable();
      const ids = idsOf(151, (number) => `pev_${number}`);
      const event = { reference: 'ord_1:authorization', kind: 'dispute.opened' } as never;
      for (const id of ids) {
        const kept = keep({ id, event, correlationId: 'request-1' }, iso(0));
        const due = { due: shardOf(id), dueAt: kept.nextTryAt };
        await table.transact([{ put: { ...parkedKey(id), ...kept, ...due } }]);
      }
      const retry = createRetryParked({
        parked: createParkedEventStore(table, async () => {}),
        applyProviderEvent: async (_, { messageId }) =>
          messageId === good(ids)
            ? ({ orderId: 'ord_1', outcome: { kind: 'ignored' } } as never)
            : refuse(),
        follow: async () => {},
        clock: later(),
        log: quietLog,
      });
      const found = await retry({ until: later().now() });
      return table.all().every(({ tries }) => tries === 2) ? found : 0;
    },
  ],
  [
    'deliveries of a slow endpoint',
    async () => {
      const table = createMemoryTable();
      const [slow = '', other = ''] = idsOf(2, (number) => endpointId(number + 1));
      const put = (id: string, index: number) => {
        const dueAt = iso(index);
        const key = { pk: `ENDPOINT#${id}`, sk: `DUE#${dueAt}#${index}` };
        return table.transact([{ put: { ...key, due: shardOf(id), dueAt } }]);
      };
      for (let index = 0; index < 20_000; index += 1) await put(slow, index);
      await put(other, 20_000);
      const woken: string[] = [];
      const wake = async (id: string) => {
        if (id === slow) await refuse();
        woken.push(id);
      };
      await createWaking(createDueQueue(table, later()), wake, quietLog)().catch(() => {});
      return woken.length;
    },
  ],
  [
    'deliveries whose address cannot be taken out',
    async () => {
      const body = JSON.stringify({ data: { order: { shippingAddress: { country: 'PT' } } } });
      const erased: string[] = [];
      const deliveries = {
        about: async () => ['dlv_bad', 'dlv_good'],
        read: async (id: string) => ({ id, body: id === 'dlv_bad' ? 'no JSON' : body }) as never,
        replace: async ({ id }: { id: string }) => void erased.push(id),
      };
      const { erase } = createErasure(createMemoryTable(), deliveries, later());
      await erase('ord_1').catch(() => {});
      return erased.length;
    },
  ],
  [
    'endpoints of an owner that cannot be removed',
    async () => {
      const own = ['whe_bad', 'whe_good'].map((id) => ({ id, owner: 'usr_1' }) as never);
      const removed: string[] = [];
      const [handler] = ownerHandlers(
        {
          all: async () => own,
          close: async () => {},
          read: async (id) => ({ id }) as never,
          remove: async ({ id }) => (id === 'whe_bad' ? refuse() : void removed.push(id)),
        },
        later(),
      );
      await handler?.handle({ data: { userId: 'usr_1' }, causation } as never).catch(() => {});
      return removed.length;
    },
  ],
  [
    'differences of a day whose payment cannot be read',
    async () => {
      const operation = { kind: 'capture', amount: { amount: 1, currency: 'EUR' }, time: iso(0) };
      const kept: object[] = [];
      await createDailyReport({
        ledger: {
          reports: async () => [],
          hasReport: async () => false,
          entries: async () => [],
          keepReport: async (report: object) => void kept.push(report),
        },
        provider: { list: async () => [{ key: 'ord_1:capture', ...operation }] },
        store: { load: () => Promise.reject(new UnreadableStream({ pk: 'P', sk: 'S' }, '/at')) },
        clock: testClock(start + day + day / 2),
        log: quietLog,
      } as never)();
      return kept.length;
    },
  ],
  [
    'texts that cannot be sent now, of the mails beside them',
    async () => {
      let mails = 0;
      const preferences = { email: { shipping: true }, sms: { shipping: true }, phone: '+351' };
      const notify = createNotify({
        store: {
          person: async () => ({ contact: { email: 'a@b.example' }, preferences }) as never,
        },
        deliver: {
          text: refuse,
          mail: async () => {
            mails += 1;
            return { kind: 'done' };
          },
          confirm: async () => {},
        },
        unsubscribeUrl: async () => 'https://shop.example',
      });
      const incoming = { envelope: { id: 'msg_1' }, log: quietLog } as never;
      const told = notify('usr_1', { template: 'order-shipped' } as never, incoming);
      await expect(told).rejects.toThrow('it always fails');
      return mails;
    },
  ],
];

it.each(rows)('%s keep nobody from the others', async (_, served) => {
  expect(await served()).toBe(1);
});
