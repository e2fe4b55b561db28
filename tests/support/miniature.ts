// The whole saga in one process: orders, products and payments over tables in memory, a relay, queues and a provider, with ports for what may go wrong.
import { setImmediate as sleepNow } from 'node:timers/promises';
import { checkDeadlines } from '../../events/messages/orders.ts';
import { expireReservations } from '../../events/messages/products.ts';
import { facts, type Service } from '../../events/routes.ts';
import { audit } from '../../functions/auditor/domain/audit.ts';
import { openBooks } from '../../functions/auditor/domain/books.ts';
import type { Breach, Snapshot, StoredItem } from '../../functions/auditor/domain/snapshot.ts';
import { createRelay } from '../../functions/outbox-relay/relay.ts';
import { published } from '../../functions/outbox-relay/store.ts';
import { generator } from '../../localstack/cloud/faults.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createInbox, type Inbox } from '../../platform/messaging/inbox.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { testClock } from './clock.ts';
import { quietLog } from './http.ts';
import { ledgerProvider } from './ledger-provider.ts';
import { createMemoryTable } from './memory-table.ts';
import { type As, startOrders } from './order-service.ts';
import { shippingAddress } from './orders.ts';
import { createPaymentService } from './payments.ts';
import { Crash, calmPorts, type Ports, tableBehind } from './ports.ts';
import { mug, shop } from './products.ts';
import { nameOf, unpublishedOf } from './unpublished.ts';

const members = ['orders', 'products', 'payments'] as const;
export type Member = (typeof members)[number];

export interface Queued {
  readonly to: Member;
  readonly body: string;
  receives: number;
}

export interface MiniatureOptions {
  readonly ports?: Ports;
  readonly stock?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** A consumer that lets go of a message before its effect is kept, for planted bugs. */
  readonly maxReceives?: number;
}

const admin: As = { as: 'usr_00000000000000000000000000000099', roles: ['admin'] };
const isMember = (service: Service | string): service is Member =>
  (members as readonly string[]).includes(service);

export type Miniature = Awaited<ReturnType<typeof startMiniature>>;

