// Calls of DynamoDB at an endpoint: how they are signed, and what comes of failures.
import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, startAwsServer } from '../support/aws-server.ts';
import { keys, region, straightAt } from '../support/straight.ts';

type RequestSigner = Awaited<ReturnType<DynamoDBClient['config']['signer']>>;

afterEach(() => vi.unstubAllEnvs());

describe('at an endpoint', () => {
  let server: Awaited<ReturnType<typeof startAwsServer>>;
  beforeAll(async () => {
    server = await startAwsServer();
  });
  beforeEach(() => {
    server.state.asked = [];
    server.state.say = () => ({});
  });
  afterAll(() => server.stop());

  const read = new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'ü' } } });
  const asked = (nth = 0) => server.state.asked[nth] ?? { headers: {}, body: '' };

  it('a request has the signature that the signer of the SDK gives it', async () => {
    await straightAt(server.url, { AWS_SESSION_TOKEN: 'the token of a role' }).send(read);
    const { headers, body } = asked();
    const time = String(headers['x-amz-date']);
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
    const names = ['content-type', 'host', 'x-amz-target'];
    const oracle = new DynamoDBClient({
      region,
      credentials: { ...keys, sessionToken: 'the token of a role' },
    });
    type SignerType = new (options: object) => RequestSigner;
    const { constructor: Signer } = (await oracle.config.signer()) as unknown as {
      constructor: SignerType;
    };
    const { credentials, sha256 } = oracle.config;
    // Without the header that only S3 asks for.
    const options = { credentials, region, service: 'dynamodb', sha256, applyChecksum: false };
    const signer = new Signer(options);
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/',
        headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
        body,
      },
      {
        signingDate: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
        signingRegion: region,
        signingService: 'dynamodb',
      },
    );
    expect(headers).toMatchObject(signed.headers);
  });

  it.each([
    ['throttling', refusal('ThrottlingException')],
    ['a failure of the service', refusal('InternalServerError', 500)],
    ['a connection that is cut', 'hang-up' as const],
  ])('%s is tried again, twice', async (_, failure) => {
    server.state.say = (_request, nth) => (nth < 3 ? failure : { body: { Item: {} } });
    const client = straightAt(server.url);
    expect(await client.send(read)).toMatchObject({ Item: {} });
    server.state.asked = [];
    server.state.say = () => failure;
    await expect(client.send(read)).rejects.toThrow();
    expect(server.state.asked.length).toBe(3);
    client.destroy();
  });

  it('tries are not made at once, nor all after the same time', async () => {
    const times: number[] = [];
    server.state.say = () => {
      times.push(performance.now());
      return refusal('ThrottlingException');
    };
    const pauses = new Set<number>();
    for (let call = 0; call < 5; call += 1) {
      times.length = 0;
      await straightAt(server.url)
        .send(read)
        .catch(() => undefined);
      pauses.add(Math.round((times[2] ?? 0) - (times[0] ?? 0)));
    }
    expect(pauses.size).toBeGreaterThan(1);
  });

  it('a refusal is not tried again', async () => {
    server.state.say = () => refusal('ConditionalCheckFailedException');
    const refused = straightAt(server.url).send(read);
    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(server.state.asked.length).toBe(1);
  });

  it('no answer in time is an error, after three tries', async () => {
    server.state.say = () => 'silence';
    const send = straightAt(server.url).send(read, { requestTimeout: 50 });
    await expect(send).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.state.asked.length).toBe(3);
  });

  it('a caller who has hung up waits no longer, and nothing is tried again', async () => {
    const hanging = new AbortController();
    server.state.say = () => {
      setTimeout(() => hanging.abort(), 10);
      return 'silence';
    };
    const send = straightAt(server.url).send(read, { abortSignal: hanging.signal });
    await expect(send).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.state.asked.length).toBe(1);
  });

  it('a transaction has one token in all of its tries', async () => {
    server.state.say = (_, nth) => (nth < 3 ? refusal('ThrottlingException') : {});
    await straightAt(server.url).send(new TransactWriteItemsCommand({ TransactItems: [] }));
    const tokens = server.state.asked.map(
      ({ body }) => (JSON.parse(body) as { ClientRequestToken: string }).ClientRequestToken,
    );
    expect(tokens).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), tokens[0], tokens[0]]);
  });

  it('a clock that is wrong is set by the answer, and the request signed with the right time', async () => {
    const ahead = 2 * 3_600_000;
    const date = () => ({ date: new Date(Date.now() + ahead).toUTCString() });
    server.state.say = (_, nth) =>
      nth === 1
        ? { ...refusal('InvalidSignatureException'), headers: date() }
        : { headers: date() };
    const client = straightAt(server.url);
    await client.send(read);
    const hourOf = (nth: number) => Number(String(asked(nth).headers['x-amz-date']).slice(9, 11));
    expect((hourOf(1) - hourOf(0) + 24) % 24).toBe(2);
    await client.send(read);
    expect((hourOf(2) - hourOf(0) + 24) % 24).toBe(2);
  });

  it('keys of a container are asked for, and again before they are too old', async () => {
    const credentials = await startAwsServer();
    credentials.state.say = (_, nth) => ({
      body: {
        AccessKeyId: `AKID${nth}`,
        SecretAccessKey: 'a secret',
        Token: `token ${nth}`,
        // Within five minutes of their end they are asked for anew.
        Expiration: new Date(Date.now() + 60_000).toISOString(),
      },
    });
    const client = straightAt(server.url, {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${credentials.url}/role`,
    });
    await client.send(read);
    expect(asked(0).headers).toMatchObject({ 'x-amz-security-token': 'token 1' });
    // Asked for beside a call that still goes with the old ones.
    await vi.waitFor(async () => {
      await client.send(read);
      const { headers } = server.state.asked.at(-1) ?? asked();
      expect(headers['x-amz-security-token']).toBe('token 2');
      expect(headers.authorization).toContain('Credential=AKID2/');
    });
    credentials.stop();
  });

  it('connections are kept, and no more than fifty are open at once', async () => {
    const client = straightAt(server.url);
    const before = server.connections();
    // As long as a busy machine needs for the last of them.
    const patient = { requestTimeout: 30_000 };
    const list = () => client.send(new ListTablesCommand({}), patient);
    await Promise.all(Array.from({ length: 200 }, list));
    expect(server.state.asked.length).toBe(200);
    expect(server.connections() - before).toBeLessThanOrEqual(50);
  });
});
