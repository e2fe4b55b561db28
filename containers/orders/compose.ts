// The orders service without its transports: commands, reads and the saga behind them, over one table.
import { placeOrder } from '../../events/http/orders/orders.ts';
import type { ServiceGround } from '../../platform/service/service-ground.ts';
import type { ServiceParts } from '../../platform/service/service-parts.ts';
import { followSeals } from '../../platform/tokens/seals.ts';
import { composeCallees } from './callees.ts';
import { createCarts } from './cart/cart-store.ts';
import { composeCommands } from './compose-commands.ts';
import type { OrdersConfig } from './config.ts';
import { createCoupons } from './coupons/coupons.ts';
import { createForgetting } from './erasure/erasure.ts';
import { orderEndpoints } from './http.ts';
import { createListing } from './lists/listing.ts';
import { createRemembered } from './lists/remembered.ts';
import { messageHandlers } from './messages.ts';
import { composeObservers } from './placing/compose.ts';
import { createOrderStore } from './store.ts';
import { createWatchdog } from './watchdog.ts';

export const composeOrders = async (ground: ServiceGround<OrdersConfig>): Promise<ServiceParts> => {
  const { config, clock, table, secret, readable, unreadable } = ground;
  const { observers, waiters, admission, streams, streamOrder } = composeObservers(ground);
  const orders = composeCommands(ground, observers);
  const carts = createCarts(table, clock);
  return {
    endpoints: orderEndpoints({
      ...composeCallees(ground),
      orders,
      list: createListing({
        table,
        orders: createRemembered(createOrderStore(table, readable)),
      }),
      carts,
      coupons: createCoupons(table, readable),
      waiters,
      streamOrder,
      unreadable,
      cursors: await followSeals(() => secret(config.CURSOR_SECRET_ARN)),
      clock,
    }),
    handlers: messageHandlers({
      orders,
      check: createWatchdog(table, orders),
      forgetting: createForgetting(table, carts, orders),
      clock,
    }),
    hasRoom: (route) => route !== placeOrder.id || admission.hasRoom(),
    draining: () => streams.close(),
    // Nobody waits for an order in a process that is about to stop.
    beforeClose: () => waiters.close(),
  };
};
