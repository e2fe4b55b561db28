// One message in a thousand that nobody can handle: the others are done, it dies with its reason, and goes back once the fault is mended.
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mostReceives } from '../../events/routes.ts';
import { deadLetterEndpoints } from '../../functions/dead-letters/http.ts';
import { createMoveToDeadLetters } from '../../platform/messaging/dead-letter-queue.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import { done } from '../../platform/messaging/inbox.ts';
import { startQueueConsumer } from '../../platform/messaging/queue-consumer.ts';
import { call, identity, quietLog, services } from '../support/http.ts';
import { outcomeOf } from '../support/refusals.ts';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const client = new SQSClient({
  endpoint: server.address,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';

const deadLetterUrl = await create('test-dead-letters');
const { Attributes = {} } = await client.send(
  new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] }),
);
const RedrivePolicy = JSON.stringify({
  deadLetterTargetArn: Attributes.QueueArn,
  maxReceiveCount: mostReceives,
});
const inboxUrl = await create('test-inbox', { RedrivePolicy, ReceiveMessageWaitTimeSeconds: '1' });

const letters = createDeadLetters({ client, deadLetterUrl, queues: { inbox: inboxUrl } });
const endpoints = new Map(
  deadLetterEndpoints(new Map([['orders', letters]])).map((each) => [each.contract.id, each]),
);
const administrator = services({ verify: async () => identity({ roles: ['admin'] }) });

const ask = async (name: string, request: Parameters<typeof call>[1] = {}) => {
  const found = endpoints.get(`dead-letters.${name}`);
  if (found === undefined) throw new Error(`there is no ${name}`);
  const headers = { authorization: 'Bearer token' };
  const params = { service: 'orders', ...request.params };
  const { status, body } = await call(found, { headers, ...request, params }, administrator);
  return { status, body };
};

const envelope = (number: number) => ({
  specversion: '1.0',
  id: `msg_${number}`,
  type: number === 500 ? 'orders.poison.v1' : 'orders.good.v1',
  subject: `ord_${number}`,
  data: {},
});

const heard = new Map<string, number>();
let isMended = false;
const inbox = async (body: string) => {
  const { id, type } = JSON.parse(body) as { id: string; type: string };
  heard.set(id, (heard.get(id) ?? 0) + 1);
  if (type === 'orders.poison.v1' && !isMended) throw new RangeError('no such flag: \u0000🦋');
  return done;
};
const consume = () =>
  startQueueConsumer({
    client,
    queueUrl: inboxUrl,
    inbox,
    moveToDeadLetters: createMoveToDeadLetters({ client, deadLettersUrl: deadLetterUrl }),
    log: quietLog,
    retrySeconds: 1,
  });

const depth = async (name: string) => {
  const { body } = await ask(name);
  return (body.items as { messages: number }[])[0]?.messages;
};

describe('one poisonous message in a thousand', () => {
  beforeAll(async () => {
    for (let at = 0; at < 1000; at += 10) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(envelope(at + index)),
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: inboxUrl, Entries }));
    }
    const consumer = consume();
    await vi.waitUntil(async () => (await depth('list-queues')) === 1, { timeout: 20_000 });
    await consumer.stop();
  });

  it('dies after so many receives, and all others are handled once', () => {
    const counts = [...heard.values()].filter((count) => count !== 1);
    expect([heard.size, heard.get('msg_500'), counts]).toEqual([
      1000,
      mostReceives,
      [mostReceives],
    ]);
  });

  it('says why it died, however it is asked for', async () => {
    const { body } = await ask('list', { query: 'type=orders.poison.v1' });
    expect(body).toEqual({
      items: [
        {
          letterId: expect.any(String),
          id: 'msg_500',
          type: 'orders.poison.v1',
          subject: 'ord_500',
          from: 'inbox',
          diedAt: expect.stringMatching(/^\d{4}-/),
          receives: mostReceives,
          reason: 'RangeError: no such flag: \ufffd🦋',
          body: JSON.stringify(envelope(500)),
        },
      ],
      more: false,
    });
    for (const query of ['', 'id=msg_500', 'subject=ord_500', `id=${body.items[0].letterId}`]) {
      expect((await ask('list', { query })).body).toEqual(body);
    }
    expect((await ask('list', { query: 'subject=ord_1' })).body.items).toEqual([]);
  });

  it('goes back when the fault is mended, and is handled', async () => {
    isMended = true;
    const { body } = await ask('redrive', { body: { type: 'orders.poison.v1' } });
    expect(body).toEqual({ redriven: 1, skipped: 0, more: false });
    const consumer = consume();
    await expect.poll(() => heard.get('msg_500')).toBe(mostReceives + 1);
    await consumer.stop();
    expect(await depth('list-queues')).toBe(0);
  });
});

