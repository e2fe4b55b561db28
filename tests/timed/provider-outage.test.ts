// The payment provider is down for some seconds while orders come in; `npm run tandem -- outage` does the same for a minute.
import { expect, it } from 'vitest';
import { broken, confirmedASecond, takeProviderDown } from '../load/outage.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

const most = 8;

it('it is not asked the more for it, no order is lost, and all goes on when it is back', async () => {
  const shop = createShop(apiUrl, awsUrl);
  // A third of what there is room for, so that what was left can be caught up with; a slow machine has more time as well.
  const rate = Math.min(most, (await confirmedASecond(shop)) / 3);
  const recoverySeconds = Math.min(180, (30 * most) / rate);
  const report = await takeProviderDown(shop, { seconds: 15, rate, seed: 1, recoverySeconds });
  expect(broken(report), JSON.stringify(report)).toEqual([]);
}, 600_000);
