// Each rule of the auditor at its edge, over books that are written by hand.
import { describe, expect, it } from 'vitest';
import type { Books } from '../../functions/auditor/domain/books.ts';
import { type OrderView, orderOf, type PaymentStep } from '../../functions/auditor/domain/folds.ts';
import { messageBreaches } from '../../functions/auditor/domain/message-rules.ts';
import { orderBreaches } from '../../functions/auditor/domain/order-rules.ts';
import type { Snapshot } from '../../functions/auditor/domain/snapshot.ts';
import { booksOf, iso, look, paymentsOf, stepOf, told } from '../support/books.ts';

describe('messages', () => {
  const message = (time: string, pendingAt?: string) => ({
    sender: 'orders' as const,
    envelope: { id: 'msg_1', type: 'orders.order-confirmed.v1', subject: 'ord_1', time },
    receivers: ['notifications', 'webhooks'] as const,
    pendingAt,
  });
  const inboxes = (...ids: string[]) => new Map([['notifications' as const, new Set(ids)]]);

  it('wait to be sent until the grace is over', () => {
    const late = (ms: number) =>
      told(
        messageBreaches(
          booksOf({ messages: [message(iso(0), iso(ms))] }),
          look({ seen: new Set() }),
        ),
      );
    expect(late(0)).toEqual([]);
    expect(late(-1)).toEqual([
      `I10 msg_1: orders.order-confirmed.v1 of orders waits since ${iso(-1)}`,
    ]);
  });

  it('have reached each receiver when the grace is over, as far as that can be known', () => {
    const lost = (ms: number, snapshot: Partial<Snapshot>, ...handled: string[]) =>
      told(
        messageBreaches(
          booksOf({ messages: [message(iso(ms))], inboxes: inboxes(...handled) }),
          look(snapshot),
        ),
      );
    const never = (service: string) =>
      `I11 msg_1: orders.order-confirmed.v1 never reached ${service}`;
    expect(lost(-1, {})).toEqual([]);
    expect(lost(0, { seen: new Set() })).toEqual([]);
    expect(lost(-1, { seen: new Set() })).toEqual([never('notifications'), never('webhooks')]);
    expect(lost(-1, { seen: new Set() }, 'msg_1')).toEqual([never('webhooks')]);
    expect(lost(-1, { seen: new Set(['webhooks msg_1']) }, 'msg_1')).toEqual([]);
  });

  it('are handled only where somebody has sent them, and a schedule’s run is none', () => {
    const books = booksOf({
      messages: [message(iso(0))],
      inboxes: inboxes('msg_1', 'msg_2', 'run_1'),
    });
    expect(told(messageBreaches(books, look()))).toEqual([
      'I11 msg_2: notifications has handled what nobody sent',
    ]);
  });

  it('bring one mail of a kind for each event', () => {
    const mail = (subject: string) => ({ to: 'ada@example.com', subject });
    const mails = (...subjects: string[]) =>
      told(
        messageBreaches(
          booksOf({ messages: [message(iso(0))] }),
          look({ mails: subjects.map(mail) }),
        ),
      );
    expect(mails('Order ord_1 is confirmed')).toEqual([]);
    expect(mails('Order ord_1 is confirmed', 'Order ord_1 is on its way')).toEqual([]);
    expect(mails('Welcome', 'Welcome')).toEqual([]);
    expect(mails('Order ord_1 is confirmed', 'Order ord_1 is confirmed')).toEqual([
      'I12 ord_1: 2 mails: ada@example.com Order ord_1 is confirmed',
    ]);
    const twice = (...messages: ReturnType<typeof message>[]) =>
      told(
        messageBreaches(
          booksOf({ messages }),
          look({ mails: Array.from({ length: 2 }, () => mail('Order ord_1 is confirmed')) }),
        ),
      ).length;
    const fact = message(iso(0));
    expect(twice(fact, fact)).toBe(0);
    expect(twice(fact, { ...fact, envelope: { ...fact.envelope, type: 'another' } })).toBe(1);
    expect(twice(fact, { ...fact, receivers: ['webhooks'] as never })).toBe(1);
    expect(twice(fact, { ...fact, envelope: { ...fact.envelope, subject: 'ord_2' } })).toBe(1);
    expect(twice()).toBe(1);
  });
});