describe('the dead letters', () => {
  const moveToDeadLetters = async (...bodies: string[]) => {
    for (const MessageBody of bodies) {
      await client.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, MessageBody }));
    }
  };

  it('that did not fail in a queue say what they can, and do not go back', async () => {
    const call = { requestContext: { condition: 'RetriesExhausted' } };
    await moveToDeadLetters(
      JSON.stringify({ ...call, responsePayload: { errorMessage: 'out of luck' } }),
      '{"',
    );
    const { body } = await ask('list');
    const seen = (body.items as { reason: unknown; from: unknown }[]).map((letter) => [
      letter.reason,
      letter.from,
    ]);
    expect(new Set(seen)).toEqual(
      new Set([
        ['out of luck', null],
        [null, null],
      ]),
    );
    const redriven = await ask('redrive', { body: {} });
    expect(redriven.body).toEqual({ redriven: 0, skipped: 2, more: false });
    expect((await ask('purge', { body: { all: true } })).body).toEqual({ purged: 2, more: false });
  });

  it('go back no faster than asked, no more than asked', async () => {
    await moveToDeadLetters(
      ...Array.from({ length: 25 }, (_, number) => JSON.stringify(envelope(number))),
    );
    const began = performance.now();
    const { body } = await ask('redrive', { body: { limit: 20, perSecond: 10 } });
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(body).toEqual({ redriven: 20, skipped: 0, more: true });
    expect((await ask('purge', { body: { type: 'orders.good.v1' } })).body.purged).toBe(5);
  });

  it.each([
    ['purge', { body: {} }, 422],
    ['purge', { body: { limit: 5 } }, 422],
    ['purge', { body: { all: false } }, 422],
    ['purge', { body: { all: true, everything: true } }, 422],
    ['purge', { body: { id: '' } }, 422],
    ['redrive', { body: { limit: 0 } }, 422],
    ['redrive', { body: { limit: 1001 } }, 422],
    ['redrive', { body: { perSecond: 0.5 } }, 422],
    ['redrive', { body: { perSecond: 51 } }, 422],
    ['redrive', { body: { queue: 'https://elsewhere.example' } }, 422],
    ['redrive', { body: '{"id":"a","id":"b"}' }, 400],
    ['list', { query: 'limit=0' }, 422],
    ['list', { query: 'id=a&id=b' }, 422],
    ['list', { params: { service: '__proto__' } }, 404],
    ['redrive', { params: { service: 'constructor' }, body: {} }, 404],
    ['purge', { params: { service: '../orders' }, body: { all: true } }, 404],
  ])('%s refuses %o', async (name, request, status) => {
    expect((await ask(name, request)).status).toBe(status);
  });

  it('of a letter that names an unknown or inherited queue stay', async () => {
    for (const from of ['toString', 'https://elsewhere.example/queue']) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterUrl,
          MessageBody: '{}',
          MessageAttributes: { from: { DataType: 'String', StringValue: from } },
        }),
      );
    }
    expect((await ask('redrive', { body: {} })).body).toMatchObject({ redriven: 0, skipped: 2 });
    expect((await ask('purge', { body: { all: true } })).body.purged).toBe(2);
  });

  it.each([['customer'], ['support'], ['fulfilment']])('are not for %s', async (role) => {
    for (const found of endpoints.values()) {
      const given = services({ verify: async () => identity({ roles: [role] }) });
      const headers = { authorization: 'Bearer token' };
      expect(outcomeOf(await call(found, { headers, body: { all: true } }, given))).toBe(
        '403 forbidden',
      );
    }
  });
});
