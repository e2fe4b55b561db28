// Stripe's objects in our words: what each event books, what each status answers, and when a payment can be captured again.
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import {
  authorizationAnswer,
  noAnswer,
  refundAnswer,
  refusalAnswer,
  voidAnswer,
} from '../../functions/payments/providers/stripe-answers.ts';
import { listBooks } from '../../functions/payments/providers/stripe-books.ts';
import {
  canCaptureAgain,
  captureOf,
  captureParameters,
} from '../../functions/payments/providers/stripe-captures.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const charge = (status: string) => ({
  payment_method_details: { card: { multicapture: { status } } },
});
const intent = (changes: object = {}) =>
  ({
    id: 'pi_1',
    object: 'payment_intent',
    amount: 100,
    amount_capturable: 100,
    amount_received: 0,
    currency: 'eur',
    status: 'requires_capture',
    latest_charge: charge('available'),
    last_payment_error: null,
    metadata: { key: 'ord_1:authorization', orderId: 'ord_1' },
    ...changes,
  }) as unknown as Stripe.PaymentIntent;
const refund = (changes: object = {}) =>
  ({
    id: 're_1',
    object: 'refund',
    status: 'succeeded',
    amount: 40,
    currency: 'eur',
    metadata: { key: 'ord_1:refund:r1' },
    ...changes,
  }) as unknown as Stripe.Refund;

describe('the books', () => {
  const from = '2026-01-01T00:00:00.500Z';
  const until = '2026-01-01T00:01:00.000Z';
  const created = 1_767_225_601;
  const list = async (
    ...pages: (readonly [type: string, object: object, created?: number])[][]
  ) => {
    const queries: object[] = [];
    const client = {
      events: {
        list: async (query: object) => {
          queries.push(query);
          const page = pages[queries.length - 1] ?? [];
          const data = page.map(([type, object, at = created], index) => ({
            id: `evt_${queries.length}_${index}`,
            type,
            created: at,
            data: { object },
          }));
          return { data, has_more: queries.length < pages.length };
        },
      },
    };
    const via = { execute: (work: () => unknown) => work() };
    const records = await listBooks(client as never, via as never, { from, until });
    return { queries, records };
  };
  const capturable = 'payment_intent.amount_capturable_updated';
  const time = '2026-01-01T00:00:01.000Z';
  const metadata = { key: 'ord_1:authorization', orderId: 'ord_1' };
  const captured = { ...metadata, captureKey: 'ord_1:capture:c1' };
  const common = { time, providerReference: 'pi_1' };

  it.each<[string, object, object | undefined]>([
    [
      capturable,
      intent(),
      { ...common, key: 'ord_1:authorization', kind: 'authorization', amount: eur(100) },
    ],
    [
      capturable,
      intent({ amount_received: 60, metadata: { ...captured, captureAmount: '30' } }),
      { ...common, key: 'ord_1:capture:c1', kind: 'capture', amount: eur(30) },
    ],
    [
      'payment_intent.succeeded',
      intent({ amount_received: 60, metadata: captured }),
      { ...common, key: 'ord_1:capture:c1', kind: 'capture', amount: eur(60) },
    ],
    [
      'payment_intent.canceled',
      intent({ amount_received: 60 }),
      { ...common, key: 'ord_1:void', kind: 'void', amount: eur(40) },
    ],
    ['payment_intent.canceled', intent({ latest_charge: null }), undefined],
    ['payment_intent.canceled', intent({ metadata: { key: 'k' } }), undefined],
    ['payment_intent.succeeded', intent({ metadata: {} }), undefined],
    [
      'payment_intent.succeeded',
      intent({ amount_received: 100 }),
      { ...common, key: 'ord_1:capture:pi_1', kind: 'capture', amount: eur(100) },
    ],
    [
      'refund.created',
      refund({ metadata: {}, payment_intent: 'pi_1' }),
      { time, providerReference: 're_1', key: 'pi_1:refund:re_1', kind: 'refund', amount: eur(40) },
    ],
    [
      'refund.created',
      refund(),
      { time, providerReference: 're_1', key: 'ord_1:refund:r1', kind: 'refund', amount: eur(40) },
    ],
    ['refund.created', refund({ status: 'pending' }), undefined],
    ['refund.updated', refund({ metadata: null }), undefined],
    ['refund.created', { object: 'charge', metadata }, undefined],
  ])('%s of %j is %j', async (type, object, record) => {
    const { records } = await list([[type, object]]);
    expect(records).toEqual(record === undefined ? [] : [record]);
  });

  it('are read a hundred at a time, from whole seconds on, page after page, each key once', async () => {
    const { queries, records } = await list(
      [
        [capturable, intent()],
        ['refund.created', refund()],
      ],
      [['refund.updated', refund(), created + 1]],
    );
    const asked = {
      types: [
        capturable,
        'payment_intent.succeeded',
        'payment_intent.canceled',
        'refund.created',
        'refund.updated',
      ],
      created: { gte: 1_767_225_600, lt: 1_767_225_660 },
      limit: 100,
    };
    expect(queries).toEqual([asked, { ...asked, starting_after: 'evt_1_1' }]);
    expect(records.map((record) => [record.key, record.time])).toEqual([
      ['ord_1:authorization', time],
      ['ord_1:refund:r1', '2026-01-01T00:00:02.000Z'],
    ]);
    expect((await list([])).records).toEqual([]);
  });
});

