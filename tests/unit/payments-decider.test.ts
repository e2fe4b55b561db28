// Decisions about the payment of an order, by given, when, then.
import { describe, expect, it } from 'vitest';
import { amountsOf } from '../../functions/payments/domain/amounts.ts';
import { paymentDecider } from '../../functions/payments/domain/decider.ts';
import {
  isPayment,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
} from '../../functions/payments/domain/payment.ts';
import { refusal } from '../support/refusals.ts';
import { specificationOf } from '../support/specification.ts';

const orderId = 'ord_00000000000000000000000000000001';
const customerId = 'usr_00000000000000000000000000000001';
const at = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T00:02:00.000Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const requested: PaymentEvent = {
  type: 'payment-requested',
  orderId,
  customerId,
  amount: eur(100),
  paymentToken: 'tok_approved',
  key: `${orderId}:authorization`,
  at,
};
const authorizationKey = `${orderId}:authorization`;
const succeeded = (
  kind: 'authorization' | 'capture' | 'void' | 'refund',
  amount: number,
  id = '',
): PaymentEvent => ({
  type: 'step-succeeded',
  kind,
  key: id === '' ? `${orderId}:${kind}` : `${orderId}:${kind}:${id}`,
  amount: eur(amount),
  providerReference: `${kind}_1`,
  at,
});
const asked = (kind: 'capture' | 'void' | 'refund', amount: number, id = ''): PaymentEvent => ({
  type: 'step-requested',
  kind,
  id,
  key: id === '' ? `${orderId}:${kind}` : `${orderId}:${kind}:${id}`,
  amount: eur(amount),
  at,
});
const authorized = [requested, succeeded('authorization', 100)];

const { given } = specificationOf(paymentDecider);

const paymentOf = (events: readonly PaymentEvent[]): Payment => {
  const { state } = given(...events);
  if (!isPayment(state)) throw new Error('no payment');
  return state;
};

const decide = (events: readonly PaymentEvent[], command: PaymentCommand) =>
  given(...events).when(command).decision;

/** Types of the messages, or why nothing happens. */
const saidBy = (events: readonly PaymentEvent[], command: PaymentCommand) => {
  const { ignored, says } = given(...events).when(command);
  return ignored === undefined ? says.map(({ type }) => type) : { ignored };
};

const authorize: PaymentCommand = {
  type: 'authorize',
  orderId,
  customerId,
  amount: eur(100),
  paymentToken: 'tok_approved',
  at,
};
const answer = (
  given: Extract<PaymentCommand, { type: 'record-answer' }>['answer'],
  key = authorizationKey,
  time = at,
): PaymentCommand => ({ type: 'record-answer', key, answer: given, at: time });
const yes = { kind: 'succeeded', amount: eur(100), providerReference: 'authorization_1' } as const;

describe('an authorisation', () => {
  it('is recorded before the provider is asked, under a key of order and step', () => {
    expect(decide([], authorize)).toEqual([requested]);
    expect(saidBy([], authorize)).toEqual([]);
  });

  it('is asked for once', () => {
    expect(decide([requested], authorize)).toEqual({ ignored: 'the payment was requested before' });
  });

  it('is announced when the provider has approved it', () => {
    expect(decide([requested], answer(yes))).toEqual([succeeded('authorization', 100)]);
    expect(saidBy([requested], answer(yes))).toEqual(['payments.payment-authorized.v1']);
    expect(paymentOf(authorized).status).toBe('authorized');
  });

  it('is announced as declined with the reason', () => {
    const declined = answer({ kind: 'declined', reason: 'insufficient_funds' });
    expect(saidBy([requested], declined)).toEqual(['payments.payment-declined.v1']);
  });

  it('has one effect however often the answer comes', () => {
    expect(decide(authorized, answer(yes))).toEqual({
      ignored: 'the authorization has ended before',
    });
  });

  it('stays unknown when the answer is lost, and is asked about ever more rarely', () => {
    const unknown: PaymentEvent = { type: 'step-unknown', key: authorizationKey, at };
    expect(decide([requested], answer({ kind: 'unknown' }))).toEqual([unknown]);
    const dueAfter = (count: number) => {
      const [step] = paymentOf([requested, ...Array(count).fill(unknown)]).steps;
      return (Date.parse(step?.checkAt ?? '') - Date.parse(at)) / 1000;
    };
    expect([1, 2, 3, 20].map(dueAfter)).toEqual([5, 10, 20, 900]);
    expect(paymentOf([requested, unknown]).status).toBe('unknown');
  });

  it('of another amount is flagged and never counts', () => {
    const wrong = answer({ ...yes, amount: eur(1) });
    const reason = "the provider's authorization is 1 EUR, not 100 EUR";
    expect(decide([requested], wrong)).toEqual([
      { type: 'payment-flagged', reason, at },
      { type: 'step-unknown', key: authorizationKey, at },
    ]);
    expect(saidBy([requested], wrong)).toEqual(['payments.payment-flagged.v1']);
  });

  it('that fails after it succeeded is flagged', () => {
    const failure = answer({ kind: 'declined', reason: 'payment_declined' });
    expect(saidBy(authorized, failure)).toEqual(['payments.payment-flagged.v1']);
  });
});

