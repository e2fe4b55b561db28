// How many of which goods: added up, taken away and refused at the limit and one beside it; what is freed of them later, and when.
import { describe, expect, it } from 'vitest';
import { erasedText } from '../../containers/orders/domain/address/erased.ts';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { after as msAfter } from '../../containers/orders/domain/deadlines.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import {
  refuseBeyond,
  stockLines,
  without,
} from '../../containers/orders/domain/deciding/lines.ts';
import { spread } from '../../containers/orders/domain/deciding/quantities.ts';
import type { OrderLine, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { at, eur, orderAfter, orders, replies, run, wishes } from '../support/orders.ts';
import { refusalOf } from '../support/refusals.ts';

const mugs = (quantity: number) => ({ sku: 'MUG', quantity });
const teas = (quantity: number) => ({ sku: 'TEA', quantity });

describe('lines', () => {
  it('of one SKU are one, where it came first', () => {
    expect(stockLines([mugs(1), teas(2), mugs(4)])).toEqual([mugs(5), teas(2)]);
  });

  it('are less those that are taken, and nothing is left of what is used up or overdrawn', () => {
    expect(without([mugs(3), teas(2)], [mugs(1), mugs(1)])).toEqual([mugs(1), teas(2)]);
    expect(without([mugs(3), teas(2)], [mugs(3), teas(5)])).toEqual([]);
  });

  it('are refused beyond what there is, each where it was written first', () => {
    const refused = (...wanted: ReturnType<typeof mugs>[]) =>
      refusalOf(() => refuseBeyond(wanted, [mugs(2)], 'sent'))?.errors;
    expect(refused(mugs(2))).toBe(undefined);
    expect(refused(mugs(1), mugs(1))).toBe(undefined);
    expect(refused(mugs(3))).toEqual([
      { pointer: '/lines/0', code: 'too-many', detail: 'At most 2 of MUG can be sent.' },
    ]);
    expect(refused(mugs(1), teas(1), mugs(2))).toEqual([
      { pointer: '/lines/0', code: 'too-many', detail: 'At most 2 of MUG can be sent.' },
      { pointer: '/lines/1', code: 'too-many', detail: 'At most 0 of TEA can be sent.' },
    ]);
  });

  it('of one SKU fill up one after the other', () => {
    const lines = [mugs(2), teas(1), mugs(3)] as unknown as OrderLine[];
    expect(spread(lines, [mugs(1), mugs(2)])).toEqual([2, 0, 1]);
    expect(spread(lines, [mugs(9), teas(1)])).toEqual([2, 1, 3]);
  });
});

describe('goods of an order that was paid for at once', () => {
  // Three teas for 14.00 EUR: the first piece is worth 4.67, the second 4.66, the third 4.67.
  const { order, ...confirmed } = orders.confirmed;
  const lines = order.lines.map((line) =>
    line.sku === 'TEA' ? { ...line, total: eur(1400) } : line,
  );
  const totals = { ...order.totals, total: eur(2500 + 1400) };
  const sent = orderDecider.evolve(
    { ...confirmed, order: { ...order, lines, totals } } as PlacedOrder,
    {
      type: 'order-shipped',
      at,
      shipmentId: 'shp_1',
      carrier: 'Post',
      trackingNumber: 'T1',
      lines: [mugs(1)],
    },
  );
  const paid = run(sent, { ...replies.captured, amount: eur(3900) }).state;
  const less = (state: PlacedOrder, cancellationId: string) => {
    const command = { ...wishes.cancelLines, cancellationId, refundId: cancellationId };
    return run(state, { ...command, lines: [teas(1)] });
  };

  it('are refunded piece by piece as they are cancelled, the last piece first', () => {
    const third = less(paid as PlacedOrder, 'can_3');
    const second = less(third.state as PlacedOrder, 'can_2');
    const first = less(second.state as PlacedOrder, 'can_1');
    const refunds = [third, second, first].map(({ events }) =>
      events.flatMap((event) => (event.type === 'refund-requested' ? event.amount.amount : [])),
    );
    expect(refunds).toEqual([[467], [466], [467]]);
  });

  it('are refunded to what was paid for them at most', () => {
    // One cent less is left than the piece is worth.
    const given = run(paid, { ...wishes.refund, amount: eur(3434) }).state;
    const { events } = less(given as PlacedOrder, 'can_3');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'refund-requested',
        amount: eur(466),
        reason: 'goods not sent',
      }),
    );
    const all = run(paid, { ...wishes.refund, amount: eur(3900) }).state;
    expect(less(all as PlacedOrder, 'can_3').events.map(({ type }) => type)).toEqual([
      'lines-cancelled',
    ]);
  });
});

