// Queues looked into from outside: nothing is received, dead letters go back where they failed, or away.

import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import type { PeekedMessage } from '../../localstack/tandem/queues/peek.ts';
import { queueRoutes } from '../../localstack/tandem/queues/routes.ts';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const messaging = await startMessaging(account, undefined);
const routes = tandemRoutes(queueRoutes(messaging));
const server = createServer((request, response) => void routes(request, response));
let url: string;

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const make = (name: string, attributes: Record<string, string> = {}) =>
  messaging.sqs.createQueue(name, `http://127.0.0.1/000000000000/${name}`, arn(name), attributes);
const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('orders-dead') });
const inbox = make('orders-inbox', { RedrivePolicy });
const late = make('orders-late', { RedrivePolicy });
const dead = make('orders-dead');

beforeAll(async () => {
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${port}/_tandem`;
});
beforeEach(() => {
  for (const queue of [inbox, late, dead]) queue.purge();
});
afterAll(async () => {
  await messaging.stop();
  await new Promise((resolve) => server.close(resolve));
});

const ask = async <T>(method: string, path: string, body?: unknown) => {
  const headers = { 'content-type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${url}/${path}`, init);
  return { status: response.status, body: (await response.json()) as T };
};

const envelope = (id: string, subject: string) =>
  JSON.stringify({
    id,
    type: 'orders.order-placed.v1',
    subject,
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  });

const letter = (id: string, from?: string) =>
  messaging.send(
    dead.arn,
    envelope(id, `ord_${id}`),
    from === undefined ? {} : { from: { DataType: 'String', StringValue: from } },
  );

test('what is in a queue is seen in each state, and nothing was received by it', async () => {
  messaging.send(inbox.arn, envelope('msg_1', 'ord_1'));
  messaging.send(inbox.arn, '<b>no envelope</b>');
  inbox.dequeue(1);
  for (let look = 0; look < 3; look += 1) {
    const { body } = await ask<{ messages: PeekedMessage[] }>(
      'GET',
      'queues/orders-inbox/messages',
    );
    expect(body).toEqual({
      name: 'orders-inbox',
      total: 2,
      messages: [
        expect.objectContaining({
          state: 'visible',
          receives: 0,
          id: null,
          type: null,
          traceId: null,
          body: '<b>no envelope</b>',
          visibleAt: null,
        }),
        expect.objectContaining({
          state: 'inFlight',
          receives: 1,
          id: 'msg_1',
          type: 'orders.order-placed.v1',
          subject: 'ord_1',
          traceId: 'a'.repeat(32),
          visibleAt: expect.any(String),
        }),
      ],
    });
  }
  const { body } = await ask('GET', 'queues');
  expect(body).toContainEqual({
    name: 'orders-inbox',
    visible: 1,
    inFlight: 1,
    delayed: 0,
    oldestAgeSeconds: expect.any(Number),
    deadLetter: { name: 'orders-dead', visible: 0, oldestAgeSeconds: null },
  });
});

test('dead letters go back to where they say that they failed', async () => {
  letter('one');
  letter('two', 'late');
  letter('three', 'inbox');
  letter('four', 'nowhere');
  expect(await ask('POST', 'queues/orders-inbox/redrive')).toEqual({
    status: 200,
    body: { name: 'orders-dead', count: 3, skipped: 1 },
  });
  expect([inbox, late, dead].map((queue) => queue.inspectMessages().ready.length)).toEqual([
    2, 1, 1,
  ]);
});

test('of what is chosen, only that', async () => {
  letter('one', 'inbox');
  letter('two', 'inbox');
  letter('three', 'inbox');
  expect(await ask('POST', 'queues/orders-dead/redrive', { ids: ['two'] })).toMatchObject({
    body: { count: 1 },
  });
  expect(await ask('POST', 'queues/orders-dead/purge', { subject: 'ord_one' })).toEqual({
    status: 200,
    body: { name: 'orders-dead', count: 1 },
  });
  expect(dead.inspectMessages().ready.map(({ body }) => JSON.parse(body).id)).toEqual(['three']);
  expect(await ask('POST', 'queues/orders-dead/purge', {})).toMatchObject({ body: { count: 1 } });
});

test.each([
  [{ ids: 'all' }, 'ids must be a list of texts'],
  [{ ids: [1] }, 'ids must be a list of texts'],
  [{ limit: 0 }, 'limit must be a whole number'],
  [{ limit: 1e9 }, 'limit must be a whole number'],
  [{ type: {} }, 'type must be a text'],
  [{ everything: true }, 'there is no member everything'],
  [['x'], 'the body must be an object'],
])('a choice of %j is refused, and nothing moves', async (body, message) => {
  letter('one', 'inbox');
  for (const action of ['redrive', 'purge']) {
    const answer = await ask<{ error: string }>('POST', `queues/orders-dead/${action}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(message);
  }
  expect(dead.inspectMessages().ready).toHaveLength(1);
});

test('a queue that is not there is 404, one without dead letters refuses', async () => {
  expect(await ask('GET', 'queues/nothing/messages')).toMatchObject({ status: 404 });
  expect(await ask('GET', 'queues/orders-inbox/messages?state=lost')).toMatchObject({
    status: 400,
  });
  make('alone');
  expect(await ask('POST', 'queues/alone/redrive')).toMatchObject({ status: 409 });
});
