// Where an order is and why: each step with its attempts, and what helps where it is stuck.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { OrderStory } from '../../events/http/orders/stories.ts';
import { paymentCaptured } from '../../events/messages/payments.ts';
import { stockReserved } from '../../events/messages/products.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { customerId, shippingAddress } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

const supporter = { as: 'usr_00000000000000000000000000000009', roles: ['support'] };
const placedAt = '2026-01-01T12:00:00.000Z';

const setUp = async () => {
  const clock = testClock(Date.parse(placedAt));
  const lines: string[] = [];
  const sink = new PassThrough().on('data', (line) => lines.push(String(line)));
  const log = createLog({ SERVICE: 'test', SERVICE_VERSION: 'test', LOG_LEVEL: 'info' }, sink);
  const service = await startOrders(createMemoryTable(), { clock, log });
  const { json } = await service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
    },
    { 'idempotency-key': 'told-order-0123456789' },
  );
  const { id } = json as { id: string };
  const headers = (key: string) => ({ 'idempotency-key': `${key}-0123456789abcdef` });
  return {
    ...service,
    id,
    audited: () => lines.map((line) => JSON.parse(line).audit).filter(Boolean),
    story: async () => {
      const reply = await service.call('orders.read-story', { params: { id } }, supporter);
      expect(reply.status).toBe(200);
      return reply.json as OrderStory;
    },
    retry: (key: string, who = supporter) =>
      service.call('orders.retry-steps', { params: { id }, headers: headers(key) }, who),
    stockAnswers: () =>
      service.receive(
        service.message(stockReserved, id, { orderId: id, lines: [{ sku: 'MUG', quantity: 2 }] }),
      ),
    ship: () =>
      service.call(
        'orders.ship',
        {
          params: { id },
          headers: headers('ship'),
          body: { carrier: 'Post', trackingNumber: '1' },
        },
        { ...supporter, roles: ['admin'] },
      ),
  };
};

