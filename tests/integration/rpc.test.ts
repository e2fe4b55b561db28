// One port answers Connect, gRPC-Web and JSON over HTTP/1.1, and gRPC over HTTP/2: the same answers, the same refusals.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProblemSchema } from '../../events/proto/tandem/problem/v1/problem_pb.js';
import { QuotesService, VariantStatus } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { AppError } from '../../platform/kernel/errors.ts';
import {
  Health,
  HealthCheckResponse_ServingStatus,
} from '../../platform/rpc/proto/grpc/health/v1/health_pb.js';
import {
  ServerReflection,
  ServerReflectionRequestSchema,
} from '../../platform/rpc/proto/grpc/reflection/v1/reflection_pb.js';
import { startQuotes } from '../support/rpc.ts';

const method = `${QuotesService.typeName}/GetQuotes`;

let quotes: Awaited<ReturnType<typeof startQuotes>>;
const transports: Record<string, Transport> = {};

beforeAll(async () => {
  quotes = await startQuotes();
  const http1 = { baseUrl: `${quotes.url}/v1/products`, httpVersion: '1.1' } as const;
  Object.assign(transports, {
    Connect: createConnectTransport({ ...http1, useBinaryFormat: true }),
    'Connect with GET': createConnectTransport({ ...http1, useHttpGet: true }),
    'Connect as JSON': createConnectTransport({ ...http1, useBinaryFormat: false }),
    'gRPC-Web': createGrpcWebTransport(http1),
    gRPC: createGrpcTransport({ baseUrl: quotes.url }),
    'Connect over HTTP/2': createConnectTransport({ baseUrl: quotes.url, httpVersion: '2' }),
  });
});
beforeEach(() => {
  quotes.state.before = async () => {};
});
afterAll(() => quotes?.server.close());

const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const clientOf = (name: string) => createClient(QuotesService, transports[name] as Transport);

const refusalOf = async (call: Promise<unknown>): Promise<ConnectError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
};
const problemOf = (error: ConnectError) => error.findDetails(ProblemSchema)[0];

describe.each([
  'Connect',
  'Connect with GET',
  'Connect as JSON',
  'gRPC-Web',
  'gRPC',
  'Connect over HTTP/2',
])('%s', (name) => {
  it('answers name, price and availability; what is unknown is missing', async () => {
    const { items } = await clientOf(name).getQuotes(
      { skus: ['MUG', 'NONE', 'MUG'] },
      as('orders'),
    );
    expect(items).toMatchObject([
      {
        sku: 'MUG',
        productId: 'prd_0000000001',
        name: 'The mug',
        price: { amount: 1250n, currency: 'EUR' },
        available: 7n,
        status: VariantStatus.ACTIVE,
      },
    ]);
  });

  it.each([
    ['no token', {}, Code.Unauthenticated, 'unauthenticated'],
    ['a token that is none', as('forged'), Code.Unauthenticated, 'unauthenticated'],
    ['a token without the scope', as('other'), Code.PermissionDenied, 'forbidden'],
  ])('with %s is refused before anything is read', async (_, options, code, problem) => {
    const before = quotes.state.asked;
    const error = await refusalOf(clientOf(name).getQuotes({ skus: ['MUG'] }, options));
    expect([error.code, problemOf(error)?.code]).toEqual([code, problem]);
    expect(quotes.state.asked).toBe(before);
  });

  it.each([
    ['no SKU', { skus: [] }, 'validation-failed'],
    ['a SKU that is none', { skus: ['not a sku'] }, 'validation-failed'],
    ['51 SKUs', { skus: Array(51).fill('MUG') as string[] }, 'validation-failed'],
    ['a currency that is none', { skus: ['MUG'], currency: 'XXQ' }, 'unsupported-currency'],
  ])('refuses %s as the route does', async (_, question, code) => {
    const error = await refusalOf(clientOf(name).getQuotes(question, as('orders')));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(problemOf(error)).toMatchObject({ code, status: 422, retryable: false });
  });

  it('tells when it is too busy, and for how long', async () => {
    quotes.state.before = async () => {
      throw new AppError('overloaded', { retryAfter: 1 });
    };
    const error = await refusalOf(clientOf(name).getQuotes({ skus: ['MUG'] }, as('orders')));
    expect(error.code).toBe(Code.Unavailable);
    expect(error.metadata.get('retry-after')).toBe('1');
    expect(problemOf(error)).toMatchObject({ code: 'overloaded', retryable: true });
  });

  it('tells nothing of what broke', async () => {
    quotes.state.before = async () => {
      throw new Error('the password is mellon');
    };
    const error = await refusalOf(clientOf(name).getQuotes({ skus: ['MUG'] }, as('orders')));
    expect(error.code).toBe(Code.Internal);
    expect(`${error.message} ${JSON.stringify(problemOf(error))}`).not.toContain('mellon');
  });

  it('ends at the deadline of its caller', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    quotes.state.before = () => promise;
    const error = await refusalOf(
      clientOf(name).getQuotes({ skus: ['MUG'] }, { ...as('orders'), timeoutMs: 200 }),
    );
    expect(error.code).toBe(Code.DeadlineExceeded);
    resolve();
  });
});

