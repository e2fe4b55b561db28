// Every command an order knows, and the rule that answers it.
import { type Decision, unreachable } from '../../../platform/kernel/decider.ts';
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
import {
  receiveReturn,
  refuseReturn,
  requestReturn,
  withdrawReturn,
} from './deciding/returning.ts';
import { forgetCustomer, withErasure } from './erasure.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './order.ts';

const answer = (command: OrderCommand, state: OrderState): Decision<OrderEvent> => {
  switch (command.type) {
    case 'place':
      return place(command, state);
    case 'record-stock-reserved':
      return recordStockReserved(command, state);
    case 'record-stock-reservation-failed':
      return recordStockReservationFailed(command, state);
    case 'record-payment-authorized':
      return recordPaymentAuthorized(command, state);
    case 'record-payment-declined':
      return recordPaymentDeclined(command, state);
    case 'cancel':
      return cancel(command, state);
    case 'cancel-lines':
      return cancelLines(command, state);
    case 'change-address':
      return changeAddress(command, state);
    case 'record-stock-released':
      return recordStockReleased(command, state);
    case 'record-payment-voided':
      return recordPaymentVoided(command, state);
    case 'ship':
      return ship(command, state);
    case 'record-payment-captured':
      return recordPaymentCaptured(command, state);
    case 'deliver':
      return deliver(command, state);
    case 'request-return':
      return requestReturn(command, state);
    case 'receive-return':
      return receiveReturn(command, state);
    case 'refuse-return':
      return refuseReturn(command, state);
    case 'withdraw-return':
      return withdrawReturn(command, state);
    case 'refund':
      return refund(command, state);
    case 'record-payment-refunded':
      return recordPaymentRefunded(command, state);
    case 'record-payment-flagged':
      return recordPaymentFlagged(command, state);
    case 'record-refund-failed':
      return recordRefundFailed(command, state);
    case 'record-payment-cleared':
      return recordPaymentCleared(command, state);
    case 'forget-customer':
      return forgetCustomer(command, state);
    case 'check-deadline':
      return checkDeadline(command, state);
    default:
      return unreachable(command);
  }
};

export const decide = (command: OrderCommand, state: OrderState): Decision<OrderEvent> =>
  withErasure(answer(command, state), state, command.at);
