// The payment over HTTP, and its limits under parallel requests.
import { describe, expect, it } from 'vitest';
import { capturePayment, noteNothingDue, refundPayment } from '../../events/messages/payments.ts';
import { paymentEndpoints } from '../../functions/payments/http.ts';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { call, identity, services } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import {
  authorizeBody,
  createPaymentService,
  customerId,
  eur,
  messageBody,
} from '../support/payments.ts';
import { outcomeOf } from '../support/refusals.ts';
import { apiKey, startProvider } from '../support/sandbox-provider.ts';

const start = async () => {
  const provider = await startProvider();
  const policy = createPolicy({ timeoutMs: 5_000, concurrency: 200 });
  const service = createPaymentService({
    table: createMemoryTable(),
    clock: systemClock,
    // So many at one payment take longer than any caller would wait.
    windowMs: 60_000,
    provider: createSandboxProvider({
      url: provider.url,
      apiKey: async () => apiKey,
      policy,
      lookUpPolicy: policy,
    }),
  });
  return { provider, service };
};

describe('under 100 parallel requests', () => {
  it('captured stays within authorised and refunded within captured', async () => {
    const { provider, service } = await start();
    const orderId = newId('ord');
    await service.inbox(authorizeBody(orderId, 'tok_approved'));
    const all = (make: (index: number) => string) =>
      Promise.all(Array.from({ length: 100 }, (_, index) => service.inbox(make(index))));
    await all((index) =>
      messageBody(capturePayment, orderId, { orderId, captureId: `c${index}`, amount: eur(7) }),
    );
    await all((index) =>
      messageBody(refundPayment, orderId, { orderId, refundId: `r${index}`, amount: eur(5) }),
    );
    const [authorization] = provider.ledger.list();
    expect(provider.ledger.totals(authorization?.id ?? '')).toEqual({
      authorized: 100,
      captured: 98,
      refunded: 95,
      voided: 0,
    });
    await provider.stop();
  });
});

describe('GET /payments/{orderId}', () => {
  it('shows the payment to its customer and to staff, and is 404 alike for others', async () => {
    const { provider, service } = await start();
    const orderId = newId('ord');
    await service.inbox(authorizeBody(orderId, 'tok_approved'));
    const [endpoint] = paymentEndpoints(service.store);
    if (endpoint === undefined) throw new Error('no endpoint');
    const get = (id: string, caller = identity()) =>
      call(
        endpoint,
        {
          params: { orderId: id },
          headers: { authorization: 'Bearer token', 'x-request-id': 'request-00000001' },
        },
        services({ verify: async () => caller }),
      );
    expect(await call(endpoint, { params: { orderId } })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    const own = await get(orderId);
    expect(own.body).toEqual({
      orderId,
      status: 'authorized',
      authorized: eur(100),
      captured: eur(0),
      voided: eur(0),
      refunded: eur(0),
      entries: [
        {
          kind: 'authorization',
          amount: eur(100),
          time: expect.any(String),
          providerReference: 'auth_1',
        },
      ],
    });
    const admin = identity({
      subject: 'usr_00000000000000000000000000000009',
      roles: ['admin'],
    });
    expect((await get(orderId, admin)).status).toBe(200);
    const stranger = identity({ subject: 'usr_00000000000000000000000000000002' });
    const [theirs, unknown, malformed] = [
      await get(orderId, stranger),
      await get(newId('ord')),
      await get('nonsense'),
    ];
    expect(outcomeOf(theirs)).toBe('404 not-found');
    expect(theirs.body).toEqual(unknown.body);
    expect(malformed.body).toEqual(unknown.body);
    await provider.stop();
  });

  it('shows staff its steps on one page, none of an order that has none yet, and 404 for what is no id', async () => {
    const { provider, service } = await start();
    const orderId = newId('ord');
    await service.inbox(authorizeBody(orderId, 'tok_approved'));
    const [, endpoint] = paymentEndpoints(service.store);
    if (endpoint === undefined) throw new Error('no endpoint');
    const staff = services({ verify: async () => identity({ roles: ['support'] }) });
    const get = (id: string) =>
      call(
        endpoint,
        { params: { orderId: id }, headers: { authorization: 'Bearer token' } },
        staff,
      );
    expect((await get(orderId)).body).toMatchObject({
      items: [{ kind: 'authorization', amount: eur(100) }],
      nextCursor: null,
    });
    expect((await get(newId('ord'))).body).toEqual({ items: [], nextCursor: null });
    expect(outcomeOf(await get('nonsense'))).toBe('404 not-found');
    await provider.stop();
  });

  it('says of an order that costs nothing that there is nothing to pay', async () => {
    const { provider, service } = await start();
    const orderId = newId('ord');
    const note = { orderId, customerId, currency: 'EUR' };
    for (let times = 0; times < 2; times += 1) {
      await service.inbox(messageBody(noteNothingDue, orderId, note));
    }
    const [endpoint] = paymentEndpoints(service.store);
    if (endpoint === undefined) throw new Error('no endpoint');
    const get = (caller = identity()) =>
      call(
        endpoint,
        { params: { orderId }, headers: { authorization: 'Bearer token' } },
        services({ verify: async () => caller }),
      );
    expect(await get()).toMatchObject({
      status: 200,
      body: {
        orderId,
        status: 'none',
        authorized: eur(0),
        captured: eur(0),
        voided: eur(0),
        refunded: eur(0),
        entries: [],
      },
    });
    const stranger = identity({ subject: 'usr_00000000000000000000000000000002' });
    expect(outcomeOf(await get(stranger))).toBe('404 not-found');
    expect(provider.ledger.list()).toEqual([]);
    await provider.stop();
  });
});
