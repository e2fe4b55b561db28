// Every command in every status: what people may do where, and what replies and the clock do wherever they come.
import { describe, expect, it } from 'vitest';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { PlacedOrder } from '../../containers/orders/domain/order.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { orders, replies, run, strangerId, wishes } from '../support/orders.ts';

const stranger = { kind: 'customer', customerId: strangerId } as const;

type Status = PlacedOrder['status'];
const statuses = Object.keys(orders) as Status[];

/** What a command does to an order: the status it ends in, the code of the refusal, or that it is ignored. */
const outcome = (state: PlacedOrder, command: OrderCommand): string => {
  try {
    const { decision, state: next } = run(state, command);
    return 'ignored' in decision ? 'ignored' : next.status;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
};

const everywhere = (command: OrderCommand, state = (status: Status) => orders[status]) =>
  Object.fromEntries(statuses.map((status) => [status, outcome(state(status), command)]));

const inAll = (value: string, exceptions: Partial<Record<Status, string>> = {}) => ({
  ...Object.fromEntries(statuses.map((status) => [status, value])),
  ...exceptions,
});

describe('what people ask is done where the state allows it, and refused elsewhere', () => {
  it.each([
    ['place', wishes.place, inAll('already-exists')],
    [
      'cancel',
      wishes.cancel,
      inAll('invalid-state', {
        pending_stock: 'pending_stock',
        pending_payment: 'pending_payment',
        confirmed: 'cancel_pending',
      }),
    ],
    ['cancel lines', wishes.cancelLines, inAll('invalid-state', { confirmed: 'cancel_pending' })],
    [
      'change the address',
      wishes.changeAddress,
      inAll('invalid-state', {
        pending_stock: 'pending_stock',
        pending_payment: 'pending_payment',
        confirmed: 'confirmed',
      }),
    ],
    ['ship', wishes.ship, inAll('invalid-state', { confirmed: 'shipped' })],
    [
      'deliver',
      wishes.deliver,
      inAll('invalid-state', {
        shipped: 'delivered',
        delivered: 'ignored',
        return_pending: 'ignored',
      }),
    ],
    [
      'return',
      wishes.requestReturn,
      inAll('invalid-state', { delivered: 'return_pending', return_pending: 'return_pending' }),
    ],
    [
      'refuse a return',
      wishes.refuseReturn,
      inAll('not-found', { return_pending: 'delivered', returned: 'invalid-state' }),
    ],
    [
      'withdraw a return',
      wishes.withdrawReturn,
      inAll('not-found', { return_pending: 'delivered', returned: 'invalid-state' }),
    ],
    [
      'receive a return',
      wishes.receiveReturn,
      inAll('not-found', { return_pending: 'delivered', returned: 'invalid-state' }),
    ],
    [
      'refund',
      wishes.refund,
      inAll('invalid-state', {
        shipped: 'shipped',
        delivered: 'delivered',
        return_pending: 'return_pending',
        returned: 'refund-exceeds-captured',
      }),
    ],
  ])('%s', (_, command, expected) => {
    expect(everywhere(command)).toEqual(expected);
  });

  it.each([
    ['cancel', { ...wishes.cancel, actor: { kind: 'customer', customerId: strangerId } as const }],
    ['withdraw', { ...wishes.withdrawReturn, actor: stranger }],
    ['change the address', { ...wishes.changeAddress, actor: stranger }],
    [
      'return',
      { ...wishes.requestReturn, actor: { kind: 'customer', customerId: strangerId } as const },
    ],
  ])('%s: the order of somebody else is not there', (_, command) => {
    expect(everywhere(command)).toEqual(inAll('not-found'));
  });

  it('staff may cancel and return for the customer', () => {
    const staff = { kind: 'staff' } as const;
    expect(outcome(orders.confirmed, { ...wishes.cancel, actor: staff })).toBe('cancel_pending');
    expect(outcome(orders.delivered, { ...wishes.requestReturn, actor: staff })).toBe(
      'return_pending',
    );
  });
});

describe('what comes from others moves an order only where it is awaited', () => {
  it.each([
    [
      'stock reserved',
      replies.reserved,
      inAll('ignored', { pending_stock: 'pending_payment', rejected: 'rejected' }),
    ],
    ['stock refused', replies.outOfStock, inAll('ignored', { pending_stock: 'rejected' })],
    ['stock released', replies.released, inAll('ignored', { cancel_pending: 'cancel_pending' })],
    [
      'reservation expired',
      replies.expired,
      inAll('ignored', {
        pending_payment: 'rejected',
        confirmed: 'cancel_pending',
        cancel_pending: 'cancel_pending',
      }),
    ],
    [
      'payment authorised',
      replies.authorized,
      inAll('ignored', { pending_payment: 'confirmed', rejected: 'rejected' }),
    ],
    ['payment declined', replies.declined, inAll('ignored', { pending_payment: 'rejected' })],
    ['payment voided', replies.voided, inAll('ignored', { cancel_pending: 'cancel_pending' })],
    ['payment captured', replies.captured, inAll('ignored')],
    ['refund done', replies.refunded, inAll('ignored')],
    ['refund refused', replies.refundFailed, inAll('ignored')],
    ['deadline not reached', replies.notYetDue, inAll('ignored')],
    [
      'deadline passed',
      replies.overdue,
      inAll('ignored', {
        pending_stock: 'rejected',
        pending_payment: 'rejected',
        cancel_pending: 'cancel_pending',
        return_pending: 'delivered',
      }),
    ],
  ])('%s', (_, command, expected) => {
    expect(everywhere(command)).toEqual(expected);
  });

  it('a payment that is flagged changes no status, and stops the shipment', () => {
    expect(everywhere(replies.flagged)).toEqual(
      Object.fromEntries(statuses.map((status) => [status, status])),
    );
    const flagged = run(orders.confirmed, replies.flagged).state as PlacedOrder;
    expect(outcome(flagged, wishes.ship)).toBe('invalid-state');
    expect(outcome(flagged, wishes.cancel)).toBe('cancel_pending');
  });

  it('a payment that was flagged and looked at is shipped, and may be flagged again', () => {
    const next = (state: PlacedOrder, reply: OrderCommand) =>
      run(state, reply).state as PlacedOrder;
    const flagged = next(orders.confirmed, replies.flagged);
    const cleared = next(flagged, replies.cleared);
    expect(outcome(cleared, wishes.ship)).toBe('shipped');
    const again = next(cleared, replies.flagged);
    expect(outcome(again, wishes.ship)).toBe('invalid-state');
    expect(outcome(next(again, replies.cleared), replies.cleared)).toBe('ignored');
  });

  it.each(Object.entries(replies).filter(([name]) => name !== 'overdue'))(
    '%s: a second delivery is ignored in every status',
    (_, command) => {
      const afterFirst = (status: Status) => run(orders[status], command).state as PlacedOrder;
      expect(everywhere(command, afterFirst)).toEqual(inAll('ignored'));
    },
  );

  it.each(Object.entries(replies))('%s is ignored for an order that is not there', (_, command) => {
    expect(orderDecider.decide(command, orderDecider.initial)).toHaveProperty('ignored');
  });
});

it('a rejected order never comes back', () => {
  for (const command of [...Object.values(replies), ...Object.values(wishes)]) {
    expect(['ignored', 'rejected', 'invalid-state', 'already-exists', 'not-found']).toContain(
      outcome(orders.rejected, command),
    );
  }
});
