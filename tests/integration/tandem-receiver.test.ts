// The built-in receiver of webhooks: what was sent to it, newest first, and whether it is signed with a secret that it knows.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';
import { type Received, receiverRoutes } from '../../localstack/tandem/webhooks/receiver.ts';
import { sign } from '../../platform/calls/standard-webhooks.ts';

const routes = tandemRoutes(receiverRoutes({ aws: 4566 }));
const server = createServer((request, response) => void routes(request, response));
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_tandem/receiver`;
  expect(await post('/secrets', { secret })).toEqual([200, { secrets: 1 }]);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => fetch(url, { method: 'DELETE' }));

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return [response.status, await response.json()];
};

const received = async (): Promise<Received[]> => (await (await fetch(url)).json()).received;

const signed = (body: string, { secrets = [secret], ageSeconds = 0, id = 'dlv_1' } = {}) => {
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign(secrets, { id, timestamp, body }),
  };
};
const body = '{"type":"orders.order-confirmed.v1",  "data":{}}';

describe('what is sent to the receiver', () => {
  it('is genuine where it is signed over the bytes as they came', async () => {
    await post('', body, signed(body));
    expect(await received()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-/),
        id: 'dlv_1',
        type: 'orders.order-confirmed.v1',
        fault: null,
        body: JSON.parse(body),
      },
    ]);
  });

  it.each([
    ['with another secret', signed(body, { secrets: [`whsec_${'A'.repeat(32)}`] }), 'signature'],
    ['for another body', signed(`${body} `), 'signature'],
    ['long ago', signed(body, { ageSeconds: 900 }), 'timestamp'],
    ['not at all', {}, 'id'],
    ['by a text', { ...signed(body), 'webhook-signature': 'v1,<script>' }, 'signature'],
    ['too often', { ...signed(body), 'webhook-signature': 'v1,a '.repeat(11).trim() }, 'too-many'],
  ])('is shown with what is wrong where it is signed %s', async (_, headers, fault) => {
    await post('', body, headers);
    expect(await received()).toEqual([expect.objectContaining({ fault })]);
  });

  it.each([['null'], ['7'], ['[]'], ['"text"'], ['{"type":7}']])(
    'may be any JSON: %s',
    async (any) => {
      expect(await post('', any, signed(any))).toEqual([200, { received: true }]);
      expect(await received()).toEqual([
        expect.objectContaining({ type: null, fault: null, body: JSON.parse(any) }),
      ]);
    },
  );

  it('is refused where it is no JSON, or more than a delivery holds', async () => {
    const large = JSON.stringify({ data: 'ü'.repeat(40_000) });
    expect((await post('', '{', signed('{')))[0]).toBe(400);
    expect((await post('', large, signed(large)))[0]).toBe(413);
    expect((await post('', body, { ...signed(body), 'content-type': 'text/plain' }))[0]).toBe(415);
    expect(await received()).toEqual([]);
  });

  it('is kept for the last hundred', async () => {
    for (let number = 1; number <= 101; number += 1) {
      await post('', body, signed(body, { id: `dlv_${number}` }));
    }
    const kept = await received();
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([100, 'dlv_101', 'dlv_2']);
  });
});

it.each([
  [{}],
  [null],
  [{ secret: 7 }],
  [{ secret: 'whsec_' }],
  [{ secret: `whsec_${'<'.repeat(30)}` }],
])('a secret that is none is refused: %j', async (given) => {
  expect((await post('/secrets', given))[0]).toBe(400);
});