describe('an order', () => {
  const view: OrderView = {
    ...orderOf([]),
    status: 'cancelled',
    customerId: 'usr_1',
    placedAt: iso(-9),
    updatedAt: iso(0),
  };
  const views = (list: string) =>
    new Set([`VIEW#STATUS#${list} ${iso(-9)}#ord_1`, `VIEW#CUSTOMER#usr_1 ${iso(-9)}#ord_1`]);
  const faults = (changes: Partial<OrderView>, books: Partial<Books> = {}) =>
    told(
      orderBreaches(
        booksOf({
          views: views(
            changes.status === 'cancel_pending' ? 'waiting' : (changes.status ?? 'cancelled'),
          ),
          orders: new Map([['ord_1', { id: 'ord_1', view: { ...view, ...changes }, events: [] }]]),
          ...books,
        }),
        look(),
      ),
    );

  it('waits no longer than its deadline and the grace', () => {
    const waiting = { status: 'cancel_pending' };
    expect(faults({ ...waiting, deadline: iso(0) })).toEqual([]);
    expect(faults({ ...waiting, deadline: iso(-1) })).toEqual([
      `I5 ord_1: cancel_pending since its deadline ${iso(-1)}`,
    ]);
  });

  it('that is over holds nothing, once the grace is over', () => {
    const reservations = new Map([['ord_1', { status: 'active', lines: [] }]]);
    const holds = ['I13 ord_1: its stock is still reserved'];
    expect(faults({}, { reservations })).toEqual(holds);
    expect(faults({ updatedAt: iso(1) }, { reservations })).toEqual([]);
    expect(faults({ status: 'rejected' }, { reservations })).toEqual(holds);
    const money = (...steps: PaymentStep[]) => faults({}, { payments: paymentsOf(...steps) });
    expect(money(stepOf('authorization', 100), stepOf('void', 100))).toEqual([]);
    expect(money(stepOf('authorization', 100), stepOf('void', 99))).toEqual([
      'I13 ord_1: 1 still authorised',
    ]);
    expect(
      money(stepOf('authorization', 100), stepOf('capture', 100), stepOf('refund', 99)),
    ).toEqual(['I13 ord_1: 1 still captured']);
  });

  it('is in the list of its status and of its customer, and in no other', () => {
    const wrong = new Set([...views('cancelled'), `VIEW#STATUS#open ${iso(-9)}#ord_1`]);
    expect(faults({}, { views: wrong })).toEqual(['I9 ord_1: the list of open orders is wrong']);
    expect(faults({}, { views: new Set() })).toEqual([
      'I9 ord_1: the list of cancelled orders is wrong',
      'I9 ord_1: not in the list of its customer',
    ]);
    for (const status of ['pending_stock', 'pending_payment', 'confirmed']) {
      expect(faults({ status }, { views: views('open') })).toEqual([]);
    }
    for (const status of ['cancel_pending', 'return_pending']) {
      expect(faults({ status }, { views: views('waiting') })).toEqual([]);
      expect(faults({ status }, { views: views('open') })).toHaveLength(2);
    }
  });
});

it('versions of an order and of a payment are 1 to n', () => {
  const versions = (...all: number[]) =>
    all.map((version) => ({ version, event: { type: 'none', at: iso(0) } }));
  const faults = (...all: number[]) => {
    const stream = { id: 'ord_1', events: versions(...all) };
    const orders = new Map([['ord_1', { ...stream, view: orderOf([]) }]]);
    const payments = new Map([['ord_1', { ...stream, view: { steps: [] } }]]);
    return told(orderBreaches(booksOf({ orders, payments }), look())).filter((each) =>
      each.startsWith('I8'),
    );
  };
  expect(faults(1, 2, 3)).toEqual([]);
  for (const wrong of [[2], [1, 3], [0, 1], [1, 1]]) {
    expect(faults(...wrong)).toEqual([
      'I8 ord_1: versions are not 1 to n',
      'I8 payment ord_1: versions are not 1 to n',
    ]);
  }
});
