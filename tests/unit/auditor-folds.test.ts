// What the auditor reads of an order and a payment: each way an order may go, and none besides.
import { describe, expect, it } from 'vitest';
import {
  type AuditedEvent,
  type OrderView,
  orderOf,
  paymentOf,
} from '../../functions/auditor/domain/folds.ts';
import { eur, iso } from '../support/books.ts';

type Given = string | readonly [type: string, more: object];

const eventsOf = (given: readonly Given[]): AuditedEvent[] =>
  given.map((each, index) => {
    const [type, more = {}] = typeof each === 'string' ? [each] : each;
    return { version: index + 1, event: { type, at: iso(index), ...more } };
  });

describe('an order', () => {
  const placed: Given = [
    'order-placed',
    { customerId: 'usr_1', totals: { total: eur(100) }, deadline: iso(900) },
  ];
  const order = (...given: Given[]): OrderView => orderOf(eventsOf([placed, ...given]));
  const reserved: Given = ['stock-reserved', { deadline: iso(950) }];
  const confirmed: readonly Given[] = [reserved, 'order-confirmed'];
  const shipped: readonly Given[] = [...confirmed, ['order-shipped', { shipmentId: 'shp_1' }]];
  const delivered: readonly Given[] = [...shipped, 'order-delivered'];
  const back = (type: string, returnId = 'ret_1'): Given => [type, { returnId }];

  const ways: readonly (readonly [string, readonly Given[]])[] = [
    ['pending_stock', []],
    ['pending_payment', [reserved]],
    ['confirmed', confirmed],
    ['rejected', ['order-rejected']],
    ['rejected', [reserved, 'order-rejected']],
    ['cancel_pending', [...confirmed, 'cancellation-requested']],
    ['cancel_pending', [reserved, 'cancellation-requested']],
    ['cancelled', [reserved, 'cancellation-requested', 'order-cancelled']],
    ['shipped', shipped],
    ['shipped', [...shipped, 'order-shipped']],
    ['delivered', delivered],
    ['shipped', [...shipped, back('return-requested')]],
    ['return_pending', [...shipped, back('return-requested'), 'order-delivered']],
    ['return_pending', [...delivered, back('return-requested')]],
    ['return_pending', [...delivered, back('return-requested'), back('return-requested', 'ret_2')]],
    ['delivered', [...delivered, back('return-requested'), back('return-received')]],
    ['delivered', [...delivered, back('return-requested'), back('return-lapsed')]],
    ['delivered', [...delivered, back('return-requested'), back('return-refused')]],
    ['delivered', [...delivered, back('return-requested'), back('return-withdrawn')]],
    ['return_pending', [...delivered, back('return-requested'), back('return-received', 'ret_2')]],
    [
      'returned',
      [...delivered, back('return-requested'), back('return-received'), 'order-returned'],
    ],
    ['returned', [...shipped, 'order-returned']],
    ['confirmed', [...confirmed, 'note-of-another-kind']],
  ];

  it.each(ways)('is %s after its way there', (status, way) => {
    const { status: is, wrong } = order(...way);
    expect([is, wrong]).toEqual([status, undefined]);
  });

  const froms: Readonly<Record<string, readonly Given[]>> = {
    pending_stock: [],
    pending_payment: [reserved],
    confirmed,
    rejected: ['order-rejected'],
    cancel_pending: [...confirmed, 'cancellation-requested'],
    cancelled: [...confirmed, 'cancellation-requested', 'order-cancelled'],
    shipped,
    delivered,
    return_pending: [...delivered, back('return-requested')],
    returned: [...delivered, 'order-returned'],
  };
  const open = ['shipped', 'delivered', 'return_pending'];

  it.each<[string, readonly string[]]>([
    ['order-placed', []],
    ['stock-reserved', ['pending_stock']],
    ['order-confirmed', ['pending_payment']],
    ['order-rejected', ['pending_stock', 'pending_payment']],
    ['cancellation-requested', ['pending_payment', 'confirmed']],
    ['order-cancelled', ['cancel_pending']],
    ['order-shipped', ['confirmed', 'shipped']],
    ['order-delivered', ['shipped']],
    ['return-requested', open],
    ['return-received', open],
    ['return-lapsed', open],
    ['return-refused', open],
    ['return-withdrawn', open],
    ['order-returned', open],
  ])('knows %s in %j alone', (type, allowed) => {
    const more = { totals: { total: eur(100) } };
    const allowing = Object.entries(froms).filter(([, way]) => {
      return order(...way, [type, more]).wrong === undefined;
    });
    expect(allowing.map(([from]) => from)).toEqual(allowed);
  });

  it('that went wrong once says the first time, and moves no more', () => {
    const { status, wrong } = order('order-confirmed', reserved, 'order-shipped');
    expect([status, wrong]).toEqual(['pending_stock', 'order-confirmed (2) in pending_stock']);
  });

  it('that is not there has no status that anything but its placing leads from', () => {
    expect(orderOf([]).status).toBe('absent');
    expect(orderOf(eventsOf(['stock-reserved'])).wrong).toBe('stock-reserved (1) in absent');
  });

  it('has a deadline while it waits, the last that was said', () => {
    const deadlines = [
      order(),
      order(reserved),
      order('stock-reserved'),
      order(...confirmed),
      order(...confirmed, ['cancellation-requested', { deadline: iso(990) }]),
      order(...confirmed, 'cancellation-requested'),
    ].map(({ deadline }) => deadline);
    expect(deadlines).toEqual([
      ...[iso(900), iso(950), iso(900)],
      ...[undefined, iso(990), undefined],
    ]);
  });

  it('knows who placed it, what it costs, what has left and what is to go back', () => {
    const refund = (type: string, refundId: string): Given => [type, { refundId, amount: eur(7) }];
    const view = order(
      ...confirmed,
      ['order-shipped', { shipmentId: 'shp_1', charge: eur(40) }],
      ['order-shipped', { shipmentId: 'shp_2' }],
      refund('refund-requested', 'ref_1'),
      refund('refund-requested', 'ref_2'),
      refund('refund-failed', 'ref_1'),
    );
    expect(view).toEqual({
      ...{ status: 'shipped', customerId: 'usr_1', placedAt: iso(0), updatedAt: iso(7) },
      ...{ total: eur(100), returns: [], deadline: undefined },
      refunds: [{ ...eur(7), refundId: 'ref_2' }],
      shipments: [
        { shipmentId: 'shp_1', charge: eur(40) },
        { shipmentId: 'shp_2', charge: undefined },
      ],
    });
  });
});