describe('an answer', () => {
  const done = { kind: 'succeeded', amount: eur(100), providerReference: 'pi_1' };
  const no = (reason: string) => ({ kind: 'declined', reason });
  it.each<[object, object]>([
    [{}, done],
    [{ latest_charge: charge('unavailable') }, { ...done, capturesOnce: true }],
    [
      { latest_charge: 'ch_1', status: 'succeeded' },
      { ...done, capturesOnce: true },
    ],
    [{ status: 'processing' }, { kind: 'pending', providerReference: 'pi_1' }],
    [{ status: 'canceled' }, done],
    [{ status: 'canceled', latest_charge: null }, no('payment_declined')],
    [{ status: 'requires_payment_method' }, no('payment_declined')],
    [
      { status: 'requires_action', last_payment_error: { decline_code: 'insufficient_funds' } },
      no('insufficient_funds'),
    ],
  ])('to an authorisation: %j', (changes, answer) => {
    expect(authorizationAnswer(intent(changes))).toEqual(answer);
  });

  it('to a void is what was not taken', () => {
    expect(voidAnswer(intent({ status: 'canceled', amount_received: 60 }))).toEqual({
      ...done,
      amount: eur(40),
    });
    expect(voidAnswer(intent({ status: 'succeeded' }))).toEqual(done);
    expect(voidAnswer(intent())).toEqual({ kind: 'absent' });
  });

  it.each<[object, object]>([
    [{}, { kind: 'succeeded', amount: eur(40), providerReference: 're_1' }],
    [{ status: 'pending' }, { kind: 'pending', providerReference: 're_1' }],
    [{ status: 'requires_action' }, { kind: 'pending', providerReference: 're_1' }],
    [
      { status: 'failed', failure_reason: 'lost_card' },
      { kind: 'refused', reason: 'lost_card' },
    ],
    [{ status: 'canceled' }, { kind: 'refused', reason: 'refund_failed' }],
  ])('to a refund: %j', (changes, answer) => {
    expect(refundAnswer(refund(changes))).toEqual(answer);
  });
});

describe('a capture', () => {
  const key = 'ord_1:capture:c1';

  it('leaves the rest held where another may follow, and only there', () => {
    const parameters = (amount: number, changes: object = {}) =>
      captureParameters(intent(changes), key, amount);
    const all = {
      amount_to_capture: 100,
      metadata: { captureKey: key, captureAmount: '100', c1: '100' },
    };
    expect(parameters(100)).toEqual(all);
    expect(parameters(99)).toMatchObject({ amount_to_capture: 99, final_capture: false });
    expect(parameters(99, { latest_charge: charge('unavailable') })).not.toHaveProperty(
      'final_capture',
    );
    expect(
      [charge('available'), charge('unavailable'), 'ch_1', null].map((latest_charge) =>
        canCaptureAgain(intent({ latest_charge })),
      ),
    ).toEqual([true, false, false, false]);
  });

  it('is found by its id, or by the key that stood alone in earlier days', () => {
    const found = (metadata: object) => captureOf(intent({ metadata, amount_received: 60 }), key);
    const taken = (amount: number) => ({
      kind: 'succeeded',
      amount: eur(amount),
      providerReference: 'pi_1',
    });
    expect(found({ c1: '30', captureKey: 'ord_1:capture:c2' })).toEqual(taken(30));
    expect(found({ captureKey: key })).toEqual(taken(60));
    expect(found({ captureKey: 'ord_1:capture:c2' })).toEqual({ kind: 'absent' });
  });
});

describe('a refusal', () => {
  const refusal = (statusCode: number, type = 'invalid_request_error', code = 'x') =>
    Stripe.errors.StripeError.generate({ statusCode, type, code, message: 'no' } as never);
  const outcome = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as Error).name;
    }
  };

  it.each([
    [400, 'invalid_request_error', { kind: 'refused', reason: 'x' }],
    [402, 'card_error', { kind: 'declined', reason: 'payment_declined' }],
    [404, 'invalid_request_error', { kind: 'refused', reason: 'x' }],
    [401, 'invalid_request_error', 'ProviderUnreachable'],
    [403, 'invalid_request_error', 'ProviderUnreachable'],
    [429, 'invalid_request_error', 'ProviderUnreachable'],
    [409, 'invalid_request_error', 'ProviderUnanswered'],
    [424, 'api_error', 'ProviderUnanswered'],
    [400, 'idempotency_error', 'ProviderUnanswered'],
  ])('of a request, %i %s, means %j', (status, type, meaning) => {
    expect(outcome(() => refusalAnswer(refusal(status, type)))).toEqual(meaning);
  });

  it.each([
    [400, { kind: 'unknown' }],
    [404, { kind: 'unknown' }],
    [401, 'ProviderUnreachable'],
    [429, 'ProviderUnreachable'],
  ])('of a question, %i, says nothing of what was done', (status, meaning) => {
    expect(outcome(() => noAnswer(refusal(status)))).toEqual(meaning);
  });
});
