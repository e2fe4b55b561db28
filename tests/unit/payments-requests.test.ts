// What is asked of the provider, and what is not: at the last cent, and in each state of a payment.
import { describe, expect, it } from 'vitest';
import { paymentDecider } from '../../functions/payments/domain/decider.ts';
import { balancesOf, entriesOf } from '../../functions/payments/domain/ledger.ts';
import {
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  stepKey,
} from '../../functions/payments/domain/payment.ts';
import { compareLedgers } from '../../functions/payments/domain/report.ts';
import { refusal } from '../support/refusals.ts';
import { specificationOf } from '../support/specification.ts';

const orderId = 'ord_00000000000000000000000000000001';
const customerId = 'usr_00000000000000000000000000000001';
const at = '2026-01-01T00:00:00.000Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const key = stepKey(orderId, 'authorization');

const requested: PaymentEvent = {
  type: 'payment-requested',
  orderId,
  customerId,
  amount: eur(100),
  paymentToken: 'tok_approved',
  key,
  at,
};
const done = (kind: 'authorization' | 'capture' | 'void' | 'refund', id: string, amount: number) =>
  ({
    type: 'step-succeeded',
    kind,
    key: stepKey(orderId, kind, id),
    amount: eur(amount),
    providerReference: `${kind}_1`,
    at,
  }) satisfies PaymentEvent;
const asked = (kind: 'capture' | 'void' | 'refund', id: string, amount: number) =>
  ({
    type: 'step-requested',
    kind,
    id,
    key: stepKey(orderId, kind, id),
    amount: eur(amount),
    at,
  }) satisfies PaymentEvent;

const { given } = specificationOf(paymentDecider);
const authorized = [requested, done('authorization', '', 100)];
const decide = (events: readonly PaymentEvent[], command: PaymentCommand) =>
  given(...events).when(command).decision;

describe('a void', () => {
  const voidIt: PaymentCommand = { type: 'void', orderId, at };
  const wanted: PaymentEvent = { type: 'void-requested', at };
  const declined: PaymentEvent = { type: 'step-failed', key, reason: 'payment_declined', at };
  const captured = (amount: number) => [
    asked('capture', 'c1', amount),
    done('capture', 'c1', amount),
  ];

  it.each<[string, readonly PaymentEvent[], unknown]>([
    ['blocked', [{ type: 'payment-blocked', orderId, at }], 'the payment was blocked before'],
    [
      'not due',
      [{ type: 'nothing-due-noted', orderId, customerId, currency: 'EUR', at }],
      'nothing is due',
    ],
    ['declined', [requested, declined], 'nothing was authorised'],
    ['captured', [...authorized, ...captured(100)], 'nothing is left to void'],
    ['requested', [requested], [wanted]],
    ['unknown', [requested, { type: 'step-unknown', key, at }], [wanted]],
    ['all but captured', [...authorized, ...captured(99)], [wanted, asked('void', '', 1)]],
  ])('of a payment that is %s', (_, events, outcome) => {
    const decision = decide(events, voidIt);
    expect('ignored' in decision ? decision.ignored : decision).toEqual(outcome);
  });

  it('that failed is tried again while a cent is left, under the next number', () => {
    const failure = (id: string): PaymentEvent => ({
      type: 'step-failed',
      key: stepKey(orderId, 'void', id),
      reason: 'not_now',
      at,
    });
    const first = [...authorized, ...captured(99), wanted, asked('void', '', 1), failure('')];
    expect(decide(first, voidIt)).toEqual([asked('void', '2', 1)]);
    const second = [...first, asked('void', '2', 1), failure('2')];
    expect(decide(second, voidIt)).toEqual([asked('void', '3', 1)]);
  });
});

describe('a capture or refund', () => {
  const take = (amount: number): PaymentCommand => ({
    type: 'capture',
    captureId: 'c1',
    amount: eur(amount),
    at,
  });
  const give = (amount: number): PaymentCommand => ({
    type: 'refund',
    refundId: 'r1',
    amount: eur(amount),
    at,
  });
  const captured = [...authorized, asked('capture', 'c0', 60), done('capture', 'c0', 60)];

  it('is of one cent at least, and of all that is left at most', () => {
    expect(decide(authorized, take(1))).toEqual([asked('capture', 'c1', 1)]);
    expect(decide(authorized, take(100))).toEqual([asked('capture', 'c1', 100)]);
    expect(decide(captured, give(1))).toEqual([asked('refund', 'r1', 1)]);
    expect(decide(captured, give(60))).toEqual([asked('refund', 'r1', 60)]);
    for (const amount of [0, 101]) {
      expect(() => decide(authorized, take(amount))).toThrow(refusal('invalid-state'));
    }
    for (const amount of [0, 61]) {
      expect(() => decide(captured, give(amount))).toThrow(refusal('refund-exceeds-captured'));
    }
  });

  it('counts a void, also one that is under way, and not one that failed', () => {
    const voiding = [...authorized, { type: 'void-requested', at } as const, asked('void', '', 40)];
    expect(() => decide(voiding, take(61))).toThrow(refusal('invalid-state'));
    expect(decide(voiding, take(60))).toEqual([asked('capture', 'c1', 60)]);
    const key = stepKey(orderId, 'void');
    const free = [...voiding, { type: 'step-failed', key, reason: 'no', at } as const];
    expect(decide(free, take(100))).toEqual([asked('capture', 'c1', 100)]);
  });

  const failure = (kind: 'capture' | 'refund', name: string): PaymentEvent => ({
    type: 'step-failed',
    key: stepKey(orderId, kind, name),
    reason: 'not_now',
    at,
  });
  const secondTry = { ...asked('capture', 'c1', 40), key: stepKey(orderId, 'capture', 'c1-2') };

  it.each<[string, PaymentEvent[], PaymentCommand, unknown]>([
    [
      'a capture that is under way',
      [asked('capture', 'c1', 40)],
      take(40),
      'the capture was requested before',
    ],
    [
      'a capture that failed',
      [asked('capture', 'c1', 40), failure('capture', 'c1')],
      take(40),
      [secondTry],
    ],
    [
      'one whose second try is under way',
      [asked('capture', 'c1', 40), failure('capture', 'c1'), secondTry],
      take(40),
      'the capture was requested before',
    ],
    // Its order asks for another.
    [
      'a refund that failed',
      [asked('refund', 'r1', 40), failure('refund', 'r1')],
      give(40),
      'the refund was requested before',
    ],
  ])('asked for again: %s', (_, before, again, outcome) => {
    const decision = decide([...captured, ...before], again);
    expect('ignored' in decision ? decision.ignored : decision).toEqual(outcome);
  });

  it('needs a payment', () => {
    for (const command of [take(1), give(1)]) {
      expect(() => decide([], command)).toThrow(
        refusal('invalid-state', { detail: 'There is no payment.' }),
      );
    }
  });

  it('that is refused says what is left', () => {
    expect(() => decide(captured, take(41))).toThrow(
      refusal('invalid-state', { detail: '0.41 EUR is more than the 0.40 EUR left.' }),
    );
  });
});

