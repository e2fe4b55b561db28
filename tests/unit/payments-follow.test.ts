// A step that is open has a deadline, unless the message that has opened it is still being worked on: that one comes again.
import { expect, test } from 'vitest';
import type { PaymentProvider } from '../../functions/payments/providers/provider.ts';
import { createDeadlines, endOfTime } from '../../platform/data/deadlines.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { authorizeBody, createPaymentService, eur } from '../support/payments.ts';

const succeeded = { kind: 'succeeded', amount: eur(100), providerReference: 'a1' } as const;

const setUp = (authorize: () => Promise<unknown>) => {
  const table = createMemoryTable();
  const clock = testClock();
  const find = async () => ({ kind: 'absent' });
  const provider = { authorize, find } as unknown as PaymentProvider;
  const service = createPaymentService({ table, clock, provider });
  const due = () => createDeadlines(table).until(endOfTime);
  return { service, clock, due, orderId: newId('ord') };
};

test('what is answered at once never has one', async () => {
  const { service, due, orderId } = setUp(async () => {
    expect(await due()).toEqual([]);
    return succeeded;
  });
  await service.inbox(authorizeBody(orderId, 'tok_approved'));
  expect((await service.payment(orderId)).status).toBe('authorized');
  expect(await due()).toEqual([]);
});

test('what the provider answers later is due when it is to be asked', async () => {
  const { service, due, orderId } = setUp(async () => ({
    kind: 'pending',
    providerReference: 'a1',
  }));
  await service.inbox(authorizeBody(orderId, 'tok_pending'));
  const [step] = (await service.payment(orderId)).steps;
  expect(await due()).toEqual([{ id: orderId, dueAt: step?.checkAt }]);
});

test('a message that comes again has one before anything is asked, so that its last delivery may fail', async () => {
  let fails = true;
  const dues: number[] = [];
  const { service, clock, due, orderId } = setUp(async () => {
    dues.push((await due()).length);
    if (fails) throw new Error('the process has stopped');
    return succeeded;
  });
  const body = authorizeBody(orderId, 'tok_approved');
  for (let delivery = 0; delivery < 5; delivery += 1) {
    await expect(service.inbox(body)).rejects.toThrow('the process has stopped');
  }
  expect(dues).toEqual([0, 1, 1, 1, 1]);
  fails = false;
  clock.advance(60_000);
  await service.reconcile({ id: 'run_00000001', until: clock.now() + 20_000 });
  expect((await service.payment(orderId)).status).toBe('authorized');
  expect(await due()).toEqual([]);
});
