// Each rule of the auditor at its edge, over books that are written by hand.
import { describe, expect, it } from 'vitest';
import type { Books } from '../../functions/auditor/domain/books.ts';
import { type OrderView, orderOf, type PaymentStep } from '../../functions/auditor/domain/folds.ts';
import { messageBreaches } from '../../functions/auditor/domain/message-rules.ts';
import { moneyBreaches } from '../../functions/auditor/domain/money-rules.ts';
import { orderBreaches } from '../../functions/auditor/domain/order-rules.ts';
import type { Snapshot } from '../../functions/auditor/domain/snapshot.ts';
import { booksOf, iso, look, told } from '../support/books.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

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
  });
});

const step = (
  kind: PaymentStep['kind'],
  amount: number,
  progress: PaymentStep['progress'] = 'succeeded',
  id = '',
): PaymentStep => ({
  kind,
  key: `ord_1:${kind}${id && `:${id}`}`,
  amount: eur(amount),
  progress,
});
const paymentsOf = (...steps: PaymentStep[]) =>
  new Map([['ord_1', { id: 'ord_1', view: { amount: eur(100), steps }, events: [] }]]);

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
          views: views(changes.status ?? 'cancelled'),
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
    expect(money(step('authorization', 100), step('void', 100))).toEqual([]);
    expect(money(step('authorization', 100), step('void', 99))).toEqual([
      'I13 ord_1: 1 still authorised',
    ]);
    expect(money(step('authorization', 100), step('capture', 100), step('refund', 99))).toEqual([
      'I13 ord_1: 1 still captured',
    ]);
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
  });
});

describe('money', () => {
  const faults = (...steps: PaymentStep[]) =>
    told(moneyBreaches(booksOf({ payments: paymentsOf(...steps) }), look()));
  const authorized = step('authorization', 100);

  it('is captured and voided as far as it was authorised, refunded as far as it was captured', () => {
    expect(faults(authorized, step('capture', 60), step('void', 40), step('refund', 60))).toEqual(
      [],
    );
    expect(faults(authorized, step('capture', 60), step('void', 41))).toEqual([
      'I1 ord_1: more captured and voided than authorised',
    ]);
    expect(faults(authorized, step('capture', 60), step('refund', 61))).toEqual([
      'I1 ord_1: refunded 61 of 60 captured',
    ]);
    expect(faults(authorized, step('capture', 200, 'failed'))).toEqual([]);
  });
});
