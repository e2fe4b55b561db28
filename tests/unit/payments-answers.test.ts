// What each answer of the provider makes of a step, at the edges: late, contrary, absent, never asked for.
import { describe, expect, it } from 'vitest';
import { paymentDecider } from '../../functions/payments/domain/decider.ts';
import {
  type Answer,
  isPayment,
  type Payment,
  type PaymentEvent,
  type PaymentState,
  stepKey,
} from '../../functions/payments/domain/payment.ts';
import { specificationOf } from '../support/specification.ts';

const orderId = 'ord_00000000000000000000000000000001';
const customerId = 'usr_00000000000000000000000000000001';
const at = '2026-01-01T00:00:00.000Z';
const msLater = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const key = stepKey(orderId, 'authorization');
const captureKey = stepKey(orderId, 'capture', 'c1');

const requested: PaymentEvent = {
  type: 'payment-requested',
  orderId,
  customerId,
  amount: eur(100),
  paymentToken: 'tok_approved',
  key,
  at,
};
const voidRequested: PaymentEvent = { type: 'void-requested', at };
const done = (kind: 'authorization' | 'capture' | 'refund', step: string, amount = 100) =>
  ({
    type: 'step-succeeded',
    kind,
    key: step,
    amount: eur(amount),
    providerReference: `${kind}_1`,
    at,
  }) satisfies PaymentEvent;
const asked = (kind: 'capture' | 'refund', id: string, amount = 100): PaymentEvent => ({
  type: 'step-requested',
  kind,
  id,
  key: stepKey(orderId, kind, id),
  amount: eur(amount),
  at,
});
const failed = (step: string, reason: string): PaymentEvent => ({
  type: 'step-failed',
  key: step,
  reason,
  at,
});
const flagged = (reason: string): PaymentEvent => ({ type: 'payment-flagged', reason, at });

const { given, givenState } = specificationOf(paymentDecider);
const authorized = [requested, done('authorization', key)];

const told = (events: readonly PaymentEvent[], answer: Answer, step = key, time = at) =>
  given(...events).when({ type: 'record-answer', key: step, answer, at: time });

const paymentOf = (state: PaymentState): Payment => {
  if (!isPayment(state)) throw new Error('no payment');
  return state;
};

const yes: Answer = { kind: 'succeeded', amount: eur(100), providerReference: 'a1' };
const no: Answer = { kind: 'declined', reason: 'payment_declined' };
const never: Answer = { kind: 'refused', reason: 'expired' };