describe('an order that costs nothing', () => {
  const note: PaymentCommand = {
    type: 'note-nothing-due',
    orderId,
    customerId,
    currency: 'EUR',
    at,
  };

  it('is noted once, where no payment is known', () => {
    const noted = { type: 'nothing-due-noted', orderId, customerId, currency: 'EUR', at } as const;
    expect(decide([], note)).toEqual([noted]);
    expect(given(noted).state).toEqual({ status: 'not-due', orderId, customerId, currency: 'EUR' });
    for (const events of [[noted], [requested]]) {
      expect(decide(events, note)).toEqual({ ignored: 'the payment is known already' });
    }
  });
});

describe('a review', () => {
  const close: PaymentCommand = {
    type: 'close-review',
    reasons: ['one'],
    actor: 'usr_2',
    note: '',
    at,
  };

  it('is closed where its flag is open', () => {
    expect(() => decide([], close)).toThrow(refusal('not-found'));
    expect(() => decide(authorized, close)).toThrow(
      refusal('invalid-state', { detail: 'None of these reasons is open.' }),
    );
  });

  it('is opened for a payment only', () => {
    const flag: PaymentCommand = { type: 'flag', reason: 'one', at };
    expect(decide([], flag)).toEqual({ ignored: 'there is no payment' });
    expect(decide(authorized, flag)).toEqual([{ type: 'payment-flagged', reason: 'one', at }]);
  });
});

describe('entries of the ledger', () => {
  const payment = { orderId } as Payment;
  const postings = (event: PaymentEvent) =>
    entriesOf([event], payment).flatMap((entry) =>
      entry.postings.map(({ account, side, amount }) => [side, account, amount]),
    );

  it('debit what money enters and credit what it leaves', () => {
    expect(postings(done('authorization', '', 100))).toEqual([
      ['debit', 'authorizations', 100],
      ['credit', 'holds', 100],
    ]);
    expect(postings(done('void', '', 40))).toEqual([
      ['debit', 'holds', 40],
      ['credit', 'authorizations', 40],
    ]);
    expect(postings(done('capture', 'c1', 60))).toEqual([
      ['debit', 'holds', 60],
      ['credit', 'authorizations', 60],
      ['debit', 'provider', 60],
      ['credit', 'sales', 60],
    ]);
    expect(postings(done('refund', 'r1', 10))).toEqual([
      ['debit', 'refunds', 10],
      ['credit', 'provider', 10],
    ]);
    expect(entriesOf([requested, asked('capture', 'c1', 1)], payment)).toEqual([]);
    expect(entriesOf([done('capture', 'c1', 60)], payment)).toMatchObject([
      {
        key: `${orderId}:capture:c1`,
        orderId,
        kind: 'capture',
        amount: eur(60),
        time: at,
        providerReference: 'capture_1',
      },
    ]);
  });

  it('add up by account and currency', () => {
    const usd = { ...done('refund', 'r2', 7), amount: { amount: 7, currency: 'USD' } };
    const events = [done('capture', 'c1', 60), done('refund', 'r1', 10), usd];
    expect(balancesOf(entriesOf(events, payment))).toEqual({
      EUR: { holds: 60, authorizations: -60, provider: 50, sales: -60, refunds: 10 },
      USD: { refunds: 7, provider: -7 },
    });
  });

  it('are held against those of the provider by key, in the order of keys', () => {
    const entry = (name: string, amount: number, time = at) => ({
      key: name,
      orderId,
      kind: 'capture' as const,
      amount: eur(amount),
      time,
      providerReference: 'p1',
      postings: [],
    });
    const ours = [entry('c', 3), entry('a', 1), entry('d', 4, '2026-01-02T00:30:00.000Z')];
    const theirs = [entry('b', 2), entry('a', 1), entry('c', 4)];
    expect(compareLedgers('2026-01-01', ours, theirs)).toEqual({
      day: '2026-01-01',
      matched: 1,
      differences: [
        { key: 'b', kind: 'capture', ours: null, theirs: eur(2) },
        { key: 'c', kind: 'capture', ours: eur(3), theirs: eur(4) },
      ],
    });
  });
});
