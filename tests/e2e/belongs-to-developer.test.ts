// A running copy answers programs of this machine, and neither pages of other sites nor other machines.
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { port } = new URL(awsUrl);

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `fetch` lets nobody set these headers. */
const ask = ({ method = 'GET', path, headers = {}, body = '' }: Asked) =>
  new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          text,
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });

const json = { 'content-type': 'application/json' };
const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

const strangers: readonly Readonly<Record<string, string>>[] = [
  { host: 'rebind.evil.example:4566' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { referer: 'https://evil.example/page' },
  { 'sec-fetch-site': 'cross-site' },
];

describe.each(strangers)('a request with %o', (strange) => {
  it('does nothing at the embedded cloud itself', async () => {
    const asked: readonly Asked[] = [
      { path: '/_tandem/mailbox' },
      { path: '/_tandem/status' },
      { method: 'POST', path: '/_tandem/faults', body: '{"faults":[]}' },
      { method: 'POST', path: '/_tandem/chaos', body: '{"orders":10}' },
      { method: 'DELETE', path: '/_tandem/chaos' },
      { method: 'POST', path: '/_tandem/processes/orders/kill' },
    ];
    for (const one of asked) {
      const { status, text } = await ask({ ...one, headers: { ...json, ...strange } });
      expect(status).toBe(403);
      expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(/this machine/) });
    }
  });

  const target = { 'x-amz-target': 'Service.Operation' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  it.each([
    ['dynamodb', target, /"__type":"[^"]*AccessDeniedException"/],
    ['sqs', target, /"__type":"[^"]*AccessDeniedException"/],
    ['sns', form, /^<ErrorResponse><Error><Type>Sender<\/Type><Code>AccessDeniedException/],
    ['lambda', {}, /^\{"message":".*this machine/],
    ['s3', form, /^<Error><Code>AccessDeniedException/],
  ] as const)('is refused by %s in its own words', async (service, own, words) => {
    const headers = { authorization: signed(service), ...own, ...strange };
    const { status, text } = await ask({ method: 'POST', path: '/', headers });
    expect([status, words.test(text)], text).toEqual([403, true]);
  });
});

it('a form with a scope in its URL reaches no service', async () => {
  const { status, text } = await ask({
    method: 'POST',
    path: '/?Credential=test/20260101/us-east-1/sns/aws4_request',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=ListTopics&Version=2010-03-31',
  });
  expect(status).toBe(403);
  expect(text).toContain('MissingAuthenticationToken');
});

it('a body beyond what any operation takes is refused, and the refusal is read', async () => {
  const headers = {
    authorization: signed('dynamodb'),
    'x-amz-target': 'DynamoDB_20120810.GetItem',
  };
  const body = 'x'.repeat(17 * 1024 * 1024);
  const { status, text } = await ask({ method: 'POST', path: '/', headers, body });
  expect([status, /RequestEntityTooLarge/.test(text)]).toEqual([413, true]);
});

it('the SDK goes on', async () => {
  const client = new SNSClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  expect((await client.send(new ListTopicsCommand({}))).Topics?.length).toBeGreaterThan(0);
  client.destroy();
});

describe('from another address of this machine', () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
  let ports: number[] = [];
  beforeAll(async () => {
    const { processes } = await shop.helper<{ processes: { port?: number }[] }>('status');
    ports = processes.flatMap((one) => one.port ?? []);
  });

  it.skipIf(outside === undefined)('nothing that runs can be reached', async () => {
    expect(ports.length).toBeGreaterThan(2);
    const all = [...ports, Number(port), Number(new URL(apiUrl).port)];
    const reached = all.map(
      (to) =>
        new Promise<string>((resolve) => {
          const socket = connect(to, outside ?? '', () => {
            socket.destroy();
            resolve(`${to} is reached`);
          });
          socket.on('error', ({ message }) =>
            resolve(/ECONNREFUSED/.exec(message)?.[0] ?? message),
          );
        }),
    );
    expect(new Set(await Promise.all(reached))).toEqual(new Set(['ECONNREFUSED']));
  });
});