describe('an answer', () => {
  it('that another will follow is kept with its reference, and asked about after fifteen seconds, thirty, sixty', () => {
    const pending: Answer = { kind: 'pending', providerReference: 'a1' };
    const { events, state } = told([requested], pending);
    const event = { type: 'step-pending', key, providerReference: 'a1', at };
    expect(events).toEqual([event]);
    const again = paymentDecider.evolve(state, event as PaymentEvent);
    const third = paymentDecider.evolve(again, event as PaymentEvent);
    expect(paymentOf(state)).toMatchObject({ status: 'pending', authorization: 'a1' });
    const steps = [state, again, third].map((each) => paymentOf(each).steps[0]);
    expect(steps.map((step) => [step?.progress, step?.checks, step?.checkAt])).toEqual([
      ['pending', 0, msLater(15_000)],
      ['pending', 1, msLater(30_000)],
      ['pending', 2, msLater(60_000)],
    ]);
  });

  it('that another will follow to a capture leaves the authorisation as it is', () => {
    const events = [...authorized, asked('capture', 'c1')];
    const pending: Answer = { kind: 'pending', providerReference: 'c9' };
    const payment = paymentOf(told(events, pending, captureKey).state);
    expect(payment.authorization).toBe('authorization_1');
    expect(payment.steps.map(({ progress }) => progress)).toEqual(['succeeded', 'pending']);
  });

  it('of no payment, and of a step that was never asked for and not done, is nothing', () => {
    expect(told([], yes).ignored).toBe('there is no payment');
    expect(told([requested], no, captureKey).ignored).toBe('there is no such step');
  });

  it('of a step that was done and never asked for is flagged once, and not again after a person has seen it', () => {
    const reason = `the provider has done ${captureKey}, which was never asked for`;
    expect(told(authorized, yes, captureKey).events).toEqual([flagged(reason)]);
    const before = 'it was flagged before';
    expect(told([...authorized, flagged(reason)], yes, captureKey).ignored).toBe(before);
    const closed = {
      type: 'review-closed',
      reasons: [reason],
      actor: 'usr_2',
      note: '',
      at,
    } as const;
    const seen = [...authorized, flagged(reason), closed];
    expect(paymentOf(given(...seen).state)).toMatchObject({ flags: [], reviewed: [reason] });
    expect(told(seen, yes, captureKey).ignored).toBe(before);
  });

  const over = {
    succeeded: [requested, done('authorization', key)],
    failed: [requested, failed(key, 'payment_declined')],
  };
  it.each([
    ['succeeded', 'declined', no, true],
    ['succeeded', 'refused', never, true],
    ['succeeded', 'succeeded', yes, false],
    ['succeeded', 'unknown', { kind: 'unknown' }, false],
    ['failed', 'succeeded', yes, true],
    ['failed', 'declined', no, false],
    ['failed', 'refused', never, false],
  ] as const)('to a step that has %s: %s', (ended, kind, answer, isContrary) => {
    const { events, ignored } = told(over[ended], answer);
    const flag = flagged(`the authorization ${ended}, then the provider said ${kind}`);
    expect(ignored ?? events).toEqual(isContrary ? [flag] : 'the authorization has ended before');
  });

  it.each<[Answer, string]>([
    [{ ...yes, amount: eur(150) }, "the provider's authorization is 150 EUR, not 100 EUR"],
    [
      { ...yes, amount: { amount: 100, currency: 'USD' } },
      "the provider's authorization is 100 USD, not 100 EUR",
    ],
    [never, 'the authorization succeeded, then the provider said refused'],
  ])('to a step that has succeeded, %j, is flagged once', (answer, reason) => {
    expect(told(over.succeeded, answer).events).toEqual([flagged(reason)]);
    const again = told([...over.succeeded, flagged(reason)], answer);
    expect(again.ignored).toBe('it was flagged before');
  });

  it('says whether an authorisation can be captured once only, and the order hears it', () => {
    const once = told([requested], { ...yes, capturesOnce: true });
    expect(once.events).toMatchObject([{ type: 'step-succeeded', capturesOnce: true }]);
    expect(once.says).toMatchObject([{ data: { orderId, amount: eur(100), capturesOnce: true } }]);
    const often = told([requested], yes);
    expect(often.events[0]).not.toHaveProperty('capturesOnce');
    expect(often.says[0]?.data).not.toHaveProperty('capturesOnce');
  });

  it.each([
    ['a minute and a moment later', [requested, voidRequested], 60_001, 'step-failed'],
    ['a minute later', [requested, voidRequested], 60_000, 'step-unknown'],
    ['of what is wanted', [requested], 86_400_000, 'step-unknown'],
  ] as const)('that the provider has not seen it, %s', (_, events, ms, type) => {
    const result = told(events, { kind: 'absent' }, key, msLater(ms));
    expect(result.events.map((event) => event.type)).toEqual([type]);
    if (type === 'step-failed') expect(result.events).toMatchObject([{ reason: 'abandoned' }]);
  });

  it('that the provider has not seen a capture never ends it', () => {
    const events = [...authorized, asked('capture', 'c1'), voidRequested];
    const late = told(events, { kind: 'absent' }, captureKey, msLater(86_400_000));
    expect(late.events.map(({ type }) => type)).toEqual(['step-unknown']);
  });

  it('that refuses a capture is flagged with its reason, once', () => {
    const events = [...authorized, asked('capture', 'c1'), asked('capture', 'c2', 1)];
    const reason = 'the capture failed: expired';
    expect(told(events, never, captureKey).events).toEqual([
      failed(captureKey, 'expired'),
      flagged(reason),
    ]);
    const second = stepKey(orderId, 'capture', 'c2');
    expect(told([...events, flagged(reason)], never, second).events).toEqual([
      failed(second, 'expired'),
    ]);
  });
});

