// What operators' commands share: flags that cannot be read, where they work, what is told of an error, signed requests.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { authorizationOf } from '../../platform/calls/aws/signature.ts';
import { clientOptions } from '../../platform/calls/aws.ts';
import {
  FlagError,
  nearest,
  parseFlags,
  printUsage,
  readFlags,
  UsageError,
  wholeFlag,
} from '../../platform/cli/flags.ts';
import {
  clientOptionsFor,
  createProgressLine,
  runOperator,
  tableOf,
} from '../../platform/cli/operator.ts';
import { sendSigned } from '../../platform/cli/signed-request.ts';

let said: string[] = [];
let output: string[] = [];
beforeEach(() => {
  said = [];
  output = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output.push(String(text));
    return true;
  });
});
const { exitCode } = process;
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
});

describe('the word that was meant', () => {
  it.each([
    ['prot', ['port', 'part'], 'port'],
    ['stauts', ['status'], 'status'],
    ['port', ['ports', 'port'], 'port'],
    ['ab', ['abcd'], 'abcd'],
    ['a', ['abcd'], undefined],
    ['abcdefghi', ['abcdefxyz'], 'abcdefxyz'],
    ['abcdefgh', ['abcdexyz'], undefined],
    ['abcd', ['badc'], 'badc'],
    ['abc', ['bca'], 'bca'],
    ['xabc', ['abc', 'xbc'], 'abc'],
    ['kitten', ['sitting'], undefined],
    ['kitten', ['sitten'], 'sitten'],
    ['', ['ab'], 'ab'],
    ['', ['abc'], undefined],
    ['abcdefghijkl', ['abcdefgh'], 'abcdefgh'],
    ['abcdefghijklm', ['abcdefgh'], undefined],
    ['anything', [], undefined],
  ])('for %j of %j is %j', (word, known, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });
});

describe('flags', () => {
  const options = { port: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;

  it('are read, and a word out of place is told in one sentence', () => {
    expect(readFlags({ args: ['--port', '1'], options }, {}).values).toEqual({ port: '1' });
    expect(() => readFlags({ args: ['word'], options }, {})).toThrow(FlagError);
    expect(() => readFlags({ args: ['--port'], options }, {})).toThrow(/^[^.]*argument missing$/);
    expect(() => readFlags({ args: ['-x'], options }, {})).toThrow('there is no flag --x');
  });

  it('that npm has kept are told, all of them', () => {
    const environment = { npm_config_port: '1', npm_config_dry_run: 'true' };
    expect(() => readFlags({ args: [], options }, environment)).toThrow(
      '--port, --dry-run went to npm, not to this command: put -- before the flags (npm run … -- --port …)',
    );
    expect(readFlags({ args: [], options }, { npm_config_port: '' }).values).toEqual({});
  });

  it('that cannot be read end the command with 2', () => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    expect(() => parseFlags({ args: ['--prot', '1'], options })).toThrow('exit 2');
    expect(said).toEqual(['there is no flag --prot; did you mean --port?\nSee --help.\n']);
    expect(parseFlags({ args: [], options }).values).toEqual({});
  });

  it.each([
    ['1', 1],
    ['9', 9],
    [undefined, 5],
    ['0', 'from 1 to 9, not 0'],
    ['10', 'from 1 to 9, not 10'],
    ['1e0', 'from 1 to 9, not 1e0'],
  ])('%j is a whole number or none', (text, is) => {
    const read = () => wholeFlag(text, 'n', { fallback: 5, most: 9 });
    if (typeof is === 'number') expect(read()).toBe(is);
    else expect(read).toThrow(is);
    expect(wholeFlag('0', 'n', { fallback: 5, least: 0, most: 9 })).toBe(0);
  });
});

describe('where a command works', () => {
  it('is AWS only where that is said, or else the system that is named', () => {
    expect(clientOptionsFor({ aws: true }, {})).toBe(clientOptions);
    const here = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const environment = { AWS_ENDPOINT_URL: 'http://localhost:1' };
    expect(() => clientOptionsFor({ aws: true }, environment)).toThrow(
      '--aws, or http://localhost:1? Take AWS_ENDPOINT_URL out of the environment for AWS',
    );
    expect(clientOptionsFor({ aws: false }, environment)).toEqual({
      ...clientOptions,
      ...here,
      endpoint: 'http://localhost:1',
    });
    expect(
      clientOptionsFor({ aws: false, endpoint: 'http://localhost:2' }, environment),
    ).toMatchObject({
      endpoint: 'http://localhost:2',
    });
    expect(() => clientOptionsFor({ aws: false }, {})).toThrow('where? nothing says which system');
    for (const endpoint of ['nowhere', 'localhost:4566', 'ftp://localhost', '']) {
      expect(() => clientOptionsFor({ aws: false, endpoint }, {})).toThrow(
        `--endpoint ${endpoint} is not a URL such as http://localhost:4566`,
      );
    }
  });

  it('is the table of a service and a stage', () => {
    const { name, client } = tableOf('orders', {
      stage: 'dev',
      endpoint: 'http://localhost:1',
      aws: false,
    });
    expect(name).toBe('tandem-dev-orders');
    client.destroy();
  });
});

