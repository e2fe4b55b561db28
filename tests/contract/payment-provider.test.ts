// The port to payment providers: one contract for all of them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ProviderUnanswered,
  ProviderUnreachable,
} from '../../functions/payments/providers/provider.ts';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { createStripe } from '../../functions/payments/providers/stripe.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { providers, type Subject, startStripeSubject } from '../support/payment-providers.ts';
import { listen } from '../support/sandbox-provider.ts';
import { startStripe } from '../support/stripe-server.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const orderId = 'ord_00000000000000000000000000000001';
const keyOf = (step: string) => `${orderId}:${step}`;

describe.each(providers)('%s', (_name, start) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await start();
  });
  afterEach(() => subject.stop());

  const authorize = (token = subject.tokens.approved, amount = 100) =>
    subject.provider.authorize({
      key: keyOf('authorization'),
      orderId,
      amount: eur(amount),
      paymentToken: token,
    });
  const authorized = async (): Promise<string> => {
    const answer = await authorize();
    if (answer.kind !== 'succeeded') throw new Error(answer.kind);
    return answer.providerReference;
  };
  const follow = (kind: 'capture' | 'void' | 'refund', authorization: string, amount: number) =>
    subject.provider[kind]({ key: keyOf(kind), orderId, authorization, amount: eur(amount) });

  it('authorises', async () => {
    expect(await authorize()).toEqual({
      kind: 'succeeded',
      amount: eur(100),
      providerReference: expect.any(String),
    });
  });

  it('declines with a reason', async () => {
    expect(await authorize(subject.tokens.declined)).toEqual({
      kind: 'declined',
      reason: 'payment_declined',
    });
  });

  it('tells when the account does not hold enough', async () => {
    expect(await authorize(subject.tokens.poor)).toEqual({
      kind: 'declined',
      reason: 'insufficient_funds',
    });
  });

  it('gives one answer for a key', async () => {
    expect(await authorize()).toEqual(await authorize());
  });

  it('captures, and never more than was authorised', async () => {
    const authorization = await authorized();
    expect(await follow('capture', authorization, 101)).toMatchObject({ kind: 'refused' });
    const capture = { key: keyOf('capture:2'), orderId, authorization, amount: eur(60) };
    expect(await subject.provider.capture(capture)).toMatchObject({
      kind: 'succeeded',
      amount: eur(60),
    });
  });

  it('captures in parts up to what was authorised, and knows each of them by its key', async () => {
    const authorization = await authorized();
    const captureAs = (id: string, amount: number) =>
      subject.provider.capture({
        key: keyOf(`capture:${id}`),
        orderId,
        authorization,
        amount: eur(amount),
      });
    const find = (id: string) =>
      subject.provider.find({
        kind: 'capture',
        key: keyOf(`capture:${id}`),
        orderId,
        authorization,
      });
    expect(await captureAs('shp_1', 30)).toMatchObject({ kind: 'succeeded', amount: eur(30) });
    expect(await captureAs('shp_2', 45)).toMatchObject({ kind: 'succeeded', amount: eur(45) });
    expect(await captureAs('shp_3', 26)).toMatchObject({ kind: 'refused' });
    expect(await captureAs('shp_1', 30)).toMatchObject({ kind: 'succeeded', amount: eur(30) });
    expect(await find('shp_1')).toMatchObject({ kind: 'succeeded', amount: eur(30) });
    expect(await find('shp_2')).toMatchObject({ kind: 'succeeded', amount: eur(45) });
    expect(await find('shp_4')).toEqual({ kind: 'absent' });
    expect(await follow('void', authorization, 25)).toMatchObject({
      kind: 'succeeded',
      amount: eur(25),
    });
    expect(await follow('refund', authorization, 76)).toMatchObject({ kind: 'refused' });
  });

  it('gives back what was not captured', async () => {
    const authorization = await authorized();
    expect(await follow('void', authorization, 100)).toMatchObject({
      kind: 'succeeded',
      amount: eur(100),
    });
  });

  it('refunds, and never more than was captured', async () => {
    const authorization = await authorized();
    await follow('capture', authorization, 60);
    expect(await follow('refund', authorization, 61)).toMatchObject({ kind: 'refused' });
    const refund = { key: keyOf('refund:2'), orderId, authorization, amount: eur(20) };
    expect(await subject.provider.refund(refund)).toMatchObject({
      kind: 'succeeded',
      amount: eur(20),
    });
  });

  it('tells what has become of a key, without doing anything', async () => {
    const question = { key: keyOf('authorization'), orderId, authorization: null };
    const find = (kind: 'authorization' | 'capture' | 'refund', authorization: string | null) =>
      subject.provider.find({ ...question, kind, key: keyOf(kind), authorization });
    expect(await find('authorization', null)).toEqual({ kind: 'absent' });
    const answer = await authorize();
    expect(await find('authorization', null)).toEqual(answer);
    const authorization = answer.kind === 'succeeded' ? answer.providerReference : '';
    expect(await find('capture', authorization)).toEqual({ kind: 'absent' });
    const captured = await follow('capture', authorization, 100);
    expect(await find('capture', authorization)).toEqual(captured);
    expect(await find('refund', authorization)).toEqual({ kind: 'absent' });
    const refunded = await follow('refund', authorization, 30);
    expect(await find('refund', authorization)).toEqual(refunded);
  });

  it('lists what it has done, each step once, under our keys', async () => {
    const [sold, given] = ['1', '2'].map((digit) => `ord_${digit.padStart(32, '0')}`);
    const start = async (order = '') => {
      const answer = await subject.provider.authorize({
        key: `${order}:authorization`,
        orderId: order,
        amount: eur(100),
        paymentToken: subject.tokens.approved,
      });
      return answer.kind === 'succeeded' ? answer.providerReference : '';
    };
    const step = (
      order: string | undefined,
      authorization: string,
      key: string,
      amount: number,
    ) => ({
      key: `${order}:${key}`,
      orderId: order ?? '',
      authorization,
      amount: eur(amount),
    });
    const { provider } = subject;
    const first = await start(sold);
    await provider.capture(step(sold, first, 'capture:c1', 60));
    await provider.refund(step(sold, first, 'refund:r1', 20));
    const second = await start(given);
    await provider.void(step(given, second, 'void', 100));
    await provider.authorize({
      key: 'ord_3:authorization',
      orderId: 'ord_3',
      amount: eur(5),
      paymentToken: subject.tokens.declined,
    });
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const listed = (await provider.list(at(-60_000), at(60_000)))
      .map(({ key, kind, amount: { amount } }) => `${kind} ${key} ${amount}`)
      .toSorted();
    expect(listed).toEqual(
      [
        `authorization ${sold}:authorization 100`,
        `capture ${sold}:capture:c1 60`,
        `refund ${sold}:refund:r1 20`,
        `authorization ${given}:authorization 100`,
        `void ${given}:void 100`,
      ].toSorted(),
    );
    expect(await provider.list(at(60_000), at(120_000))).toEqual([]);
  });

  it('that loses its answer has acted all the same', async () => {
    subject.loseAnswer();
    await expect(authorize()).rejects.toBeInstanceOf(ProviderUnanswered);
    const question = { kind: 'authorization', key: keyOf('authorization'), orderId } as const;
    expect(await subject.provider.find({ ...question, authorization: null })).toMatchObject({
      kind: 'succeeded',
    });
  });

  it('that does not know our key has done nothing', async () => {
    const request = { key: keyOf('authorization'), orderId, amount: eur(1), paymentToken: 'x' };
    await expect(subject.misconfigured.authorize(request)).rejects.toBeInstanceOf(
      ProviderUnreachable,
    );
  });

  it('that is not there was not asked', async () => {
    await subject.stop();
    await expect(authorize()).rejects.toBeInstanceOf(Error);
  });
});

