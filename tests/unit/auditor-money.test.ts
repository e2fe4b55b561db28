// The auditor's rules of money, at their edges: what is charged is what was shipped, and the provider says the same.
import { describe, expect, it } from 'vitest';
import { type OrderView, orderOf, type PaymentStep } from '../../functions/auditor/domain/folds.ts';
import { moneyBreaches } from '../../functions/auditor/domain/money-rules.ts';
import type { ProviderOperation } from '../../functions/auditor/domain/snapshot.ts';
import { booksOf, eur, look, paymentsOf, stepOf, told } from '../support/books.ts';

describe('money', () => {
  const faults = (...steps: PaymentStep[]) =>
    told(moneyBreaches(booksOf({ payments: paymentsOf(...steps) }), look()));
  const authorized = stepOf('authorization', 100);

  it('is captured and voided as far as it was authorised, refunded as far as it was captured', () => {
    expect(
      faults(authorized, stepOf('capture', 60), stepOf('void', 40), stepOf('refund', 60)),
    ).toEqual([]);
    expect(faults(authorized, stepOf('capture', 60), stepOf('void', 41))).toEqual([
      'I1 ord_1: more captured and voided than authorised',
    ]);
    expect(faults(authorized, stepOf('capture', 60), stepOf('refund', 61))).toEqual([
      'I1 ord_1: refunded 61 of 60 captured',
    ]);
    expect(faults(authorized, stepOf('capture', 200, 'failed'))).toEqual([]);
  });

  const order = (changes: Partial<OrderView>) => ({
    orders: new Map([
      ['ord_1', { id: 'ord_1', view: { ...orderOf([]), total: eur(100), ...changes }, events: [] }],
    ]),
  });
  const ofOrder = (changes: Partial<OrderView>, ...steps: PaymentStep[]) =>
    told(moneyBreaches(booksOf({ ...order(changes), payments: paymentsOf(...steps) }), look())).map(
      (breach) => breach.replace('I1 ord_1: ', ''),
    );

  it('is captured for a shipment as it costs, for one that says nothing as the order costs', () => {
    const capture = (amount: number) => stepOf('capture', amount, 'succeeded', 'shp_1');
    const shipped = (charge?: number) => ({
      shipments: [{ shipmentId: 'shp_1', ...(charge !== undefined && { charge: eur(charge) }) }],
    });
    expect(ofOrder(shipped(60), authorized, capture(60))).toEqual([]);
    expect(ofOrder(shipped(60), authorized, capture(61))).toEqual([
      'captured 61 for shp_1, which costs 60',
    ]);
    expect(ofOrder(shipped(), authorized, capture(100))).toEqual([]);
    expect(ofOrder(shipped(), authorized, capture(99))).toEqual([
      'captured 99 for shp_1, which costs 100',
    ]);
    expect(ofOrder(shipped(60), authorized)).toEqual([]);
  });

  it('goes back as far as the order has asked', () => {
    const refunds = [10, 5].map((amount, index) => ({ ...eur(amount), refundId: `ref_${index}` }));
    const refunded = (amount: number) =>
      ofOrder({ refunds }, authorized, stepOf('capture', 100), stepOf('refund', amount));
    expect(refunded(15)).toEqual([]);
    expect(refunded(16)).toEqual(['refunded 16, asked for 15']);
  });

  const operation = (
    kind: PaymentStep['kind'],
    amount: number,
    more: Partial<ProviderOperation> = {},
  ): ProviderOperation => ({
    ...{ id: 'op_1', key: `ord_1:${kind}`, kind, reference: 'ord_1', amount, currency: 'EUR' },
    status: 'succeeded',
    ...more,
  });
  const against = (steps: readonly PaymentStep[], ...provider: ProviderOperation[]) =>
    told(moneyBreaches(booksOf({ payments: paymentsOf(...steps) }), look({ provider })));
  const ours = [authorized];

  it.each<[string, readonly PaymentStep[], readonly ProviderOperation[], readonly string[]]>([
    ['the same', ours, [operation('authorization', 100)], []],
    [
      'nothing',
      ours,
      [],
      ['I1 ord_1:authorization: our authorization of 100 is nothing to the provider'],
    ],
    [
      'less',
      ours,
      [operation('authorization', 99)],
      ['I1 ord_1:authorization: our authorization of 100 is 99 to the provider'],
    ],
    [
      'declined',
      ours,
      [operation('authorization', 100, { status: 'declined' })],
      ['I1 ord_1:authorization: our authorization of 100 is nothing to the provider'],
    ],
    [
      'done what failed to us',
      [stepOf('authorization', 100, 'failed')],
      [operation('authorization', 100)],
      ['I1 ord_1:authorization: our failed authorization succeeded at the provider'],
    ],
    [
      'declined as to us',
      [stepOf('authorization', 100, 'failed')],
      [operation('authorization', 100, { status: 'declined' })],
      [],
    ],
    [
      'an answer on its way',
      [stepOf('authorization', 100, 'unknown')],
      [operation('authorization', 100)],
      [],
    ],
    [
      'what we know nothing of',
      [],
      [operation('refund', 5)],
      ["I1 ord_1:refund: the provider's refund of 5 is unknown to us"],
    ],
    ['a try that we know nothing of', [], [operation('refund', 5, { status: 'declined' })], []],
  ])('of which the provider has %s', (_, steps, provider, breaches) => {
    expect(against(steps, ...provider)).toEqual(breaches);
  });

  it('is held against the order also where the provider’s books are there', () => {
    const steps = [authorized, stepOf('capture', 101)];
    const provider = [operation('authorization', 100), operation('capture', 101)];
    expect(against(steps, ...provider)).toEqual([
      'I1 ord_1: more captured and voided than authorised',
      'I2 ord_1: more captured than authorised at the provider',
    ]);
  });

  it('is authorised once at the provider, and captured no further', () => {
    const once = operation('authorization', 100);
    const twice = (more: Partial<ProviderOperation> = {}) =>
      against(ours, { ...once, key: 'x', ...more }, once).filter((each) => each.startsWith('I2'));
    expect(twice()).toEqual(['I2 ord_1: 2 times authorised at the provider']);
    expect(twice({ status: 'declined' })).toEqual([]);
    expect(twice({ reference: 'ord_2' })).toEqual([]);
    const captured = (amount: number, more: Partial<ProviderOperation> = {}) =>
      against(
        [...ours, stepOf('capture', 60), stepOf('capture', amount, 'succeeded', 'b')],
        once,
        operation('capture', 60),
        operation('capture', amount, { key: 'ord_1:capture:b', ...more }),
      ).filter((each) => each.startsWith('I2'));
    expect(captured(40)).toEqual([]);
    expect(captured(41)).toEqual(['I2 ord_1: more captured than authorised at the provider']);
    expect(captured(41, { status: 'declined' })).toEqual([]);
  });
});
