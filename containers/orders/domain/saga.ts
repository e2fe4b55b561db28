// The saga of an order on one screen: after which fact what is asked of whom, what may come back and where it leads, what undoes it, and how long it may take.
import type { MessageContract, MessageData } from '../../../events/message.ts';
import * as payments from '../../../events/messages/payments.ts';
import * as products from '../../../events/messages/products.ts';
import type { SystemCommand } from './commands.ts';
import { patience } from './deadlines.ts';
import type { OrderEvent } from './events.ts';
import type { PlacedOrder } from './order.ts';

type Status = PlacedOrder['status'];

/** The commands that record what a message says. */
type RecordedBy<Data> = {
  [C in SystemCommand as C['type']]: Data extends Omit<C, 'type' | 'at'> ? C['type'] : never;
}[SystemCommand['type']];

export interface Answer {
  readonly message: MessageContract;
  /** Members of the message that the command takes. */
  readonly reads: readonly string[];
  readonly recordedBy: SystemCommand['type'];
  /** Where the order may be then. */
  readonly leadsTo: readonly Status[];
}

/** What the message says is what the command takes. */
const answer =
  <C extends MessageContract, K extends keyof MessageData<C> & string>(
    message: C,
    reads: readonly K[],
  ) =>
  (recordedBy: RecordedBy<Pick<MessageData<C>, K>>, ...leadsTo: readonly Status[]): Answer => ({
    message,
    reads,
    recordedBy,
    leadsTo,
  });

export interface Step {
  readonly after: OrderEvent['type'];
  readonly asks: MessageContract;
  /** In which the order is while it waits. */
  readonly during: Status;
  /** None: what is asked cannot be refused, and nothing waits for it. */
  readonly answers: readonly Answer[];
  readonly undoneBy?: MessageContract;
  /** Milliseconds to wait, and what the order is when nobody has answered by then. */
  readonly patience?: number;
  readonly late?: Status;
  /** Behind it the shop owes the goods: what fails is asked again, or a person looks at it. */
  readonly isPivot?: true;
}

export const saga = {
  reserve: {
    after: 'order-placed',
    asks: products.reserveStock,
    during: 'pending_stock',
    answers: [
      // One that costs nothing needs no payment, and one that is to be cancelled gets none.
      answer(products.stockReserved, ['orderId'])(
        'record-stock-reserved',
        'pending_payment',
        'confirmed',
        'cancel_pending',
      ),
      answer(products.stockReservationFailed, ['orderId', 'reason', 'sku'])(
        'record-stock-reservation-failed',
        'rejected',
      ),
    ],
    undoneBy: products.releaseStock,
    patience: patience.placing,
    late: 'rejected',
  },
  authorize: {
    after: 'stock-reserved',
    asks: payments.authorizePayment,
    during: 'pending_payment',
    answers: [
      answer(payments.paymentAuthorized, [
        'orderId',
        'amount',
        'providerReference',
        'capturesOnce',
      ])('record-payment-authorized', 'confirmed', 'cancel_pending', 'rejected'),
      answer(payments.paymentDeclined, ['orderId', 'reason'])(
        'record-payment-declined',
        'rejected',
      ),
    ],
    undoneBy: payments.voidPayment,
    patience: patience.placing,
    late: 'rejected',
    isPivot: true,
  },
  sell: { after: 'order-shipped', asks: products.commitStock, during: 'shipped', answers: [] },
  capture: {
    after: 'order-shipped',
    asks: payments.capturePayment,
    during: 'shipped',
    answers: [
      answer(payments.paymentCaptured, ['orderId', 'captureId', 'amount'])(
        'record-payment-captured',
        'shipped',
      ),
    ],
    undoneBy: payments.refundPayment,
  },
  release: {
    after: 'cancellation-requested',
    asks: products.releaseStock,
    during: 'cancel_pending',
    // A reservation that expires under an order cancels it.
    answers: [
      answer(products.stockReleased, ['orderId', 'reason'])(
        'record-stock-released',
        'cancel_pending',
        'cancelled',
      ),
    ],
    patience: patience.cancelling,
    late: 'cancel_pending',
  },
  void: {
    after: 'cancellation-requested',
    asks: payments.voidPayment,
    during: 'cancel_pending',
    answers: [
      answer(payments.paymentVoided, ['orderId'])(
        'record-payment-voided',
        'cancel_pending',
        'cancelled',
      ),
    ],
    patience: patience.cancelling,
    late: 'cancel_pending',
  },
  restock: { after: 'return-received', asks: products.restock, during: 'returned', answers: [] },
  refund: {
    after: 'refund-requested',
    asks: payments.refundPayment,
    during: 'delivered',
    answers: [
      answer(payments.paymentRefunded, ['orderId', 'refundId', 'amount'])(
        'record-payment-refunded',
        'delivered',
      ),
      answer(payments.paymentRefundFailed, ['orderId', 'refundId'])(
        'record-refund-failed',
        'delivered',
      ),
    ],
  },
} as const satisfies Record<string, Step>;

export const steps: readonly Step[] = Object.values(saga);

/** What nobody asked for: a person must look at a payment, or has. */
export const news: readonly Answer[] = [
  answer(payments.paymentFlagged, ['orderId', 'reason'])('record-payment-flagged', 'confirmed'),
  answer(payments.paymentCleared, ['orderId'])('record-payment-cleared', 'confirmed'),
];