describe('what an order waits for', () => {
  it('is so long: twenty minutes, five, six days', () => {
    const [placed] = run(orderDecider.initial, wishes.place).events;
    expect(placed).toMatchObject({
      deadline: '2026-01-01T12:20:00.000Z',
      reservedUntil: '2026-01-07T12:00:00.000Z',
    });
    const [requested] = run(orders.confirmed, wishes.cancel).events;
    expect(requested).toMatchObject({ deadline: '2026-01-01T12:05:00.000Z' });
    const [retried] = run(orders.cancel_pending, {
      type: 'check-deadline',
      at: '2026-01-01T12:05:00.000Z',
    }).events;
    expect(retried).toMatchObject({
      type: 'cancellation-retried',
      deadline: '2026-01-01T12:10:00.000Z',
    });
  });

  it('is over when its deadline is there, and not a moment before', () => {
    const outcome = (state: PlacedOrder, time: string) => {
      const { events, ignored } = run(state, { type: 'check-deadline', at: time });
      return ignored ?? events.map(({ type }) => type);
    };
    expect(outcome(orders.pending_stock, '2026-01-01T12:19:59.999Z')).toBe(
      'not due before 2026-01-01T12:20:00.000Z',
    );
    expect(outcome(orders.pending_stock, '2026-01-01T12:20:00.000Z')).toEqual([
      'placing-timed-out',
      'order-rejected',
    ]);
    expect(outcome(orders.return_pending, '2026-01-31T11:59:59.999Z')).toBe(
      'not due before 2026-01-31T12:00:00.000Z',
    );
    expect(outcome(orders.return_pending, '2026-01-31T12:00:00.000Z')).toEqual(['return-lapsed']);
  });

  it('differs for goods that come back and goods of which there is no word, where somebody is to be forgotten', () => {
    const days = (count: number) => msAfter(at, count * 24 * 60 * 60_000);
    const state = orderAfter(
      wishes.place,
      replies.reserved,
      replies.authorized,
      { ...wishes.ship, lines: [mugs(1)] },
      { ...replies.captured, amount: eur(1250) },
      wishes.deliver,
      wishes.requestReturn,
      { ...wishes.ship, shipmentId: 'shp_2', at: days(10) },
      { type: 'forget-customer', at: days(11) },
    );
    const check = (order: PlacedOrder, time: string) =>
      run(order, { type: 'check-deadline', at: time });
    const lapsed = check(state, days(30));
    expect(lapsed.events).toEqual([{ type: 'return-lapsed', at: days(30), returnId: 'ret_1' }]);
    const waits = lapsed.state as PlacedOrder;
    expect(check(waits, msAfter(days(40), -1)).ignored).toBe(`not due before ${days(40)}`);
    expect(check(waits, days(40)).events).toEqual([{ type: 'personal-data-erased', at: days(40) }]);
  });
});

describe('words of somebody who is to be forgotten', () => {
  const forgotten = run(orders.return_pending, { type: 'forget-customer', at }).state;
  const reasons = (state: PlacedOrder, command: OrderCommand) =>
    run(state, command).events.flatMap((event) => ('reason' in event ? event.reason : []));

  it('are not kept, others are', () => {
    const asked = { ...wishes.requestReturn, returnId: 'ret_2' };
    expect(reasons(orders.delivered, asked)).toEqual(['too big']);
    expect(reasons(orders.return_pending, wishes.refuseReturn)).toEqual(['worn']);
    expect(reasons(forgotten as PlacedOrder, asked)).toEqual([erasedText]);
    expect(reasons(forgotten as PlacedOrder, wishes.refuseReturn)).toEqual([erasedText]);
  });
});
