// What payment providers send us: /webhooks/payments.
import { Type } from 'typebox';
import { strict } from '../schemas.ts';
import { defineRoute } from './route.ts';

export const receiveProviderWebhook = defineRoute({
  id: 'webhooks.receive',
  service: 'webhooks',
  method: 'POST',
  path: '/webhooks/payments/{provider}',
  summary: 'A signed event of a payment provider; 2xx once it is stored',
  auth: { kind: 'signature' },
  rawBody: true,
  request: { params: strict({ provider: Type.String({ maxLength: 40 }) }) },
  responses: { 202: strict({ status: Type.Literal('accepted') }) },
});
