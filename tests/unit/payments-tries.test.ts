// When the payment of a provider's event is looked for again, and under which keys a provider knows our steps.
import { describe, expect, it } from 'vitest';
import { keep, mostTries, triedInVain } from '../../functions/payments/domain/parked-event.ts';
import { orderOf, stepKey } from '../../functions/payments/domain/payment.ts';

const at = '2026-01-01T00:00:00.000Z';

describe('what the provider says of an order that is not known here', () => {
  const kept = keep({ id: 'evt_1', event: {} as never, correlationId: 'request-1' }, at);

  it('is tried again after a minute, two, four, and after twelve times by nobody', () => {
    expect(mostTries).toBe(12);
    const all = [kept];
    for (let count = 1; count < 13; count += 1) all.push(triedInVain(all.at(-1) ?? kept, at));
    const minutes = all.map(({ nextTryAt }) =>
      nextTryAt === null ? null : (Date.parse(nextTryAt) - Date.parse(at)) / 60_000,
    );
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, null]);
    expect(all.map(({ tries }) => tries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(all.at(-1)).toMatchObject({ id: 'evt_1', receivedAt: at, correlationId: 'request-1' });
  });
});

it('a key of ours names the order, the step, and the caller’s id where there is one', () => {
  const keys = [stepKey('ord_1', 'authorization'), stepKey('ord_1', 'capture', 'c1')];
  expect(keys).toEqual(['ord_1:authorization', 'ord_1:capture:c1']);
  expect(keys.map(orderOf)).toEqual(['ord_1', 'ord_1']);
});
