// Lists of orders over HTTP.
import { listOrders } from '../../../events/http/orders/orders.ts';
import { listOrdersV2 } from '../../../events/http/orders/orders-v2.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { withDecimalAmounts } from '../decimal-amounts.ts';
import { createPages, type PageParts } from './pages.ts';

const headers = { 'view-consistency': 'strong' };

export const listEndpoints = (parts: PageParts): readonly Endpoint[] => {
  const page = createPages(parts);
  return [
    endpoint(listOrders, async (request) => ({
      status: 200,
      headers,
      body: await page(listOrders.id, request, request.query),
    })),
    endpoint(listOrdersV2, async (request) => ({
      status: 200,
      headers,
      body: withDecimalAmounts(await page(listOrdersV2.id, request, request.query)),
    })),
  ];
};