describe('the story of an order', () => {
  it('tells what it waits for, since when, until when, and what helps', async () => {
    const { id, clock, story, stockAnswers, elsewhere } = await setUp();
    clock.advance(1_500);
    await stockAnswers();
    const payment = [
      {
        ...{ kind: 'authorization', progress: 'unknown', attempts: 3, id: null, endedAt: null },
        ...{ amount: { amount: 2_900, currency: 'EUR' }, requestedAt: '2026-01-01T12:00:02.000Z' },
        ...{ durationMs: null, nextTryAt: null, lastError: null },
      },
    ];
    elsewhere.items.set(`/v1/admin/payments/${id}/steps`, payment);
    const letter = {
      ...{ letterId: 'l1', id: 'm1', type: 'payments.authorize-payment.v1', subject: id },
      ...{ from: 'inbox', diedAt: null, receives: 5, reason: 'no such row' },
    };
    elsewhere.items.set('/v1/admin/dead-letters/payments', [{ ...letter, body: '{}' }]);
    const deadline = '2026-01-01T12:20:00.000Z';
    const reservedAt = '2026-01-01T12:00:01.500Z';
    expect(await story()).toEqual({
      orderId: id,
      status: 'pending_payment',
      version: 2,
      placedAt,
      updatedAt: reservedAt,
      deadline,
      steps: [
        {
          step: 'reserve',
          asks: 'products.reserve-stock.v1',
          of: 'products',
          about: null,
          state: 'done',
          attempts: 1,
          askedAt: placedAt,
          lastAskedAt: placedAt,
          answeredAt: reservedAt,
          durationMs: 1_500,
          lastError: null,
          deadline: null,
        },
        {
          step: 'authorize',
          asks: 'payments.authorize-payment.v1',
          of: 'payments',
          about: null,
          state: 'waiting',
          attempts: 1,
          askedAt: reservedAt,
          lastAskedAt: reservedAt,
          answeredAt: null,
          durationMs: null,
          lastError: null,
          deadline,
        },
      ],
      payment,
      deadLetters: [{ service: 'payments', ...letter }],
      remedies: [
        {
          says: 'Messages of it died at payments: mend the cause, then send them back',
          request: {
            method: 'POST',
            path: '/admin/dead-letters/payments/redrive',
            body: { subject: id },
          },
        },
        {
          says: 'Ask again now: authorize (payments)',
          request: { method: 'POST', path: `/admin/orders/${id}/retries`, body: null },
        },
        {
          says: 'Cancel it; stock and payment are freed',
          request: { method: 'POST', path: `/orders/${id}/cancellation`, body: null },
        },
      ],
    });
  });

  it('has gaps where others do not answer', async () => {
    const { story, elsewhere } = await setUp();
    elsewhere.isDown = true;
    expect(await story()).toMatchObject({ payment: null, deadLetters: null });
  });

  it('tells of a refusal with its reason, and of nothing to do then', async () => {
    const { id, story, settle, ship, receive, message, clock } = await setUp();
    await settle(id);
    expect((await ship()).status).toBe(201);
    const waiting = await story();
    expect(waiting.steps.map(({ step, state }) => [step, state])).toEqual([
      ['reserve', 'done'],
      ['authorize', 'done'],
      ['sell', 'sent'],
      ['capture', 'waiting'],
    ]);
    clock.advance(250);
    const { steps } = await story();
    const captureId = steps.at(-1)?.about ?? '';
    const amount = { amount: 2500, currency: 'EUR' };
    const captured = { orderId: id, captureId, amount, providerReference: 'cap_1' };
    await receive(message(paymentCaptured, id, captured));
    const told = await story();
    expect(told.steps.at(-1)).toMatchObject({ state: 'done', durationMs: 250, about: captureId });
    expect(told.remedies).toEqual([]);
  });

  it('is for staff alone, and of an order that is not there there is none', async () => {
    const { id, call } = await setUp();
    const read = (orderId: string, who: Parameters<typeof call>[2]) =>
      call('orders.read-story', { params: { id: orderId } }, who);
    expect(outcomeOf(await read(id, { as: customerId }))).toBe('403 forbidden');
    expect(outcomeOf(await read(id, { roles: ['fulfilment'] }))).toBe('403 forbidden');
    expect(outcomeOf(await read(id, { isGuest: true }))).toBe('401 unauthenticated');
    for (const odd of [newId('ord'), 'nonsense', '..%2f', `${id}\u0000`]) {
      expect(outcomeOf(await read(odd, supporter))).toBe('404 not-found');
    }
  });
});

describe('asking again', () => {
  it('asks for what is unanswered, once for a key, and says who wanted it', async () => {
    const { id, retry, story, orders, audited } = await setUp();
    const first = await retry('one');
    expect(first.status).toBe(202);
    expect((await retry('one')).body).toBe(first.body);
    expect((await retry('two')).status).toBe(202);
    expect((await story()).steps).toMatchObject([
      { step: 'reserve', attempts: 3, state: 'waiting' },
    ]);
    const { commits } = await orders.read(id);
    const asked = commits
      .flatMap(({ messages = [] }) => messages)
      .filter(({ type }) => type === 'products.reserve-stock.v1');
    expect(new Set(asked.map((each) => each.id)).size).toBe(3);
    expect(new Set(asked.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    const entry = { event: 'orders.retry-steps', actor: supporter.as, target: id };
    expect(audited()).toEqual([entry, entry, entry]);
  });

  it('does not move the deadline, and is refused where nothing is unanswered', async () => {
    const { id, retry, story, settle, orders } = await setUp();
    const before = (await story()).deadline;
    await retry('one');
    expect((await story()).deadline).toBe(before);
    await settle(id);
    expect(outcomeOf(await retry('three'))).toBe('409 invalid-state');
    expect((await orders.load(id)).version).toBe(5);
  });

  it('is for staff', async () => {
    const { retry } = await setUp();
    expect(outcomeOf(await retry('one', { as: customerId, roles: ['customer'] }))).toBe(
      '403 forbidden',
    );
  });
});
