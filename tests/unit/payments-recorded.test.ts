// What a payment remembers and says of each step, whole.
import { expect, it } from 'vitest';
import { paymentDecider } from '../../functions/payments/domain/decider.ts';
import type { PaymentEvent } from '../../functions/payments/domain/payment.ts';

const orderId = 'ord_00000000000000000000000000000001';
const at = '2026-01-01T00:00:00.000Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const requested: PaymentEvent = {
  type: 'payment-requested',
  orderId,
  customerId: 'usr_00000000000000000000000000000001',
  amount: eur(100),
  paymentToken: 'tok_approved',
  key: `${orderId}:authorization`,
  at,
};

type Kind = 'authorization' | 'capture' | 'refund';

/** A step that was asked for and has succeeded. */
const step = (kind: Kind, amount: number, id: string): PaymentEvent[] => {
  const named = { kind, key: `${orderId}:${kind}:${id}`, amount: eur(amount), at } as const;
  return [
    ...(kind === 'authorization' ? [] : [{ type: 'step-requested', id, ...named } as PaymentEvent]),
    { type: 'step-succeeded', providerReference: `${kind}_${id}`, ...named },
  ];
};

const fold = (events: readonly PaymentEvent[]) =>
  events.reduce(paymentDecider.evolve, paymentDecider.initial);

it('remembers every step that has succeeded, in their order', () => {
  const steps: [Kind, number, string][] = [
    ['authorization', 100, '1'],
    ['capture', 60, '1'],
    ['capture', 40, '2'],
    ['refund', 30, '1'],
  ];
  const state = fold([requested, ...steps.flatMap((each) => step(...each))]);
  expect(state).toMatchObject({
    entries: steps.map(([kind, amount, id]) => ({
      kind,
      amount: eur(amount),
      time: at,
      providerReference: `${kind}_${id}`,
    })),
  });
});

it('says why it was flagged, in two hundred characters at most', () => {
  const said = (reason: string) => {
    const flagged: PaymentEvent = { type: 'payment-flagged', reason, at };
    return paymentDecider.react(flagged, fold([requested, flagged])).map(({ data }) => data);
  };
  expect(said('a dispute')).toEqual([{ orderId, reason: 'a dispute' }]);
  expect(said('x'.repeat(300))).toEqual([{ orderId, reason: 'x'.repeat(200) }]);
});
