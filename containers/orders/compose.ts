// The orders service without its transports: commands, reads and the saga behind them, over one table.
import { placeOrder } from '../../events/http/orders/orders.ts';
import { listUnreadableOrders } from '../../events/http/unreadable.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import type { ServiceGround } from '../../platform/service/service-ground.ts';
import type { ServiceParts } from '../../platform/service/service-parts.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { measured } from '../../platform/telemetry/embedded-metrics.ts';
import { createClientToken } from '../../platform/tokens/client-token.ts';
import { followSeals } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createCarts } from './cart/cart-store.ts';
import { composeCatalogue } from './catalogue/compose.ts';
import { createOrders, type LoadedOrder } from './commands.ts';
import type { OrdersConfig } from './config.ts';
import { createCoupons } from './coupons/coupons.ts';
import { createForgetting } from './erasure/erasure.ts';
import { composeFollowing } from './following/compose.ts';
import { orderEndpoints } from './http.ts';
import { createCustomers } from './lists/customers.ts';
import { createListing } from './lists/listing.ts';
import { messageHandlers } from './messages.ts';
import { createAdmission } from './placing/admission.ts';
import { tellAdmission, tellWaiters, whenSettled } from './placing/observers.ts';
import { createWaiters } from './placing/waiters.ts';
import { createWatchdog } from './watchdog.ts';

export const composeOrders = async ({
  config,
  clock,
  newId,
  log,
  metrics,
  table,
  secret,
  readable,
  unreadable,
}: ServiceGround<OrdersConfig>): Promise<ServiceParts> => {
  const waiters = createWaiters<LoadedOrder>(clock);
  const admission = createAdmission({ clock, random: Math.random });
  const settled = (milliseconds: number): void => {
    log.info(measured('SettleMilliseconds', milliseconds), 'order settled');
    metrics.settled(milliseconds);
  };
  const { streams, streamOrder, observer } = composeFollowing({ table, readable, clock, log });
  metrics.streams(() => streams.count);
  const observers = [
    tellWaiters(waiters),
    tellAdmission(admission),
    whenSettled(settled),
    observer,
  ];
  const orders = createOrders({ table, clock, newId, readable, observers });
  const carts = createCarts(table, clock);
  const secretNow = createSecretReader(clock, { maxAgeMs: 0 });
  const calls = {
    withToken: createClientToken({
      url: config.TOKEN_URL,
      readSecret: () => secretNow(config.CLIENT_SECRET_ARN),
      clock,
      log,
    }),
    log,
  };
  const deadlines = createDeadlines(table);
  const cursors = await followSeals(() => secret(config.CURSOR_SECRET_ARN));
  return {
    endpoints: [
      ...orderEndpoints({
        orders,
        list: createListing({ table, orders, deadlines }),
        catalogue: composeCatalogue(config, calls),
        customers: createCustomers({ url: config.TOKEN_ISSUER, ...calls }),
        carts,
        coupons: createCoupons(table, readable),
        waiters,
        streamOrder,
        cursors,
        clock,
        newId,
      }),
      ...unreadableEndpoints(listUnreadableOrders, unreadable, () => cursors),
    ],
    handlers: messageHandlers({
      orders,
      check: createWatchdog(table, orders),
      forgetting: createForgetting(table, carts, orders),
      clock,
    }),
    hasRoom: (route) => route !== placeOrder.id || admission.hasRoom(),
    leaving: () => streams.close(),
    // Nobody waits for an order in a process that is about to stop.
    beforeClose: () => waiters.close(),
  };
};
