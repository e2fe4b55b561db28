// The payment of an order, for its customer and for staff.
import {
  listPaymentSteps,
  type Payment as PaymentView,
  readPayment,
} from '../../events/http/payments.ts';
import { callerOf, type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { isId } from '../../platform/kernel/ids.ts';
import { zero } from '../../platform/kernel/money.ts';
import { amountsOf } from './domain/amounts.ts';
import { isPayment, type NothingDue, type Payment, type PaymentState } from './domain/payment.ts';
import { stepsOf } from './domain/steps.ts';
import { staffEndpoints } from './reviews/http.ts';
import type { PaymentStore } from './store.ts';

const staff = ['admin', 'support'];

const nothingDue = ({ orderId, currency }: NothingDue, isStaff: boolean): PaymentView => {
  const nothing = zero(currency);
  return {
    orderId,
    status: 'none',
    authorized: nothing,
    captured: nothing,
    refunded: nothing,
    voided: nothing,
    entries: [],
    ...(isStaff && { flags: [] }),
  };
};

const view = (payment: Payment, isStaff: boolean): PaymentView => {
  const { orderId, status, entries, flags } = payment;
  return {
    orderId,
    status,
    ...amountsOf(payment),
    entries: [...entries],
    ...(isStaff && { flags: [...flags] }),
  };
};

const isKnown = (state: PaymentState): state is Payment | NothingDue =>
  isPayment(state) || state.status === 'not-due';

export const paymentEndpoints = (store: PaymentStore): readonly Endpoint[] => [
  endpoint(readPayment, async (request) => {
    const { orderId } = request.params;
    const { subject, roles } = callerOf(request);
    const { state } = isId('ord', orderId) ? await store.load(orderId) : {};
    const isStaff = roles.some((role) => staff.includes(role));
    if (state === undefined || !isKnown(state)) throw new AppError('not-found');
    // Somebody else's payment is as absent as none.
    if (state.customerId !== subject && !isStaff) throw new AppError('not-found');
    const body = isPayment(state) ? view(state, isStaff) : nothingDue(state, isStaff);
    return { status: 200, body };
  }),

  endpoint(listPaymentSteps, async ({ params: { orderId } }) => {
    if (!isId('ord', orderId)) throw new AppError('not-found');
    const { state, commits } = await store.read(orderId);
    const events = commits.flatMap((commit) => commit.events);
    const items = isPayment(state) ? stepsOf(state, events) : [];
    return { status: 200, body: { items, nextCursor: null } };
  }),
];

/** Every route of the service. */
export const paymentServiceEndpoints = (
  store: PaymentStore,
  staffParts: Parameters<typeof staffEndpoints>[0],
): readonly Endpoint[] => [...paymentEndpoints(store), ...staffEndpoints(staffParts)];