describe('a payment', () => {
  const requested: Given = ['payment-requested', { key: 'a', amount: eur(100) }];
  const capture: Given = ['step-requested', { key: 'c', kind: 'capture', amount: eur(60) }];
  const stepsOf = (...given: Given[]) =>
    paymentOf(eventsOf(given)).steps.map(({ kind, progress }) => `${kind} ${progress}`);

  it('has the steps that were asked for, each as far as it was told last', () => {
    expect(paymentOf(eventsOf([]))).toEqual({ steps: [] });
    expect(paymentOf(eventsOf([requested, capture]))).toEqual({
      amount: eur(100),
      steps: [
        { kind: 'authorization', key: 'a', amount: eur(100), progress: 'requested' },
        { kind: 'capture', key: 'c', amount: eur(60), progress: 'requested' },
      ],
    });
  });

  it.each([
    ['step-pending', 'pending'],
    ['step-unknown', 'unknown'],
    ['step-succeeded', 'succeeded'],
    ['step-failed', 'failed'],
    ['payment-flagged', 'requested'],
  ])('after %s of one step has that one %s', (type, progress) => {
    expect(stepsOf(requested, capture, [type, { key: 'c' }])).toEqual([
      'authorization requested',
      `capture ${progress}`,
    ]);
  });
});
