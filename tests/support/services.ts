// All services in one process over the tables of one database: what they commit is relayed, and handed to those it is for.

import { facts, services as names, type Service } from '../../events/routes.ts';
import { notificationEndpoints } from '../../functions/notifications/http.ts';
import { notificationHandlers } from '../../functions/notifications/messages.ts';
import { createDeliver } from '../../functions/notifications/sending/send.ts';
import { unsubscribeUrl } from '../../functions/notifications/sending/unsubscribing.ts';
import { createNotificationStore } from '../../functions/notifications/store.ts';
import { createRelay } from '../../functions/outbox-relay/relay.ts';
import {
  createOutboxes,
  type OutboxItem,
  outboxItemOf,
} from '../../functions/outbox-relay/store.ts';
import { createDeliveryStore } from '../../functions/webhooks/deliveries/delivery-store.ts';
import { createErasure } from '../../functions/webhooks/deliveries/erasure.ts';
import { createEndpointStore } from '../../functions/webhooks/endpoints/endpoint-store.ts';
import { ownerHandlers } from '../../functions/webhooks/endpoints/owners.ts';
import { fanOutHandlers } from '../../functions/webhooks/outbound/fan-out.ts';
import { createLedger } from '../../localstack/tandem/provider/ledger.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import type { Table } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createInbox, type Inbox } from '../../platform/messaging/inbox.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { startAuth } from './auth.ts';
import { testClock } from './clock.ts';
import type { TestDatabase } from './dynamo.ts';
import {
  call,
  services as given,
  identity,
  quietLog,
  quietReadable,
  type TestRequest,
} from './http.ts';
import { ledgerProvider } from './ledger-provider.ts';
import { startOrders } from './order-service.ts';
import { createPaymentService } from './payments.ts';
import { calmPorts } from './ports.ts';
import { shop } from './products.ts';

export interface SentMail {
  readonly to: string;
  readonly text: string;
}

const startNotifications = (table: Table, clock: { now(): number }) => {
  const mails: SentMail[] = [];
  const store = createNotificationStore(table, clock, quietReadable());
  const publicUrl = 'https://shop.example/v1';
  const seals = createSeals('key');
  const deliver = createDeliver({
    store,
    siteUrl: 'https://shop.example',
    mailer: { send: async (to, { text }) => void mails.push({ to, text }) },
    texter: { send: async () => {} },
  });
  const handlers = notificationHandlers({
    store,
    deliver,
    unsubscribeUrl: async (what) => unsubscribeUrl(seals, publicUrl, what),
  });
  const endpoints = notificationEndpoints({ store, seals: async () => seals });
  return {
    mails,
    inbox: createInbox(handlers, quietLog),
    call: (id: string, request: TestRequest, subject: string) => {
      const endpoint = endpoints.find(({ contract }) => contract.id === `notifications.${id}`);
      if (endpoint === undefined) throw new Error(`no route ${id}`);
      const headers = { authorization: 'Bearer token', ...request.headers };
      const verify = async () => identity({ subject });
      return call(endpoint, { ...request, headers }, given({ verify }));
    },
  };
};

const startWebhooks = (table: Table, clock: { now(): number }) => {
  const commit = createUnitOfWork({ table, source: 'webhooks', clock, newId });
  const endpoints = createEndpointStore(table, commit, quietReadable());
  const deliveries = createDeliveryStore(table, clock, quietReadable());
  const erasure = createErasure(table, deliveries, clock);
  const wake = async () => {};
  const handlers = [
    ...fanOutHandlers({ endpoints, deliveries, erasure, wake, clock }),
    ...ownerHandlers(endpoints, clock),
  ];
  return { endpoints, deliveries, inbox: createInbox(handlers, quietLog) };
};

export const startServices = async (database: TestDatabase) => {
  const clock = testClock();
  const made = await Promise.all(
    names.map(async (name) => [name, await database.table(name)] as const),
  );
  const tables = Object.fromEntries(made) as Record<Service, Table>;
  const ledger = createLedger({ now: () => new Date(clock.now()).toISOString() });
  const auth = startAuth(tables.auth, clock);
  const orders = await startOrders(tables.orders, { clock });
  const products = shop(tables.products, { clock, newId });
  const payments = createPaymentService({
    table: tables.payments,
    provider: ledgerProvider(ledger, calmPorts),
    clock,
  });
  const notifications = startNotifications(tables.notifications, clock);
  const webhooks = startWebhooks(tables.webhooks, clock);

  const inboxes: Readonly<Partial<Record<string, Inbox>>> = {
    orders: orders.receive,
    products: createInbox(products.handlers, quietLog),
    payments: payments.inbox,
    notifications: notifications.inbox,
    webhooks: webhooks.inbox,
  };
  const receiversOf = ({ destination, envelope }: AddressedMessage): readonly string[] =>
    destination === 'topic'
      ? (facts.find(({ type }) => type === envelope.type)?.to ?? [])
      : [destination.slice('queue:'.length)];

  const senders = Object.fromEntries(names.map((name) => [name, name]));
  const outboxes = createOutboxes(database.client, senders);
  const relay = createRelay({
    publisher: {
      publish: async (_, messages) => {
        for (const message of messages) {
          for (const to of receiversOf(message)) {
            await inboxes[to]?.(JSON.stringify(message.envelope));
          }
        }
        return new Set(messages.map(({ envelope }) => envelope.id));
      },
    },
    outboxes,
    routes: {
      tables: senders,
      topics: {},
      queues: {},
    },
    clock,
    log: quietLog,
  });

  /** Commits that the stream has brought. */
  const streamed = new Set<string>();

  const unpublished = async (name: string): Promise<OutboxItem[]> => {
    const found: OutboxItem[] = [];
    for await (const items of createScan(database.client, name)()) {
      found.push(...items.map((item) => outboxItemOf(senders, name, toAttributes(item))));
    }
    return found.filter(
      ({ isPending, isCommit, key, messages }) =>
        messages.length > 0 && (isPending || (isCommit && !streamed.has(`${key.pk} ${key.sk}`))),
    );
  };

  const relayOnce = async (): Promise<boolean> => {
    const found = await Promise.all(names.map(unpublished));
    const items = found
      .flat()
      .sort((one, other) =>
        String(one.messages[0]?.envelope.id) < String(other.messages[0]?.envelope.id) ? -1 : 1,
      );
    if (items.length > 0) await relay(items);
    for (const { key } of items) streamed.add(`${key.pk} ${key.sk}`);
    return items.length > 0;
  };

  return {
    clock,
    auth,
    orders,
    products,
    notifications,
    webhooks,
    /** Until nothing is left to be said. */
    settle: async (): Promise<void> => {
      while (await relayOnce());
    },
  };
};
