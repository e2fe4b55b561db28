// The steps of a payment as staff and the story of an order are told them.
import { describe, expect, it } from 'vitest';
import { paymentDecider } from '../../functions/payments/domain/decider.ts';
import { isPayment, type PaymentEvent } from '../../functions/payments/domain/payment.ts';
import { stepsOf } from '../../functions/payments/domain/steps.ts';
import { eur } from '../support/payments.ts';

const orderId = 'ord_00000000000000000000000000000001';
const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
const key = `${orderId}:authorization`;

const told = (...answers: readonly PaymentEvent[]) => {
  const requested: PaymentEvent = {
    type: 'payment-requested',
    at: at(0),
    orderId,
    customerId: 'usr_00000000000000000000000000000001',
    amount: eur(100),
    paymentToken: 'tok_approved',
    key,
  };
  const events = [requested, ...answers];
  const state = events.reduce(paymentDecider.evolve, paymentDecider.initial);
  if (!isPayment(state)) throw new Error('no payment');
  return stepsOf(state, events);
};

const step = { kind: 'authorization', id: null, amount: eur(100), requestedAt: at(0) };

describe('a step', () => {
  it('that nobody has answered yet was not tried, and says when it is', () => {
    expect(told()).toEqual([
      {
        ...step,
        progress: 'requested',
        endedAt: null,
        durationMs: null,
        attempts: 0,
        nextTryAt: at(10),
        lastError: null,
      },
    ]);
  });

  it('whose answers were lost says so, and when the provider is asked again', () => {
    const lost = [1, 7].map(
      (second): PaymentEvent => ({ type: 'step-unknown', at: at(second), key }),
    );
    expect(told(...lost)).toEqual([
      {
        ...step,
        progress: 'unknown',
        endedAt: null,
        durationMs: null,
        attempts: 2,
        nextTryAt: at(17),
        lastError: 'the provider has not answered',
      },
    ]);
  });

  it('that has ended says how long it took, and why it failed', () => {
    const failed: PaymentEvent = { type: 'step-failed', at: at(3), key, reason: 'stolen_card' };
    expect(told({ type: 'step-unknown', at: at(1), key }, failed)).toEqual([
      {
        ...step,
        progress: 'failed',
        endedAt: at(3),
        durationMs: 3_000,
        attempts: 2,
        nextTryAt: null,
        lastError: 'stolen_card',
      },
    ]);
  });
});