export const startMiniature = async ({
  ports = calmPorts,
  stock = { MUG: 5, TEA: 5 },
  seed = 1,
  maxReceives = 200,
}: MiniatureOptions = {}) => {
  const clock = testClock();
  const random = generator(seed);
  const ledger = createLedger({ now: () => new Date(clock.now()).toISOString() });
  const tables = {
    orders: createMemoryTable(),
    products: createMemoryTable(),
    payments: createMemoryTable(),
  };
  const queue: Queued[] = [];
  const dead: Queued[] = [];
  const delivered: Queued[] = [];
  const seen = new Set<string>();
  const reminded = new Set<object>();

  const startMembers = async () => {
    const behind = (name: Member) => tableBehind(tables[name], name, ports);
    const orders = await startOrders(behind('orders'), { clock });
    const products = shop(behind('products'), { clock, newId });
    const provider = ledgerProvider(ledger, ports);
    const payments = createPaymentService({ table: behind('payments'), provider, clock });
    const inboxes: Record<Member, Inbox> = {
      orders: orders.receive,
      products: createInbox(products.handlers, quietLog),
      payments: payments.inbox,
    };
    return { orders, payments, inboxes };
  };
  let running = await startMembers();

  const stocked = shop(tables.products, { clock, newId });
  await stocked.request('create', {
    body: mug({
      variants: Object.entries(stock).map(([sku, count]) => ({
        sku,
        name: sku,
        price: { amount: sku === 'MUG' ? 1250 : 499, currency: 'EUR' },
        stock: count,
      })),
    }),
  });

  const { call: callOrders } = await startOrders(tables.orders, { clock });
  for (const [code, basisPoints] of Object.entries({ HALF: 5_000, TENTH: 1_000 })) {
    const discount = { kind: 'percentage', basisPoints };
    const body = { code, discount, limit: 2, combinable: true };
    await callOrders('orders.create-coupon', { body }, admin);
  }

  const receiversOf = ({ destination, envelope }: AddressedMessage): readonly Member[] =>
    destination === 'topic'
      ? (facts.find(({ type }) => type === envelope.type)?.to ?? []).filter(isMember)
      : [destination.slice('queue:'.length)].filter(isMember);

  const relayItems = createRelay({
    publisher: {
      publish: (_, messages) =>
        ports.around('publisher.publish', async () => {
          for (const message of messages) {
            const body = JSON.stringify(message.envelope);
            for (const to of receiversOf(message)) queue.push({ to, body, receives: 0 });
          }
          return new Set(messages.map(({ envelope }) => envelope.id));
        }),
    },
    outboxes: {
      pending: async function* () {},
      markPublished: (item, expiresAt) =>
        tableBehind(tables[item.table as Member], item.table, ports).transact([
          { update: item.key, change: published(item, expiresAt) },
        ]),
      markPending: async () => {},
    },
    routes: {
      tables: Object.fromEntries(members.map((name) => [name, name])),
      topics: {},
      queues: {},
    },
    clock,
    log: quietLog,
  });

  /** Commits that the stream has brought, as far as they were published. */
  const streamed = new Set<string>();

  /** Answers false when it failed and is to be delivered again. */
  const receive = async (queued: Queued): Promise<boolean> => {
    queued.receives += 1;
    try {
      const handled = await running.inboxes[queued.to](queued.body);
      if (handled.kind === 'ignored') {
        seen.add(`${queued.to} ${(JSON.parse(queued.body) as { id: string }).id}`);
      }
      return true;
    } catch (error) {
      if (error instanceof Crash) throw error;
      return false;
    }
  };

  const made = {
    clock,
    ledger,
    tables,
    queue,
    dead,
    delivered,
    get orders() {
      return running.orders;
    },
    get payments() {
      return running.payments;
    },

    /** New processes over the same tables. */
    restart: async () => {
      running = await startMembers();
    },

    /** The answer, or undefined when something went wrong on the way. */
    call: async (
      route: string,
      request: Parameters<typeof running.orders.call>[1],
      as: As = {},
    ) => {
      const answer = await running.orders.call(route, request, as);
      // The endpoint turns whatever went wrong into an answer of 500.
      return answer.status >= 500 ? undefined : answer;
    },

    place: (
      key: string,
      lines: readonly { sku: string; quantity: number }[],
      token: string,
      coupons?: readonly string[],
    ) =>
      made.call('orders.place', {
        headers: { 'idempotency-key': `miniature-${key}` },
        body: { lines, shippingAddress, paymentMethod: { token }, ...(coupons ? { coupons } : {}) },
      }),

    asStaff: admin,

    relay: async (): Promise<number> => {
      const items = members.flatMap((name) => unpublishedOf(name, tables[name], streamed));
      if (items.length === 0) return 0;
      try {
        const { published } = await relayItems(items);
        for (const item of published) streamed.add(nameOf(item));
      } catch (error) {
        if (error instanceof Crash) throw error;
      }
      return items.length;
    },

    /** Delivers one message, any of them; `keep` leaves it in the queue to come again. */
    deliver: async ({
      keep = false,
    }: {
      keep?: boolean | ((queued: Queued) => boolean);
    } = {}): Promise<boolean> => {
      const index = Math.floor(random() * queue.length);
      const queued = queue[index];
      if (queued === undefined) return false;
      const done = await receive(queued);
      const isKept = typeof keep === 'function' ? keep(queued) : keep;
      if (done && !isKept) {
        queue.splice(queue.indexOf(queued), 1);
        delivered.push(queued);
      } else if (queued.receives >= maxReceives && queue.includes(queued)) {
        queue.splice(queue.indexOf(queued), 1);
        dead.push(queued);
      }
      return true;
    },

    /** What the schedules do every minute, and the reminders that payments has asked for. */
    tick: async (): Promise<void> => {
      clock.advance(61_000);
      const time = made.orders.message(checkDeadlines, 'orders', {});
      queue.push({ to: 'orders', body: time, receives: 0 });
      const expire = made.orders.message(expireReservations, 'products', {});
      queue.push({ to: 'products', body: expire, receives: 0 });
      for (const reminder of made.payments.reminders) {
        if (reminded.has(reminder)) continue;
        reminded.add(reminder);
        queue.push({ to: 'payments', body: reminder.body, receives: 0 });
      }
      await made.payments
        .reconcile({ id: 'run_00000001', until: clock.now() })
        .catch((error: unknown) => {
          if (error instanceof Crash) throw error;
        });
    },

    /** Until nothing moves any more, with some rounds of the schedules. */
    drain: async (rounds = 4): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        if (round > 0) await made.tick();
        while (await made.stir()) await sleepNow();
      }
    },

    /** Publishes what is committed and delivers what is queued; answers whether there was anything. */
    stir: async (): Promise<boolean> => {
      const relayed = await made.relay();
      const count = queue.length;
      for (let left = count; left > 0 && queue.length > 0; left -= 1) await made.deliver();
      return relayed > 0 || count > 0;
    },

    snapshot: (): Snapshot => {
      const items = (member: Member) => tables[member].all() as StoredItem[];
      return {
        at: new Date(clock.now()).toISOString(),
        tables: {
          auth: [],
          webhooks: [],
          notifications: [],
          orders: items('orders'),
          products: items('products'),
          payments: items('payments'),
        },
        provider: ledger.list(),
        seen: undefined,
        graceMs: 0,
      };
    },

    breaches: (): Breach[] => audit(made.snapshot()),

    statuses: (): string[] =>
      [...openBooks(made.snapshot()).orders.values()].map(({ view }) => view.status).sort(),
  };
  return made;
};
