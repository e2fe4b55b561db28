// What an event of the provider becomes: the answer to the step that it names, or to one that somebody made by hand there.
import { expect, it } from 'vitest';
import type { ProviderEvent } from '../../functions/payments/domain/parked-event.ts';
import type { PaymentCommand } from '../../functions/payments/domain/payment.ts';
import { createApplyProviderEvent } from '../../functions/payments/resolving/provider-events.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

const order = 'ord_00000000000000000000000000000001';
const amount = { amount: 500, currency: 'EUR' };

/** The command that it becomes, where the provider knows the payment `pay_1` as that of the order. */
const commandOf = async (
  event: Partial<ProviderEvent>,
): Promise<readonly [string, PaymentCommand]> => {
  const handled: [string, PaymentCommand][] = [];
  const apply = createApplyProviderEvent({
    handle: async (orderId, command) => {
      handled.push([orderId, command]);
      return {
        kind: 'ignored',
        reason: 'a test',
        state: { status: 'absent' },
        version: 0,
      } as never;
    },
    provider: {
      keyOf: async (reference) => (reference === 'pay_1' ? `${order}:authorization` : undefined),
    },
    clock: testClock(),
    log: quietLog,
  });
  const causation = { correlationId: 'c', causationId: 'c' };
  await apply({ amount, ...event } as ProviderEvent, { causation, messageId: 'm' });
  const [first] = handled;
  return first ?? expect.fail('nothing was handled');
};

it.each<[string, Partial<ProviderEvent>, string]>([
  [
    'a refund of ours',
    { kind: 'refund.succeeded', reference: `${order}:refund:ret_1`, providerReference: 're_1' },
    `${order}:refund:ret_1`,
  ],
  [
    'a refund that was made by hand',
    { kind: 'refund.succeeded', reference: 'pay_1', providerReference: 'pay_1', reason: 're_9' },
    `${order}:refund:re_9`,
  ],
  [
    'a capture that names only the payment',
    { kind: 'capture.succeeded', reference: 'pay_1', providerReference: 'pay_1', reason: 'x' },
    `${order}:authorization`,
  ],
  [
    'a capture of ours',
    { kind: 'capture.succeeded', reference: `${order}:capture:shp_1`, providerReference: 'ch_1' },
    `${order}:capture:shp_1`,
  ],
])('%s', async (_, event, key) => {
  expect(await commandOf(event)).toMatchObject([order, { type: 'record-answer', key }]);
});
