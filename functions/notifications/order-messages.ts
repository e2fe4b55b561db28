// Mails about orders, to their customers.
import type { MessageContract, MessageData } from '../../events/message.ts';
import {
  linesCancelled,
  type OrderSummary,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderRefunded,
  orderRejected,
  orderReturned,
  orderShipped,
} from '../../events/messages/orders.ts';
import { type MessageHandler, on } from '../../platform/messaging/inbox.ts';
import type { Mail } from './domain/mail.ts';
import type { Notify } from './sending/notify.ts';

export const orderHandlers = (notify: Notify): readonly MessageHandler[] => {
  const onOrder = <C extends MessageContract, K extends keyof MessageData<C> & string>(
    contract: C,
    reads: readonly K[],
    mailOf: (data: Pick<MessageData<C>, K>) => Mail & { readonly order: OrderSummary },
  ): MessageHandler =>
    on(contract, reads, (incoming) => {
      const mail = mailOf(incoming.data);
      return notify(mail.order.customerId, mail, incoming);
    });

  return [
    onOrder(orderConfirmed, ['order'], ({ order }) => ({ template: 'order-confirmed', order })),
    onOrder(orderRejected, ['order', 'reason'], ({ order, reason }) => ({
      template: 'order-rejected',
      order,
      reason,
    })),
    onOrder(orderCancelled, ['order'], ({ order }) => ({ template: 'order-cancelled', order })),
    onOrder(orderShipped, ['order', 'carrier', 'trackingNumber', 'lines', 'charge'], (shipped) => ({
      template: 'order-shipped',
      ...shipped,
    })),
    onOrder(linesCancelled, ['order', 'lines'], (cancelled) => ({
      template: 'lines-cancelled',
      ...cancelled,
    })),
    onOrder(orderDelivered, ['order', 'lines'], (delivered) => ({
      template: 'order-delivered',
      ...delivered,
    })),
    onOrder(orderReturned, ['order', 'lines'], (returned) => ({
      template: 'order-returned',
      ...returned,
    })),
    onOrder(orderRefunded, ['order', 'amount'], ({ order, amount }) => ({
      template: 'order-refunded',
      order,
      amount,
    })),
  ];
};
