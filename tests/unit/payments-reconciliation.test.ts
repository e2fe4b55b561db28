// Payments that wait for a provider that is down: it is asked about one of them, and about all when that one was answered.
import { expect, it } from 'vitest';
import {
  type PaymentProvider,
  ProviderUnanswered,
  ProviderUnreachable,
} from '../../functions/payments/providers/provider.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur } from '../support/payments.ts';

const start = async (count: number) => {
  const clock = testClock();
  const asked: string[] = [];
  const silent = new Set<string>();
  const provider = {
    isDown: true,
    find: async ({ orderId }: { orderId: string }) => {
      asked.push(orderId);
      if (provider.isDown || silent.has(orderId)) throw new ProviderUnanswered('late');
      return { kind: 'absent' as const };
    },
    authorize: async () => {
      if (provider.isDown) throw new ProviderUnreachable('the breaker is open');
      return { kind: 'succeeded' as const, amount: eur(100), providerReference: 'auth-1' };
    },
  };
  const service = createPaymentService({
    table: createMemoryTable(),
    provider: provider as unknown as PaymentProvider,
    clock,
  });
  const orders = Array.from({ length: count }, () => newId('ord'));
  for (const orderId of orders) await service.inbox(authorizeBody(orderId, 'tok_approved'));
  clock.advance(30_000);
  return {
    orders,
    asked,
    silent,
    provider,
    service,
    clock,
    run: () => service.reconcile({ id: 'run-00001', until: clock.now() + 20_000 }),
    waiting: async () => {
      const payments = await Promise.all(orders.map((orderId) => service.payment(orderId)));
      return orders.filter((_, index) => payments[index]?.status === 'pending');
    },
  };
};

it('a provider that does not answer is asked once a run, however many wait', async () => {
  const { asked, run } = await start(300);
  await run();
  await run();
  expect(asked).toHaveLength(2);
});

it('all are asked about when it answers, and the first message is handled once', async () => {
  const { asked, provider, service, clock, waiting } = await start(300);
  provider.isDown = false;
  expect(service.reminders.length).toBe(1);
  clock.advance(5_000);
  const body = service.reminders[0]?.body ?? '';
  expect(await service.inbox(body)).toEqual({ kind: 'done' });
  expect(await waiting()).toEqual([]);
  expect(asked).toHaveLength(300);
  expect(await service.inbox(body)).toEqual({
    kind: 'ignored',
    reason: 'somebody else is at it',
  });
  // The next one was told before the work began.
  expect(service.reminders).toHaveLength(2);
});

it('one that is never answered does not keep the others waiting', async () => {
  const { orders, silent, provider, run, waiting } = await start(50);
  provider.isDown = false;
  const [odd = ''] = orders;
  silent.add(odd);
  for (let runs = 0; runs < 30 && (await waiting()).length > 1; runs += 1) await run();
  expect(await waiting()).toEqual([odd]);
});

it('what there is no time for is left to the next message', async () => {
  const { service, provider, clock, waiting } = await start(300);
  provider.isDown = false;
  await service.reconcile({ id: 'run-00001', until: clock.now() + 5_000 });
  const left = (await waiting()).length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(300);
  expect(service.reminders.at(-1)?.at).toBeGreaterThan(clock.now());
  expect(service.reminders.length).toBe(2);
});
