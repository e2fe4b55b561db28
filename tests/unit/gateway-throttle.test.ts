// Token bucket of a throttle.

import { expect, test } from 'vitest';
import { tokenBucket } from '../../localstack/gateway/admission/token-bucket.ts';

test('the burst passes at once, then the rate', () => {
  let at = 0;
  const take = tokenBucket({ rate: 10, burst: 3 }, () => at);
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  at = 100;
  expect([take(), take()]).toEqual([true, false]);
  at = 10_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});