it('Stripe says where a payment can be captured once only; that capture is the last', async () => {
  const subject = await startStripeSubject();
  const authorized = await subject.provider.authorize({
    key: keyOf('authorization'),
    orderId,
    amount: eur(100),
    paymentToken: 'pm_card_captured_once',
  });
  expect(authorized).toMatchObject({ kind: 'succeeded', capturesOnce: true });
  if (authorized.kind !== 'succeeded') throw new Error(authorized.kind);
  const step = { orderId, authorization: authorized.providerReference };
  const captureAs = (id: string, amount: number) =>
    subject.provider.capture({ ...step, key: keyOf(`capture:${id}`), amount: eur(amount) });
  expect(await captureAs('shp_1', 60)).toMatchObject({ kind: 'succeeded', amount: eur(60) });
  expect(await captureAs('shp_2', 40)).toMatchObject({ kind: 'refused' });
  const rest = { ...step, key: keyOf('void'), amount: eur(40) };
  expect(await subject.provider.void(rest)).toMatchObject({ kind: 'succeeded', amount: eur(40) });
  await subject.stop();
});

it('Stripe that is at it for somebody else has refused nothing', async () => {
  const server = await startStripe();
  const policy = createPolicy({ timeoutMs: 5_000 });
  const access = { url: server.url, apiKey: async () => 'sk_test_1' };
  const provider = createStripe({ ...access, policy, lookUpPolicy: policy });
  const step = { key: keyOf('authorization'), orderId, amount: eur(100) };
  server.delayMs = 200;
  const both = await Promise.allSettled(
    [0, 1].map(() => provider.authorize({ ...step, paymentToken: 'pm_card_visa' })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { name: 'ProviderUnanswered' },
  });
  await server.stop();
});

