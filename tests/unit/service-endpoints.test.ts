// Each service answers every route of its contract, and no other.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { mobileEndpoints } from '../../functions/bff-mobile/http.ts';
import { notificationServiceEndpoints } from '../../functions/notifications/service-endpoints.ts';
import { paymentServiceEndpoints } from '../../functions/payments/http.ts';
import { webhookEndpoints } from '../../functions/webhooks/http.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { startAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { shop } from '../support/products.ts';

/** In place of every part: what an endpoint is made of is asked for only when it answers. */
const anything: never = new Proxy(() => anything, {
  get: (_, name) => (name === Symbol.iterator ? () => [].values() : anything),
}) as never;

it.each<readonly [string, readonly Endpoint[]]>([
  ['products', shop(createMemoryTable()).endpoints],
  ['auth', startAuth(createMemoryTable(), testClock()).endpoints],
  ['payments', paymentServiceEndpoints(anything, anything)],
  ['notifications', notificationServiceEndpoints(anything)],
  ['webhooks', webhookEndpoints(anything)],
  ['bff-mobile', mobileEndpoints(anything)],
])('%s', (name, endpoints) => {
  const promised = api.filter(({ service }) => service === name).map(({ id }) => id);
  expect(endpoints.map(({ contract }) => contract.id).sort()).toEqual(promised.sort());
  expect(promised.length).toBeGreaterThan(0);
});
