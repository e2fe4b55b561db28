// How long the provider is waited for, when it is left alone, and how long new questions may begin.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Payment } from '../../functions/payments/domain/payment.ts';
import { policies } from '../../functions/payments/providers/policies.ts';
import { ProviderUnanswered } from '../../functions/payments/providers/provider.ts';
import { createStripe } from '../../functions/payments/providers/stripe.ts';
import { createResolvePayment } from '../../functions/payments/resolving/resolve-payment.ts';
import { createResolveStep } from '../../functions/payments/resolving/resolve-step.ts';
import { createRetryBudget, wasNeverMade } from '../../platform/calls/resilience.ts';
import { startAwsServer } from '../support/aws-server.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the provider', () => {
  const fail = async () => {
    throw new Error('down');
  };

  it.each([
    ['policy', 5_000],
    ['lookUpPolicy', 2_000],
  ] as const)('is waited for by the %s for %d ms, and asked once', async (name, ms) => {
    const signals: AbortSignal[] = [];
    const asked = policies(quietLog)
      [name].execute(({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      })
      .catch(() => 'over');
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals[0]?.aborted).toBe(true);
    expect(await asked).toBe('over');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signals).toHaveLength(1);
  });

  it('is left alone for three seconds after five calls in a row that came to nothing, of either kind', async () => {
    const { policy, lookUpPolicy } = policies(quietLog);
    const isRefused = async (one: typeof policy) =>
      one.execute(async () => 'answered').then(() => false, wasNeverMade);
    for (let count = 0; count < 4; count += 1) await policy.execute(fail).catch(() => {});
    expect(await isRefused(policy)).toBe(false);
    for (let count = 0; count < 4; count += 1) await policy.execute(fail).catch(() => {});
    await lookUpPolicy.execute(fail).catch(() => {});
    expect([await isRefused(policy), await isRefused(lookUpPolicy)]).toEqual([true, true]);
    vi.advanceTimersByTime(2_999);
    expect(await isRefused(lookUpPolicy)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await isRefused(lookUpPolicy)).toBe(false);
    expect(await isRefused(policy)).toBe(false);
  });
});

describe('a payment', () => {
  const step = { kind: 'authorization', key: 'ord_1:authorization', progress: 'unknown' } as const;
  const payment = {
    ...{ status: 'unknown', orderId: 'ord_1', steps: [{ ...step, checkAt: '2026' }] },
  } as unknown as Payment;

  it('is asked about for seven seconds', async () => {
    const clock = testClock();
    const untils: number[] = [];
    const resolve = createResolvePayment({
      handle: async () => {
        throw new Error('nothing is to be recorded');
      },
      resolveStep: async ({ until }) => void untils.push(until),
      clock,
    });
    const causation = { correlationId: 'request-1', causationId: 'request-1' };
    expect(await resolve('ord_1', { state: payment, version: 1 } as never, { causation })).toBe(
      payment,
    );
    expect(untils).toEqual([clock.now() + 7_000]);
  });
});

describe('an answer that was lost', () => {
  it.each([
    ['once where half a second is more than there is', 499, 1],
    ['at the last moment', 0, 1],
    ['never after it', -1, 0],
  ])('is looked for %s', async (_, left, times) => {
    vi.useRealTimers();
    const clock = testClock();
    let asked = 0;
    const provider = {
      capture: async () => {
        throw new ProviderUnanswered('late');
      },
      find: async () => {
        asked += 1;
        return { kind: 'unknown' };
      },
    };
    const budget = createRetryBudget();
    const resolveStep = createResolveStep({ provider: provider as never, budget, clock });
    const attempt = {
      step: { kind: 'capture', key: 'ord_1:capture:s' },
      payment: { orderId: 'ord_1', authorization: 'auth_1' },
      ...{ isFresh: true, until: clock.now() + left },
    };
    expect(await resolveStep(attempt as never)).toEqual({ kind: 'unknown' });
    expect(asked).toBe(times);
  });
});

describe('Stripe', () => {
  const start = async () => {
    vi.useRealTimers();
    const server = await startAwsServer();
    const apiKey = async () => 'sk_test_1';
    const provider = createStripe({ url: server.url, apiKey, ...policies(quietLog) });
    return { server, provider };
  };
  const amount = { amount: 1999, currency: 'EUR' };

  it('is asked once, whatever it answers, and told nothing of the calls before', async () => {
    const { server, provider } = await start();
    const isVoid = () =>
      provider.void({ key: 'ord_1:void', orderId: 'ord_1', authorization: 'pi_1', amount });
    server.state.say = () => ({ body: { id: 'pi_1', status: 'canceled', amount: 1 } });
    await isVoid().catch(() => {});
    for (const status of [500, 503]) {
      server.state.say = () => ({ status, body: { error: { type: 'api_error' } } });
      await expect(isVoid()).rejects.toThrow(ProviderUnanswered);
    }
    server.state.say = () => 'hang-up';
    await expect(isVoid()).rejects.toThrow(ProviderUnanswered);
    server.stop();
    expect(server.state.asked).toHaveLength(4);
    const told = server.state.asked.flatMap(({ headers }) => Object.keys(headers));
    expect(told.filter((name) => name.includes('telemetry'))).toEqual([]);
  });

  it('holds an amount at once, or not at all: nobody is there for another check', async () => {
    const { server, provider } = await start();
    server.state.say = () => ({ body: { id: 'pi_1', status: 'processing' } });
    const key = 'ord_1:authorization';
    await provider.authorize({ key, orderId: 'ord_1', amount, paymentToken: 'pm_1' });
    server.stop();
    const [asked] = server.state.asked;
    expect(asked?.headers['idempotency-key']).toBe(key);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      ...{ amount: '1999', currency: 'eur', payment_method: 'pm_1' },
      ...{ confirm: 'true', capture_method: 'manual', error_on_requires_action: 'true' },
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
      'payment_method_options[card][request_multicapture]': 'if_available',
      'metadata[orderId]': 'ord_1',
      'metadata[key]': key,
      'expand[0]': 'latest_charge',
    });
  });
});
