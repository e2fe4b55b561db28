// Who publishes and who receives every message: infra (topics, subscriptions, filters, grants), the relay and the tests read this table.

export const services = [
  'auth',
  'products',
  'orders',
  'payments',
  'webhooks',
  'notifications',
] as const;
export type Service = (typeof services)[number];

/** A message that was received so often and failed each time is dead. */
export const mostReceives = 5;

export type Sender = Service | 'scheduler';

export interface MessageRoute {
  readonly type: string;
  readonly from: readonly Sender[];
  readonly to: readonly Service[];
}

/** Facts: published to the topic of the service in `from`, delivered to the inbox of each service in `to`. */
export const facts: readonly MessageRoute[] = [
  { type: 'auth.user-verified.v1', from: ['auth'], to: ['notifications'] },
  { type: 'auth.user-profile-changed.v1', from: ['auth'], to: ['notifications'] },
  {
    type: 'auth.user-deletion-requested.v1',
    from: ['auth'],
    to: ['orders', 'notifications', 'webhooks'],
  },
  { type: 'auth.client-removed.v1', from: ['auth'], to: ['webhooks'] },
  { type: 'orders.order-placed.v1', from: ['orders'], to: ['webhooks'] },
  { type: 'orders.order-confirmed.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-rejected.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-cancelled.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.address-changed.v1', from: ['orders'], to: ['webhooks'] },
  { type: 'orders.lines-cancelled.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-shipped.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-delivered.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-returned.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.order-refunded.v1', from: ['orders'], to: ['notifications', 'webhooks'] },
  { type: 'orders.personal-data-erased.v1', from: ['orders'], to: ['webhooks'] },
  { type: 'products.stock-reserved.v1', from: ['products'], to: ['orders'] },
  { type: 'products.stock-reservation-failed.v1', from: ['products'], to: ['orders'] },
  { type: 'products.stock-released.v1', from: ['products'], to: ['orders'] },
  { type: 'payments.payment-authorized.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-declined.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-voided.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-captured.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-refunded.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-flagged.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-refund-failed.v1', from: ['payments'], to: ['orders'] },
  { type: 'payments.payment-cleared.v1', from: ['payments'], to: ['orders'] },
  { type: 'webhooks.provider-event-received.v1', from: ['webhooks'], to: ['payments'] },
  { type: 'webhooks.endpoint-disabled.v1', from: ['webhooks'], to: ['notifications'] },
];

/** Commands: sent straight to the inbox of their one receiver. */
export const commands: readonly MessageRoute[] = [
  { type: 'products.reserve-stock.v1', from: ['orders'], to: ['products'] },
  { type: 'products.release-stock.v1', from: ['orders'], to: ['products'] },
  { type: 'products.commit-stock.v1', from: ['orders'], to: ['products'] },
  { type: 'products.restock.v1', from: ['orders'], to: ['products'] },
  { type: 'products.expire-reservations.v1', from: ['scheduler'], to: ['products'] },
  { type: 'products.import-part.v1', from: ['products'], to: ['products'] },
  { type: 'payments.authorize-payment.v1', from: ['orders'], to: ['payments'] },
  { type: 'payments.note-nothing-due.v1', from: ['orders'], to: ['payments'] },
  { type: 'payments.void-payment.v1', from: ['orders'], to: ['payments'] },
  { type: 'payments.capture-payment.v1', from: ['orders'], to: ['payments'] },
  { type: 'payments.refund-payment.v1', from: ['orders'], to: ['payments'] },
  { type: 'payments.settle-payment.v1', from: ['payments'], to: ['payments'] },
  { type: 'orders.check-deadlines.v1', from: ['scheduler'], to: ['orders'] },
  { type: 'notifications.send-account-mail.v1', from: ['auth'], to: ['notifications'] },
];

/** Types whose fact is delivered to a service's inbox, by the service that publishes them. */
export const subscriptionsOf = (service: Service): ReadonlyMap<Service, readonly string[]> => {
  const byPublisher = new Map<Service, string[]>();
  for (const { type, from, to } of facts) {
    if (!to.includes(service)) continue;
    for (const publisher of from as Service[]) {
      byPublisher.set(publisher, [...(byPublisher.get(publisher) ?? []), type]);
    }
  }
  return byPublisher;
};