describe('the status of a payment', () => {
  const capture = (amount: number) => [
    asked('capture', 'c1', amount),
    done('capture', captureKey, amount),
  ];
  const refund = (id: string, amount: number) => [
    asked('refund', id, amount),
    done('refund', stepKey(orderId, 'refund', id), amount),
  ];
  const voided: PaymentEvent[] = [
    voidRequested,
    {
      type: 'step-requested',
      kind: 'void',
      id: '',
      key: stepKey(orderId, 'void'),
      amount: eur(99),
      at,
    },
    { ...done('capture', stepKey(orderId, 'void'), 99), kind: 'void' },
  ];
  it.each<[string, readonly PaymentEvent[]]>([
    ['pending', [requested]],
    ['unknown', [requested, { type: 'step-unknown', key, at }]],
    ['declined', [requested, failed(key, 'payment_declined')]],
    ['authorized', authorized],
    ['authorized', [...authorized, asked('capture', 'c1')]],
    ['captured', [...authorized, ...capture(1)]],
    ['captured', [...authorized, ...capture(100), ...refund('r1', 99)]],
    ['refunded', [...authorized, ...capture(100), ...refund('r1', 99), ...refund('r2', 1)]],
    ['captured', [...authorized, ...capture(1), ...voided]],
    ['voided', [...authorized, ...voided]],
  ])('is %s', (status, events) => {
    expect(given(...events).state.status).toBe(status);
  });
});

describe('what the order hears', () => {
  const says = (events: readonly PaymentEvent[], answer: Answer, step = key) =>
    told(events, answer, step).says;

  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['payment_declined', 'payment_declined'],
  ] as const)('of a card that is declined: %s', (reason, heard) => {
    expect(says([requested], { kind: 'declined', reason })).toEqual([
      { type: 'payments.payment-declined.v1', data: { orderId, reason: heard } },
    ]);
  });

  it('of a refusal in other words: that it was declined', () => {
    expect(says([requested], never)).toMatchObject([{ data: { reason: 'payment_declined' } }]);
  });

  it('of money that was taken and given back: under the id it has given', () => {
    const captured = [...authorized, asked('capture', 'c1')];
    const answer = (amount: number): Answer => ({
      ...yes,
      amount: eur(amount),
      providerReference: 'p1',
    });
    expect(says(captured, answer(100), captureKey)).toEqual([
      {
        type: 'payments.payment-captured.v1',
        data: { orderId, captureId: 'c1', amount: eur(100), providerReference: 'p1' },
      },
    ]);
    const refunding = [...captured, done('capture', captureKey), asked('refund', 'r1', 40)];
    expect(says(refunding, answer(40), stepKey(orderId, 'refund', 'r1'))).toEqual([
      {
        type: 'payments.payment-refunded.v1',
        data: { orderId, refundId: 'r1', amount: eur(40), providerReference: 'p1' },
      },
    ]);
  });

  it('of reasons: their first two hundred characters', () => {
    const reason = 'x'.repeat(201);
    const flag = given(...authorized).when({ type: 'flag', reason, at });
    expect(flag.says).toMatchObject([{ data: { reason: 'x'.repeat(200) } }]);
    const refunding = [
      ...authorized,
      asked('capture', 'c1'),
      done('capture', captureKey),
      asked('refund', 'r1', 40),
    ];
    const [refused] = says(
      refunding,
      { kind: 'refused', reason },
      stepKey(orderId, 'refund', 'r1'),
    );
    expect(refused).toEqual({
      type: 'payments.payment-refund-failed.v1',
      data: { orderId, refundId: 'r1', reason: 'x'.repeat(200) },
    });
  });

  it('of a flag that a person has dealt with: once none is left', () => {
    const close = (...reasons: string[]) =>
      ({ type: 'close-review', reasons, actor: 'usr_2', note: 'seen', at }) as const;
    const events = [...authorized, flagged('one'), flagged('two')];
    const first = given(...events).when(close('one', 'three'));
    expect(first.events).toEqual([
      { type: 'review-closed', reasons: ['one'], actor: 'usr_2', note: 'seen', at },
    ]);
    expect(first.says).toEqual([]);
    const second = givenState(first.state).when(close('two'));
    expect(second.says).toEqual([{ type: 'payments.payment-cleared.v1', data: { orderId } }]);
    expect(paymentOf(second.state)).toMatchObject({ flags: [], reviewed: ['one', 'two'] });
  });
});
