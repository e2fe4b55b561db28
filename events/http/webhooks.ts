// What payment providers send us, and where merchants want to be told: /webhooks/payments, /webhook-endpoints.
import { type Static, Type } from 'typebox';
import { outboundEventTypes } from '../messages/webhooks.ts';
import { optionalLine, strict, Timestamp } from '../schemas.ts';
import { adminOr, defineRoute } from './route.ts';
import { byId, idParam, listOf, listQuery } from './shapes.ts';

export const receiveProviderWebhook = defineRoute({
  id: 'webhooks.receive',
  service: 'webhooks',
  method: 'POST',
  path: '/webhooks/payments/{provider}',
  summary: 'A signed event of a payment provider; 2xx once it is stored',
  auth: { kind: 'signature' },
  rawBody: true,
  problems: ['webhook-signature-invalid'],
  request: { params: strict({ provider: idParam('`sandbox` or `stripe`.', 'sandbox') }) },
  responses: { 202: strict({ status: Type.Literal('accepted') }) },
});

const merchant = adminOr('webhooks:manage');

const endpointParams = byId('Of the endpoint.', 'whe_0198f3a27c417d5e9b1a4f6e2c8d0a11');
const deliveryParams = byId('Of the delivery.', 'dlv_0198f3a27c417d5e9b1a4f6e2c8d0a11');

const Url = Type.String({ minLength: 10, maxLength: 2048 });
const EventTypes = Type.Union([
  Type.Array(Type.Enum([...outboundEventTypes]), { minItems: 1, maxItems: 20, uniqueItems: true }),
  Type.Array(Type.Literal('*'), { minItems: 1, maxItems: 1 }),
]);
const Description = optionalLine(200);

export const WebhookEndpoint = strict({
  id: Type.String(),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  status: Type.Enum(['enabled', 'disabled']),
  description: Type.Optional(Type.String()),
  /** Only in the answers of creation and rotation. */
  secret: Type.Optional(Type.String()),
});
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

export const WebhookDelivery = strict({
  id: Type.String(),
  eventId: Type.String(),
  eventType: Type.String(),
  status: Type.Enum(['pending', 'delivered', 'failed']),
  attempts: Type.Array(
    strict({
      at: Type.String(),
      /** HTTP status of the answer; null when there was none. */
      status: Type.Union([Type.Integer(), Type.Null()]),
      error: Type.Optional(Type.String()),
    }),
  ),
  nextAttemptAt: Type.Union([Type.String(), Type.Null()]),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

export const createWebhookEndpoint = defineRoute({
  id: 'webhooks.create-endpoint',
  service: 'webhooks',
  method: 'POST',
  path: '/webhook-endpoints',
  summary: 'Subscribe a URL to events; the secret is shown once',
  auth: merchant,
  responseHeaders: ['ETag', 'Location'],
  problems: ['webhook-url-rejected', 'too-many-endpoints'],
  request: {
    body: strict({
      url: Url,
      eventTypes: EventTypes,
      description: Type.Optional(Description),
    }),
  },
  responses: { 201: WebhookEndpoint },
});

export const listWebhookEndpoints = defineRoute({
  id: 'webhooks.list-endpoints',
  service: 'webhooks',
  method: 'GET',
  path: '/webhook-endpoints',
  summary: 'Own endpoints; all of them for administrators',
  auth: merchant,
  request: { query: listQuery({}) },
  responses: { 200: listOf(WebhookEndpoint) },
});

export const readWebhookEndpoint = defineRoute({
  id: 'webhooks.read-endpoint',
  service: 'webhooks',
  method: 'GET',
  path: '/webhook-endpoints/{id}',
  summary: 'One endpoint, with its version as ETag',
  auth: merchant,
  responseHeaders: ['ETag'],
  request: { params: endpointParams },
  responses: { 200: WebhookEndpoint },
});

export const changeWebhookEndpoint = defineRoute({
  id: 'webhooks.change-endpoint',
  service: 'webhooks',
  method: 'PATCH',
  path: '/webhook-endpoints/{id}',
  summary: 'Change URL, filter, status or description; If-Match names the version that was read',
  auth: merchant,
  requestHeaders: { 'If-Match': 'required' },
  responseHeaders: ['ETag'],
  problems: ['webhook-url-rejected'],
  request: {
    params: endpointParams,
    body: strict({
      url: Type.Optional(Url),
      eventTypes: Type.Optional(EventTypes),
      status: Type.Optional(Type.Enum(['enabled', 'disabled'])),
      description: Type.Optional(Description),
    }),
  },
  responses: { 200: WebhookEndpoint },
});

export const deleteWebhookEndpoint = defineRoute({
  id: 'webhooks.delete-endpoint',
  service: 'webhooks',
  method: 'DELETE',
  path: '/webhook-endpoints/{id}',
  summary: 'Remove an endpoint; what was still to be delivered to it is dropped',
  auth: merchant,
  requestHeaders: { 'If-Match': 'optional' },
  request: { params: endpointParams },
  responses: { 204: null },
});

export const rotateWebhookSecret = defineRoute({
  id: 'webhooks.rotate-secret',
  service: 'webhooks',
  method: 'POST',
  path: '/webhook-endpoints/{id}/secret',
  summary: 'A new secret, shown once; the old one signs beside it for 24 hours',
  auth: merchant,
  requestHeaders: { 'If-Match': 'optional' },
  responseHeaders: ['ETag'],
  problems: ['invalid-state'],
  request: { params: endpointParams },
  responses: { 200: WebhookEndpoint },
});

export const listWebhookDeliveries = defineRoute({
  id: 'webhooks.list-deliveries',
  service: 'webhooks',
  method: 'GET',
  path: '/webhook-endpoints/{id}/deliveries',
  summary: 'What was sent to an endpoint in the last 30 days, newest first',
  auth: merchant,
  request: { params: endpointParams, query: listQuery({}) },
  responses: { 200: listOf(WebhookDelivery) },
});

export const replayWebhookDeliveries = defineRoute({
  id: 'webhooks.replay-range',
  service: 'webhooks',
  method: 'POST',
  path: '/webhook-endpoints/{id}/replay',
  summary: 'Send the events of a time range again, at most 1,000',
  auth: merchant,
  request: { params: endpointParams, body: strict({ from: Timestamp, to: Timestamp }) },
  responses: { 202: strict({ replayed: Type.Integer() }) },
});

export const replayWebhookDelivery = defineRoute({
  id: 'webhooks.replay',
  service: 'webhooks',
  method: 'POST',
  path: '/webhook-deliveries/{id}/replay',
  summary: 'Send one delivery again, under its own id',
  auth: merchant,
  problems: ['invalid-state'],
  request: { params: deliveryParams },
  responses: { 202: WebhookDelivery },
});
