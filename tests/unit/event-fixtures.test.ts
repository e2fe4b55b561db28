// The events that functions are tried with say what the contracts say.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { Envelope } from '../../events/envelope.ts';
import { api } from '../../events/http/api.ts';
import { type MessageContract, serviceOf } from '../../events/message.ts';
import * as auth from '../../events/messages/auth.ts';
import * as notifications from '../../events/messages/notifications.ts';
import * as orders from '../../events/messages/orders.ts';
import * as payments from '../../events/messages/payments.ts';
import * as products from '../../events/messages/products.ts';
import * as webhooks from '../../events/messages/webhooks.ts';
import { commands, facts, type Service } from '../../events/routes.ts';
import { strict } from '../../events/schemas.ts';
import { shopPath } from '../../infra/constructs/api/integrations.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { eventFixtures, type Started, started } from '../support/event-fixtures.ts';

const isContract = (value: unknown): value is MessageContract =>
  typeof value === 'object' && value !== null && 'kind' in value && 'data' in value;

const contracts = new Map(
  [auth, notifications, orders, payments, products, webhooks]
    .flatMap((module) => Object.values(module).filter(isContract))
    .map((contract) => [contract.type, contract]),
);

const routes = new Map([...facts, ...commands].map((route) => [route.type, route]));

/** What the queues of single functions hold in place of messages. */
const work: Readonly<Record<string, ReturnType<typeof strict>>> = {
  'tandem-dev-webhooks-deliveries': strict({ endpointId: Type.String({ minLength: 1 }) }),
};

const faultsOfMessage = (message: Envelope) => {
  const contract = contracts.get(message.type);
  if (contract === undefined) return [`unknown type ${message.type}`];
  return [...faultsOf(Envelope, message), ...faultsOf(contract.data, message.data)];
};

/** `tandem-dev-orders-inbox` → `orders` */
const serviceOfQueue = (name: string): string => name.replace(/^tandem-dev-(.+)-\w+$/, '$1');

const faultsOfBody = (arn: string, body: unknown): unknown[] => {
  const queue = arn.split(':').at(-1) ?? '';
  const schema = work[queue];
  if (schema !== undefined) return [...faultsOf(schema, body)];
  const message = body as Envelope;
  const receivers = routes.get(message.type)?.to ?? [];
  const service = serviceOfQueue(queue) as Service;
  return [
    ...faultsOfMessage(message),
    ...(receivers.includes(service) ? [] : [`${message.type} does not go to ${service}`]),
  ];
};

const faultsOfRequest = (event: Extract<Started, { by: 'request' }>['event']): unknown[] => {
  const { httpMethod, resource, path, pathParameters, body, headers, requestContext } = event;
  const route = api.find((one) => one.method === httpMethod && one.path === resource);
  // Pages for people are no operations of the API.
  if (resource === `${shopPath}/{proxy+}`) return [];
  if (route === undefined) return [`no route ${httpMethod} ${resource}`];
  const { params, body: schema } = route.request;
  const filled = resource.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => pathParameters?.[name] ?? '',
  );
  return [
    ...(params ? faultsOf(params, pathParameters) : []),
    ...(schema ? faultsOf(schema, JSON.parse(body ?? 'null')) : body === null ? [] : ['a body']),
    ...(path === filled ? [] : [`path ${path}`]),
    ...(requestContext.path === `/v1${path}` ? [] : [`path ${requestContext.path}`]),
    ...(route.auth.kind === 'bearer' && !headers.Authorization ? ['no token'] : []),
  ];
};

const faultsOfEvent = (given: Started): unknown[] => {
  switch (given.by) {
    case 'request':
      return faultsOfRequest(given.event);
    case 'queue':
      return given.event.Records.flatMap(({ eventSourceARN, body }) =>
        faultsOfBody(eventSourceARN, JSON.parse(body)),
      );
    case 'stream':
      return given.event.Records.flatMap(({ dynamodb = {} }) => {
        const image = unmarshall((dynamodb.NewImage ?? {}) as Parameters<typeof unmarshall>[0]);
        const messages = image.messages as AddressedMessage[];
        return messages.flatMap(({ destination, envelope }) => {
          const contract = contracts.get(envelope.type);
          const wanted = contract?.kind === 'fact' ? 'topic' : `queue:${serviceOf(envelope.type)}`;
          return [
            ...faultsOfMessage(envelope),
            ...(destination === wanted ? [] : [`to ${destination}`]),
          ];
        });
      });
    case 'schedule':
      return given.event.source === 'aws.scheduler' ? [] : ['not of the scheduler'];
    case 'rotation':
      return ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].includes(given.event.Step)
        ? []
        : [given.event.Step];
    case 'delivery':
      return given.event.records.flatMap(({ data }): unknown[] =>
        faultsOfMessage(JSON.parse(Buffer.from(data, 'base64').toString())),
      );
    case 'authorizer':
      return /^Bearer \S+$/.test(given.event.authorizationToken) ? [] : ['no token'];
    case 'hand':
      return given.event.targets.flatMap(({ name, version }) =>
        eventFixtures.has(name.replace('tandem-dev-', '')) && version === 'live' ? [] : [name],
      );
  }
};

const fixtures = [...eventFixtures];

it.each(fixtures)('%s fits its contract', (_name, event) => {
  expect(faultsOfEvent(started(event))).toEqual([]);
});

describe('a fixture that is spoilt is noticed', () => {
  const spoil = (name: string, from: string, to: string): unknown[] => {
    const text = JSON.stringify(eventFixtures.get(name));
    expect(text).toContain(from);
    return faultsOfEvent(started(JSON.parse(text.replace(from, to))));
  };

  it.each([
    ['auth-hashing', '/auth/login"', '/auth/logon"', 'no route POST /auth/logon'],
    ['rollout-hook', 'dev-auth-handler', 'dev-auth-handle', 'tandem-dev-auth-handle'],
    ['auth-hashing', 'email', 'mail', expect.objectContaining({ code: 'required' })],
    ['payments-handler', '"Authorization"', '"X-Token"', 'no token'],
    ['payments-consume', 'settle-payment', 'settle', 'unknown type payments.settle.v1'],
    ['payments-consume', 'orderId', 'order', expect.objectContaining({ code: 'required' })],
    ['webhooks-consume', 'order-confirmed', 'order-paid', 'unknown type orders.order-paid.v1'],
    [
      'notifications-consume',
      'notifications-inbox',
      'payments-inbox',
      'orders.order-confirmed.v1 does not go to payments',
    ],
    ['webhooks-deliver', 'endpointId', 'endpoint', expect.objectContaining({ code: 'required' })],
    ['outbox-relay-handler', '"S":"topic"', '"S":"queue:auth"', 'to queue:auth'],
    ['auth-rotate', 'createSecret', 'makeSecret', 'makeSecret'],
  ])('%s: %s for %s', (name, from, to, fault) => {
    expect(spoil(name, from, to)).toContainEqual(fault);
  });
});
