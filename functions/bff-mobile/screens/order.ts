// An order with what has happened to it.
import { type MobileOrderPage, mobileOrder } from '../../../events/http/bff/mobile.ts';
import type { Order } from '../../../events/http/orders/orders.ts';
import { segment } from '../../../platform/calls/public-api.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { conditional } from '../../../platform/http/precondition.ts';
import { askingFor, type MobileApi } from '../api.ts';
import { type List, none, ownAnswer } from '../list.ts';
import { clip, fitted, orderOf } from '../trimming.ts';

interface Fact {
  readonly type: string;
  readonly time: string;
}

const shipmentOf = ({ carrier, trackingNumber }: Order['delivery']['shipments'][number]) => ({
  carrier: clip(carrier, 40),
  trackingNumber: clip(trackingNumber, 60),
});

export const orderScreen = (api: MobileApi): Endpoint =>
  endpoint(mobileOrder, async (request) => {
    const { ask, optional, partial } = askingFor(request, api);
    const path = `/orders/${segment(request.params.id)}`;
    const [found, facts] = await Promise.all([
      ask<Order>({ service: 'orders', patience: 'screen', path }),
      optional(
        'timeline',
        ask<List<Fact>>({ service: 'orders', patience: 'extra', path: `${path}/events` }),
        none,
      ),
    ]);
    const { payment, delivery } = found;
    const body: MobileOrderPage = {
      ...orderOf(found),
      lines: found.lines.map(({ name, quantity, total }) => ({
        name: clip(name, 60),
        quantity,
        total,
      })),
      payment: { status: payment.status },
      delivery: {
        status: delivery.status,
        shipments: delivery.shipments.slice(-5).map(shipmentOf),
      },
      timeline: facts.items.slice(-12).map(({ type, time }) => ({ type, time })),
      partial: partial(),
    };
    const small = fitted(body, ['lines', 'timeline']);
    return conditional(request.header('if-none-match'), small, ownAnswer);
  });