describe('an operator’s command', () => {
  const run = async (thrown?: unknown, help = false) => {
    process.exitCode = undefined;
    let hasRun = false;
    await runOperator({ usage: 'Usage', help }, async () => {
      hasRun = true;
      if (thrown !== undefined) throw thrown;
    });
    const code = process.exitCode;
    return { hasRun, code };
  };

  it('is run, or tells its help', async () => {
    expect(await run()).toEqual({ hasRun: true, code: undefined });
    expect([output, said]).toEqual([[], []]);
    expect(await run(undefined, true)).toEqual({ hasRun: false, code: undefined });
    expect(output).toEqual(['Usage']);
  });

  const fault = (members: object, message = 'x') => Object.assign(new Error(message), members);

  it.each([
    [new UsageError('which?'), 2, 'which?\nSee --help.\n'],
    [fault({ code: 'ECONNREFUSED' }), 1, 'nothing answers there: x\n'],
    [fault({ code: 'ENOTFOUND' }), 1, 'nothing answers there: x\n'],
    [fault({ name: 'ResourceNotFoundException' }), 1, 'there is no such table: which --stage?\n'],
    [fault({}, 'Region is missing'), 1, 'in which region? set AWS_REGION\n'],
    [fault({ name: 'CredentialsProviderError' }), 1, 'no credentials: x\n'],
    [fault({ name: 'AccessDeniedException', $metadata: {} }), 1, 'AccessDeniedException: x\n'],
    [fault({ name: 'Unknown', $metadata: {} }), 1, 'what answers there is not AWS\n'],
    [Object.assign(new SyntaxError('<'), { $response: {} }), 1, 'what answers there is not AWS\n'],
  ])('that fails with %s ends with %d', async (thrown, code, text) => {
    expect((await run(thrown)).code).toBe(code);
    expect(said).toEqual([text]);
  });

  it('that fails otherwise fails', async () => {
    for (const other of [
      new Error('other'),
      new SyntaxError('other'),
      fault({ code: 'E' }, 'other'),
    ]) {
      await expect(run(other)).rejects.toThrow('other');
    }
    await expect(run('other')).rejects.toBe('other');
    expect(said).toEqual([]);
  });

  it('tells what is wrong in two lines', () => {
    printUsage(new FlagError('wrong'));
    expect(said).toEqual(['wrong\nSee --help.\n']);
  });

  it('says how far it is on a terminal, and elsewhere only the end', () => {
    const written: string[] = [];
    const progress = (isTTY: boolean) => {
      const line = createProgressLine({
        isTTY,
        write: (text: string) => written.push(text),
      } as never);
      line.now('half');
      line.end('done');
      return written.splice(0);
    };
    expect(progress(true)).toEqual(['\r\u001b[2Khalf', '\r\u001b[2Kdone\n']);
    expect(progress(false)).toEqual(['done\n']);
  });
});

describe('a signature', () => {
  const credentials = {
    region: 'us-east-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  };

  // `get-vanilla` of https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html
  it('is that of the test suite of AWS', () => {
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const asked = { method: 'GET', path: '/', headers, body: '', service: 'service' };
    const wanted =
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
    for (let count = 0; count < 20; count += 1) {
      expect(authorizationOf(credentials, asked)).toBe(wanted);
      // Keys of other days and regions come and go.
      authorizationOf({ ...credentials, region: `r${count}` }, asked);
    }
  });

  const received: { headers: Record<string, string>; body: Buffer; line: string }[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    received.push({
      line: `${method} ${url}`,
      headers: headers as never,
      body: await buffer(request),
    });
    response.writeHead(status).end(`no ${'x'.repeat(400)}`);
  });
  let url: URL;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('stands on a request with its content, and what is refused is told in short', async () => {
    const body = new TextEncoder().encode('content');
    const asked = { method: 'PUT', url, service: 's3', headers: { 'x-own': '1' }, body } as const;
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await sendSigned(credentials, asked);
    expect(timeout.mock.calls).toEqual([[30_000]]);
    await sendSigned({ ...credentials, sessionToken: 'session' }, asked);
    const [plain, session] = received;
    expect(plain?.line).toBe('PUT /path');
    expect(plain?.body.toString()).toBe('content');
    expect(plain?.headers).toMatchObject({
      'x-own': '1',
      'x-amz-content-sha256': createHash('sha256').update('content').digest('hex'),
      authorization: expect.stringContaining('host;x-amz-content-sha256;x-amz-date;x-own,'),
    });
    expect(plain?.headers).not.toHaveProperty('x-amz-security-token');
    expect(session?.headers['x-amz-security-token']).toBe('session');
    status = 403;
    const refused = await sendSigned(credentials, asked).catch((error) => error.message);
    expect(refused).toBe(`PUT ${url} answered 403: no ${'x'.repeat(297)}`);
  });
});