it('Stripe that refuses questions is still asked for payments', async () => {
  const server = await startStripe();
  const policy = createPolicy({ timeoutMs: 5_000, failuresInARow: 5 });
  const access = { url: server.url, apiKey: async () => 'sk_test_1' };
  const { find, authorize } = createStripe({ ...access, policy, lookUpPolicy: policy });
  const question = { key: keyOf('capture'), orderId, authorization: 'pi_9' };
  for (let asked = 0; asked < 6; asked += 1) {
    expect(await find({ ...question, kind: 'capture' })).toEqual({ kind: 'unknown' });
  }
  const step = { key: keyOf('authorization'), orderId, amount: eur(100) };
  expect((await authorize({ ...step, paymentToken: 'pm_card_visa' })).kind).toBe('succeeded');
  await server.stop();
});

it.each([
  ['an error page', 200, { error: 'captive portal' }],
  ['nothing', 200, null],
  ['a status that we do not know', 200, { id: 'a1', status: 'held', amount: 1, currency: 'EUR' }],
  ['a refusal that is no operation', 402, {}],
])('the sandbox that answers with %s has declined nothing', async (_, status, body) => {
  const server = await listen((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const policy = createPolicy({ timeoutMs: 5_000 });
  const access = { url: server.url, apiKey: async () => 'key', policy, lookUpPolicy: policy };
  const provider = createSandboxProvider(access);
  const step = { key: keyOf('authorization'), orderId, amount: eur(1), paymentToken: 'x' };
  const question = { kind: 'authorization', key: step.key, orderId, authorization: null } as const;
  for (const asked of [
    () => provider.authorize(step),
    () => provider.find(question),
    () => provider.list('2026-01-01', '2026-01-02'),
  ]) {
    await expect(asked()).rejects.toBeInstanceOf(ProviderUnanswered);
  }
  await server.stop();
});

it('the sandbox that refuses a question, or to show its ledger, says nothing of what was done', async () => {
  const server = await listen((_request, response) => {
    response.writeHead(422, { 'content-type': 'application/json' }).end('{"error":{"code":"x"}}');
  });
  const policy = createPolicy({ timeoutMs: 5_000 });
  const access = { url: server.url, apiKey: async () => 'key', policy, lookUpPolicy: policy };
  const provider = createSandboxProvider(access);
  const question = { kind: 'refund', key: keyOf('refund'), orderId, authorization: 'a1' } as const;
  expect(await provider.find(question)).toEqual({ kind: 'unknown' });
  const listed = provider.list('2026-01-01', '2026-01-02');
  await expect(listed).rejects.toBeInstanceOf(ProviderUnanswered);
  await server.stop();
});