const post = (path: string, headers: Record<string, string>, body = '{"skus":["MUG"]}') =>
  fetch(`${quotes.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer orders', 'content-type': 'application/json', ...headers },
    body,
  });
const path = `/v1/products/${method}`;

describe('the server', () => {
  it('answers the deadline itself, and does no work past it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    quotes.state.before = () => promise;
    const answer = await post(path, { 'connect-timeout-ms': '100' });
    expect([answer.status, await answer.json()]).toMatchObject([
      504,
      { code: 'deadline_exceeded' },
    ]);
    resolve();
    const before = quotes.state.asked;
    expect((await post(path, { 'connect-timeout-ms': '0' })).status).toBe(504);
    expect(quotes.state.asked).toBe(before);
  });

  it.each([
    ['a deadline that is no number', { 'connect-timeout-ms': 'soon' }, 400],
    ['a deadline beyond what a gateway waits', { 'connect-timeout-ms': '60000' }, 400],
    ['a body of another type', { 'content-type': 'text/xml' }, 415],
    ['gRPC itself over HTTP/1.1', { 'content-type': 'application/grpc' }, 415],
    ['what is compressed', { 'content-encoding': 'gzip' }, 501],
  ])('refuses %s', async (_, headers, status) => {
    expect((await post(path, headers)).status).toBe(status);
  });

  it('refuses a message that is too large', async () => {
    const answer = await post(path, {}, JSON.stringify({ skus: ['M'.repeat(70_000)] }));
    expect([answer.status, await answer.json()]).toMatchObject([
      429,
      { code: 'resource_exhausted' },
    ]);
  });

  // The code of gRPC for it: https://grpc.io/docs/guides/status-codes/
  it('says internal, and no more, to bytes that are no message', async () => {
    const answer = await post(path, { 'content-type': 'application/proto' }, '\xff\xff\xff');
    expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'internal' }]);
  });

  it('knows no other path, whatever it is asked by', async () => {
    expect((await post('/v1/products/tandem.products.v1.QuotesService/Other', {})).status).toBe(
      404,
    );
    const other = createGrpcTransport({ baseUrl: `${quotes.url}/elsewhere` });
    const error = await refusalOf(createClient(QuotesService, other).getQuotes({}, as('orders')));
    expect(error.code).toBe(Code.Unimplemented);
  });

  it('answers HTTP/1.1 whose first byte comes alone, and one that goes on with PR', async () => {
    const socket = connect(quotes.port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes;
        if (text.includes('\r\n\r\n')) resolve(text);
      });
    });
    socket.write('P');
    await sleep(30);
    socket.write('ROPFIND / HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await answer).toContain('HTTP/1.1 404');
    socket.destroy();
  });

  it('lives on after connections that end while nobody knows what they speak', async () => {
    for (const text of ['', 'P', 'PR', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'PRI nonsense']) {
      const socket = connect(quotes.port, '127.0.0.1', () => socket.write(text));
      socket.on('error', () => {});
      await sleep(30);
      socket.destroy();
    }
    expect((await post(path, {})).status).toBe(200);
  });
});

describe('health', () => {
  it('serves all, and each service by name', async () => {
    const health = createClient(Health, transports.gRPC as Transport);
    for (const service of ['', QuotesService.typeName]) {
      expect((await health.check({ service })).status).toBe(
        HealthCheckResponse_ServingStatus.SERVING,
      );
    }
    expect((await refusalOf(health.check({ service: 'x' }))).code).toBe(Code.NotFound);
  });
});

describe('reflection', () => {
  const ask = async (messageRequest: { case: string; value: string }) => {
    const client = createClient(ServerReflection, transports.gRPC as Transport);
    const question = create(ServerReflectionRequestSchema, { messageRequest } as object);
    const answers = client.serverReflectionInfo(
      (async function* () {
        yield question;
      })(),
    );
    for await (const { messageResponse } of answers) return messageResponse;
    throw new Error('no answer');
  };

  it('names the services', async () => {
    expect(await ask({ case: 'listServices', value: '' })).toMatchObject({
      case: 'listServicesResponse',
      value: {
        service: [{ name: 'tandem.products.v1.QuotesService' }, { name: 'grpc.health.v1.Health' }],
      },
    });
  });

  it.each([
    ['fileContainingSymbol', 'tandem.products.v1.QuotesService'],
    ['fileContainingSymbol', 'tandem.products.v1.QuotesService.GetQuotes'],
    ['fileContainingSymbol', 'tandem.products.v1.Quote'],
    ['fileByFilename', 'tandem/products/v1/quotes.proto'],
  ])('by %s %s gives the file with all it stands on', async (kind, value) => {
    const answer = await ask({ case: kind, value });
    expect(answer.case).toBe('fileDescriptorResponse');
    const files = answer.value as { fileDescriptorProto: Uint8Array[] };
    const texts = files.fileDescriptorProto.map((bytes) => Buffer.from(bytes).toString('latin1'));
    expect(texts.map((text) => /[\w/]+\.proto/.exec(text)?.[0])).toEqual([
      'tandem/products/v1/quotes.proto',
      'tandem/access/v1/access.proto',
      'google/protobuf/descriptor.proto',
    ]);
  });

  it('knows no other name', async () => {
    expect(await ask({ case: 'fileContainingSymbol', value: 'nothing' })).toMatchObject({
      case: 'errorResponse',
      value: { errorCode: 5 },
    });
  });
});

it('a server that closes ends the connections of HTTP/2', async () => {
  const other = await startQuotes();
  const client = createClient(QuotesService, createGrpcTransport({ baseUrl: other.url }));
  await client.getQuotes({ skus: ['MUG'] }, as('orders'));
  // What is open after ten seconds is cut.
  const cut = sleep(5_000, 'cut', { ref: false });
  expect(await Promise.race([other.server.close(), cut])).not.toBe('cut');
});
