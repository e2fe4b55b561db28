// The provider is down under load: it is not asked the more for it, no payment is lost, and all go on when it is back.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { createBreaker, createPolicy } from '../../platform/calls/resilience.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService } from '../support/payments.ts';
import { apiKey, startProvider, type TestProvider } from '../support/sandbox-provider.ts';

let offset = 0;
const startedAt = Date.now();
/** Moved on by the test alone: how fast the machine is decides nothing. */
const clock: Clock = { now: () => startedAt + offset };
let provider: TestProvider;
beforeEach(async () => {
  offset = 0;
  provider = await startProvider();
  return () => provider.stop();
});
afterEach(() => {
  offset = 0;
});

const start = (states: string[] = []) => {
  const onStateChange = (state: string) => states.push(state);
  const breaker = createBreaker({ openMs: 100, failuresInARow: 5, onStateChange });
  const policy = (timeoutMs: number) => createPolicy({ timeoutMs, breaker });
  return createPaymentService({
    table: createMemoryTable(),
    clock,
    provider: createSandboxProvider({
      url: provider.url,
      apiKey: async () => apiKey,
      policy: policy(1_000),
      lookUpPolicy: policy(500),
    }),
  });
};

it('asks at most 1.2 times for each payment while the provider is down, and all are authorised within 30 s of its return', async () => {
  const states: string[] = [];
  const service = start(states);
  const offered = Array.from({ length: 300 }, () => newId('ord'));
  provider.down = true;
  for (let index = 0; index < offered.length; index += 10) {
    const batch = offered.slice(index, index + 10);
    await Promise.all(batch.map((id) => service.inbox(authorizeBody(id, 'tok_approved'))));
  }
  expect(states).toContain('open');
  expect(provider.requests.length).toBeLessThanOrEqual(1.2 * offered.length);
  expect(service.reminders.length).toBeLessThan(20);

  provider.down = false;
  const returnedAt = clock.now();
  await expect
    .poll(
      async () => {
        offset += 1_000;
        const due = service.reminders.filter(({ at }) => at <= clock.now());
        for (const { body } of due) await service.inbox(body);
        for (const one of due) service.reminders.splice(service.reminders.indexOf(one), 1);
        const payments = await Promise.all(offered.map((id) => service.payment(id)));
        return payments.filter(({ status }) => status === 'authorized').length;
      },
      { interval: 150, timeout: 20_000 },
    )
    .toBe(offered.length);
  expect(clock.now() - returnedAt).toBeLessThanOrEqual(30_000);
  const charges = Map.groupBy(provider.ledger.list(), ({ reference }) => reference);
  expect([...charges.values()].every((operations) => operations.length === 1)).toBe(true);
  expect(charges.size).toBe(offered.length);
});
