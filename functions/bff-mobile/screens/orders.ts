// What has changed among a customer's orders since the app has asked last.
import { type MobileOrders, mobileOrders } from '../../../events/http/bff/mobile.ts';
import type { Order } from '../../../events/http/orders/orders.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { conditional } from '../../../platform/http/precondition.ts';
import { askingFor, type MobileApi } from '../api.ts';
import { type List, ownAnswer } from '../list.ts';
import { changedSince, knownIn, sinceOf, watched } from '../since.ts';
import { orderOf } from '../trimming.ts';

/** So many go into 4 KB with the cursor of all that are watched. */
const ordersAtOnce = 6;

export const ordersScreen = (api: MobileApi): Endpoint =>
  endpoint(mobileOrders, async (request) => {
    const known = knownIn(request.query.since ?? '');
    const { ask } = askingFor(request, api);
    const { items } = await ask<List<Order>>({
      service: 'orders',
      patience: 'screen',
      path: '/orders',
      query: { own: true, limit: watched },
    });
    const delta = changedSince(known, items, ordersAtOnce);
    const body: MobileOrders = {
      items: delta.changed.map(orderOf),
      nextSince: sinceOf(delta.known),
      hasMore: delta.hasMore,
    };
    return conditional(request.header('if-none-match'), body, ownAnswer);
  });
