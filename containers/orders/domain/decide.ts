// Every command an order knows, and the rule that answers it.
import { type Decision, match } from '../../../platform/kernel/decider.ts';
import type { OrderCommand } from './commands.ts';
import { checkDeadline } from './deadlines.ts';
import {
  cancel,
  cancelLines,
  recordPaymentVoided,
  recordStockReleased,
} from './deciding/cancelling.ts';
import {
  deliver,
  recordPaymentCaptured,
  recordPaymentCleared,
  recordPaymentFlagged,
  ship,
} from './deciding/fulfilment.ts';
import {
  place,
  recordPaymentAuthorized,
  recordPaymentDeclined,
  recordStockReservationFailed,
  recordStockReserved,
} from './deciding/placing.ts';
import { changeAddress } from './deciding/readdressing.ts';
import { recordPaymentRefunded, recordRefundFailed, refund } from './deciding/refunding.ts';
import { retrySteps } from './deciding/retrying.ts';
import {
  receiveReturn,
  refuseReturn,
  requestReturn,
  withdrawReturn,
} from './deciding/returning.ts';
import { forgetCustomer, withErasure } from './erasure.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './order.ts';

const answer = match<OrderCommand, [OrderState], Decision<OrderEvent>>({
  place,
  'record-stock-reserved': recordStockReserved,
  'record-stock-reservation-failed': recordStockReservationFailed,
  'record-payment-authorized': recordPaymentAuthorized,
  'record-payment-declined': recordPaymentDeclined,
  cancel,
  'cancel-lines': cancelLines,
  'retry-steps': retrySteps,
  'change-address': changeAddress,
  'record-stock-released': recordStockReleased,
  'record-payment-voided': recordPaymentVoided,
  ship,
  'record-payment-captured': recordPaymentCaptured,
  deliver,
  'request-return': requestReturn,
  'receive-return': receiveReturn,
  'refuse-return': refuseReturn,
  'withdraw-return': withdrawReturn,
  refund,
  'record-payment-refunded': recordPaymentRefunded,
  'record-payment-flagged': recordPaymentFlagged,
  'record-refund-failed': recordRefundFailed,
  'record-payment-cleared': recordPaymentCleared,
  'forget-customer': forgetCustomer,
  'check-deadline': checkDeadline,
});

export const decide = (command: OrderCommand, state: OrderState): Decision<OrderEvent> =>
  withErasure(answer(command, state), state, command.at);
