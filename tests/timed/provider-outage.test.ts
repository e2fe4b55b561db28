// The payment provider is down for some seconds while orders come in; `npm run tandem -- outage` does the same for a minute.
import { expect, it } from 'vitest';
import { broken, takeProviderDown } from '../load/outage.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

it('it is not asked the more for it, no order is lost, and all goes on when it is back', async () => {
  const shop = createShop(apiUrl, awsUrl);
  const report = await takeProviderDown(shop, { seconds: 15, rate: 8, seed: 1 });
  expect(broken(report), JSON.stringify(report)).toEqual([]);
}, 180_000);
