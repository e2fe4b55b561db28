// The orders container: placing, following and fulfilling orders, and the saga behind them.
import { SQSClient } from '@aws-sdk/client-sqs';
import { placeOrder } from '../../events/http/orders/orders.ts';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createRateLimit } from '../../platform/http/rate-limit.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { startQueueConsumer } from '../../platform/messaging/queue-consumer.ts';
import { runContainer } from '../../platform/service/container.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { measured } from '../../platform/telemetry/metrics.ts';
import { createFigures } from '../../platform/telemetry/prometheus.ts';
import { createClientToken } from '../../platform/tokens/client-token.ts';
import { followCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createCarts } from './cart/cart-store.ts';
import { createCatalogue } from './catalogue/catalogue.ts';
import { createOrders, type LoadedOrder } from './commands.ts';
import { readOrdersConfig } from './config.ts';
import { createCoupons } from './coupons/coupons.ts';
import { createForgetting } from './erasure/erasure.ts';
import { orderEndpoints } from './http.ts';
import { createCustomers } from './lists/customers.ts';
import { createListing } from './lists/listing.ts';
import { messageHandlers } from './messages.ts';
import { createBacklog } from './placing/admission.ts';
import { createWaiters } from './placing/waiters.ts';
import { createWatchdog } from './watchdog.ts';

const config = readOrdersConfig();
const log = createLog(config);
const figures = createFigures();
const table = createTable(dynamoClient(), config.TABLE_NAME);
const sqs = new SQSClient(clientOptions);
const readSecret = createSecretReader(clock);
const readSecretNow = createSecretReader(clock, { maxAgeMs: 0 });
const waiters = createWaiters<LoadedOrder>(clock);
const backlog = createBacklog({ clock, random: Math.random });
const readable = createReadable({ clock, log, found: figures.unreadable });
const orders = createOrders({
  table,
  clock,
  newId,
  readable,
  waiters,
  heardOfStock: backlog.heard,
  settled: (milliseconds) => {
    log.info(measured('SettleMilliseconds', milliseconds), 'order settled');
    figures.settled(milliseconds);
  },
});
const carts = createCarts(table, clock);
const calls = {
  withToken: createClientToken({
    url: config.TOKEN_URL,
    readSecret: () => readSecretNow(config.CLIENT_SECRET_ARN),
    clock,
    log,
  }),
  log,
};
const catalogue = createCatalogue({ url: config.PRODUCTS_URL, ...calls });
const deadlines = createDeadlines(table);
const check = createWatchdog(deadlines, orders, log);
const forgetting = createForgetting(table, carts, orders);

const server = createServer({
  endpoints: orderEndpoints({
    orders,
    list: createListing({ table, orders, deadlines }),
    catalogue,
    carts,
    coupons: createCoupons(table, readable),
    customers: createCustomers({ url: config.TOKEN_ISSUER, ...calls }),
    waiters,
    cursors: await followCursors(() => readSecret(config.CURSOR_SECRET_ARN)),
    clock,
    newId,
  }),
  services: {
    ...httpServices(config, clock, log),
    rateLimit: createRateLimit(
      { perSecond: config.SUBJECT_RATE, burst: config.SUBJECT_BURST },
      clock,
    ),
  },
  prefix: '/v1',
  limits: { hasRoom: (route) => route !== placeOrder.id || backlog.hasRoom() },
  ready: async () => {
    await table.get({ pk: 'HEALTH', sk: 'HEALTH' });
  },
  figures,
});
// Nobody waits for an order in a process that is about to stop.
server.addHook('preClose', () => waiters.close());

await runContainer({
  server,
  port: config.PORT,
  host: config.LISTEN_HOST,
  log,
  consume: () =>
    startQueueConsumer({
      client: sqs,
      queueUrl: config.QUEUE_URL,
      inbox: createInbox(messageHandlers({ orders, check, forgetting, clock }), log, {
        handled: figures.handled,
      }),
      bury: createBury({ client: sqs, deadLettersUrl: config.DEAD_LETTERS_URL }),
      log,
    }),
});