describe('a void', () => {
  const voidIt: PaymentCommand = { type: 'void', orderId, at };

  it('before the authorisation stops it', () => {
    expect(decide([], voidIt)).toEqual([{ type: 'payment-blocked', orderId, at }]);
    expect(saidBy([], voidIt)).toEqual(['payments.payment-voided.v1']);
    const blocked: PaymentEvent = { type: 'payment-blocked', orderId, at };
    expect(decide([blocked], authorize)).toEqual({ ignored: 'the void came first' });
  });

  it('while the authorisation is under way voids it when it comes, and nobody hears of it', () => {
    const given: PaymentEvent[] = [requested, { type: 'void-requested', at }];
    expect(decide(given, answer(yes))).toEqual([
      succeeded('authorization', 100),
      asked('void', 100),
    ]);
    expect(saidBy(given, answer(yes))).toEqual([]);
  });

  it('of an authorisation the provider has never seen ends it after a minute', () => {
    const given: PaymentEvent[] = [requested, { type: 'void-requested', at }];
    expect(decide(given, answer({ kind: 'absent' }))).toEqual([
      { type: 'step-unknown', key: authorizationKey, at },
    ]);
    expect(saidBy(given, answer({ kind: 'absent' }, authorizationKey, later))).toEqual([
      'payments.payment-declined.v1',
      'payments.payment-voided.v1',
    ]);
  });

  it('gives back what was not captured', () => {
    const given = [...authorized, asked('capture', 60, 'c1'), succeeded('capture', 60, 'c1')];
    expect(decide(given, voidIt)).toEqual([{ type: 'void-requested', at }, asked('void', 40)]);
  });

  it('is asked for once', () => {
    const given = [...authorized, { type: 'void-requested', at } as const, asked('void', 100)];
    expect(decide(given, voidIt)).toEqual({ ignored: 'the void was requested before' });
  });

  it('that the provider refuses is tried again under another key, and flagged once', () => {
    const refusal = (key: string) => answer({ kind: 'refused', reason: 'not_now' }, key);
    const failure = (key: string): PaymentEvent => ({
      type: 'step-failed',
      key,
      reason: 'not_now',
      at,
    });
    const first = [...authorized, { type: 'void-requested', at } as const, asked('void', 100)];
    const flag = { type: 'payment-flagged', reason: 'the void failed: not_now', at } as const;
    const [one, two] = [`${orderId}:void`, `${orderId}:void:2`];
    expect(decide(first, refusal(one))).toEqual([failure(one), flag]);
    const refused = [...first, failure(one), flag];
    expect(decide(refused, voidIt)).toEqual([asked('void', 100, '2')]);
    const again = [...refused, asked('void', 100, '2')];
    expect(decide(again, voidIt)).toEqual({ ignored: 'the void was requested before' });
    expect(decide(again, refusal(two))).toEqual([failure(two)]);
    const captured = [asked('capture', 100, 's1'), succeeded('capture', 100, 's1')];
    expect(decide([...refused, ...captured], voidIt)).toEqual({
      ignored: 'the void was requested before',
    });
    expect(saidBy(again, answer({ ...yes, amount: eur(100) }, two))).toEqual([
      'payments.payment-voided.v1',
    ]);
  });
});

describe('captures and refunds', () => {
  const capture = (id: string, amount: number): PaymentCommand => ({
    type: 'capture',
    captureId: id,
    amount: eur(amount),
    at,
  });
  const refund = (id: string, amount: number): PaymentCommand => ({
    type: 'refund',
    refundId: id,
    amount: eur(amount),
    at,
  });
  const captured = [...authorized, asked('capture', 60, 'c1'), succeeded('capture', 60, 'c1')];

  it('take what was authorised in parts', () => {
    expect(decide(captured, capture('c2', 40))).toEqual([asked('capture', 40, 'c2')]);
    expect(() => decide(captured, capture('c2', 41))).toThrow(refusal('invalid-state'));
  });

  it('count a step under way against what is left', () => {
    const given = [...authorized, asked('capture', 60, 'c1')];
    expect(() => decide(given, capture('c2', 41))).toThrow(refusal('invalid-state'));
  });

  it('never give back more than was captured', () => {
    expect(decide(captured, refund('r1', 60))).toEqual([asked('refund', 60, 'r1')]);
    expect(() => decide(captured, refund('r1', 61))).toThrow(refusal('refund-exceeds-captured'));
    const refunding = [...captured, asked('refund', 50, 'r1')];
    expect(() => decide(refunding, refund('r2', 11))).toThrow(refusal('refund-exceeds-captured'));
  });

  it('are done once for an id', () => {
    expect(decide(captured, capture('c1', 60))).toEqual({
      ignored: 'the capture was requested before',
    });
  });

  it('add up', () => {
    const given = [...captured, asked('refund', 60, 'r1'), succeeded('refund', 60, 'r1')];
    expect(amountsOf(paymentOf(given))).toEqual({
      authorized: eur(100),
      captured: eur(60),
      voided: eur(0),
      refunded: eur(60),
    });
    expect(paymentOf(given).status).toBe('refunded');
  });

  it('that the provider refuses are flagged, and their amount is free again', () => {
    const given = [...authorized, asked('capture', 100, 'c1')];
    const refused = answer({ kind: 'refused', reason: 'expired' }, `${orderId}:capture:c1`);
    expect(saidBy(given, refused)).toEqual(['payments.payment-flagged.v1']);
  });
});

it('a refund that the provider refuses is told to the order, and may be asked for again', () => {
  const captured = [...authorized, asked('capture', 100, 'c1'), succeeded('capture', 100, 'c1')];
  const given = [...captured, asked('refund', 40, 'r1')];
  const key = `${orderId}:refund:r1`;
  const refusal = answer({ kind: 'refused', reason: 'no_account' }, key);
  expect(saidBy(given, refusal)).toEqual([
    'payments.payment-refund-failed.v1',
    'payments.payment-flagged.v1',
  ]);
  const failed: PaymentEvent = { type: 'step-failed', key, reason: 'no_account', at };
  const again: PaymentCommand = { type: 'refund', refundId: 'r2', amount: eur(100), at };
  expect(decide([...given, failed], again)).toEqual([asked('refund', 100, 'r2')]);
});
