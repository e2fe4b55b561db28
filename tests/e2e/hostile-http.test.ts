// HTTP that only a lenient parser takes, byte by byte on the wire, against every path of the API: refused as a problem, and never a 5xx.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { apiUrl } from '../support/cloud.ts';

const { port } = new URL(apiUrl);
const host = 'Host: localhost';

/** Everything that comes back until the connection ends. */
const exchange = (text: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error),
    );
    socket.on('close', () => resolve(answer));
  });

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
const close = 'Connection: close';
const many = Array.from({ length: 150 }, (_, index) => `X-${index}: 1`);
const json = 'Content-Type: application/json';

/** By what is wrong; `Refused` must be, of the others only that no 5xx comes of it. */
const refused: Readonly<Record<string, (method: string, path: string) => string | Buffer>> = {
  'no Host': (method, path) => lines(`${method} ${path} HTTP/1.1`, close),
  'two Hosts': (method, path) => lines(`${method} ${path} HTTP/1.1`, host, 'Host: other', close),
  'no version': (method, path) => lines(`${method} ${path}`, host, close),
  'HTTP/3.7': (method, path) => lines(`${method} ${path} HTTP/3.7`, host, close),
  'no HTTP at all': (method, path) => lines(`${method} ${path} GOPHER/1.1`, host),
  'a method in lower case': (method, path) =>
    lines(`${method.toLowerCase()} ${path} HTTP/1.1`, host, close),
  'an unknown method': (_, path) => lines(`BREW ${path} HTTP/1.1`, host, close),
  'a space in the target': (method, path) => lines(`${method} ${path} x HTTP/1.1`, host, close),
  'a NUL in the target': (method, path) => lines(`${method} ${path}\0 HTTP/1.1`, host, close),
  'a space before the colon': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'X-A : 1', close),
  'a folded header': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'X-A: 1', ' 2', close),
  'a NUL in a header': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'X-A: a\0b', close),
  'a header without a name': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, ': 1', close),
  'a header without a colon': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'surprise', close),
  'a header that is too large': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, `X-A: ${'a'.repeat(140_000)}`, close),
  'two lengths': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Content-Length: 2', 'Content-Length: 3', close)}{} `,
  'a negative length': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, json, 'Content-Length: -1', close),
  'a length with a sign': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Content-Length: +2', close)}{}`,
  'a length beyond all': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, json, `Content-Length: ${'9'.repeat(30)}`, close),
  'a length and chunks': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Content-Length: 2', 'Transfer-Encoding: chunked', close)}0\r\n\r\n`,
  'an unknown transfer encoding': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, json, 'Transfer-Encoding: xchunked', close),
  'chunks that are not the last encoding': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, json, 'Transfer-Encoding: chunked, gzip', close),
  'a chunk without a size': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Transfer-Encoding: chunked', close)}zz\r\n{}\r\n0\r\n\r\n`,
};

const endured: typeof refused = {
  'more than 100 headers': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, ...many, close),
  'an absolute target': (method, path) =>
    lines(`${method} http://other.example${path} HTTP/1.1`, host, close),
  TRACE: (_, path) => lines(`TRACE ${path} HTTP/1.1`, host, close),
  'HTTP/1.0': (method, path) => lines(`${method} ${path} HTTP/1.0`, host),
  'an unfinished escape': (method, path) => lines(`${method} ${path}%e HTTP/1.1`, host, close),
  'an escaped NUL': (method, path) => lines(`${method} ${path}%00 HTTP/1.1`, host, close),
  'escapes that are no UTF-8': (method, path) =>
    lines(`${method} ${path}%ff%fe HTTP/1.1`, host, close),
  'two slashes': (method, path) =>
    lines(`${method} ${path.replace('/v1/', '/v1//')} HTTP/1.1`, host, close),
  'dots in the path': (method, path) => lines(`${method} ${path}/../.. HTTP/1.1`, host, close),
  'raw bytes in the path': (method, path) =>
    Buffer.from(lines(`${method} ${path}\xff\xfe HTTP/1.1`, host, close), 'latin1'),
  'a body that ends early': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Content-Length: 100', close)}{"a":`,
  'an expectation': (method, path) =>
    `${lines(`${method} ${path} HTTP/1.1`, host, json, 'Expect: 100-continue', 'Content-Length: 2', close)}{}`,
  'an unknown expectation': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'Expect: the-unexpected', close),
  'an upgrade': (method, path) =>
    lines(`${method} ${path} HTTP/1.1`, host, 'Connection: Upgrade, close', 'Upgrade: h2c'),
};

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

const isProblem = (answer: string): boolean =>
  /^content-type: application\/problem\+json\r$/im.test(answer) ||
  // OAuth has its own shape of refusals.
  (/^content-type: application\/json/im.test(answer) && answer.includes('"error"'));

/** Logins are worked on five at a time, also those whose clients have gone: more are refused until there is room. */
const answerTo = async (text: string | Buffer): Promise<string> => {
  for (let tries = 0; ; tries += 1) {
    const answer = (await exchange(text)).replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
    if (statusOf(answer) !== 503 || tries === 40) return answer;
    await sleep(250);
  }
};

const faultOf = (answer: string, mustRefuse: boolean): string | undefined => {
  const status = statusOf(answer);
  // A connection that is cut without a word is a refusal, too.
  if (answer === '') return undefined;
  const isRight = status >= (mustRefuse ? 400 : 200) && status < 500;
  if (isRight && (status < 400 || isProblem(answer))) return undefined;
  return answer.slice(0, 300);
};

const routes = api.map(({ method, path }): [string, string, string] => [
  `${method} ${path}`,
  method,
  `/v1${path.replaceAll(/\{\w+\}/g, 'unknown')}`,
]);

describe.each([
  ['refuses', refused, true],
  ['endures', endured, false],
] as const)('what HTTP does not allow', (verb, cases, mustRefuse) => {
  it.each(routes)(`%s ${verb} all of it`, async (_, method, path) => {
    const faults: Record<string, string> = {};
    for (const [name, textOf] of Object.entries(cases)) {
      const fault = faultOf(await answerTo(textOf(method, path)), mustRefuse);
      if (fault !== undefined) faults[name] = fault;
    }
    expect(faults).toEqual({});
  });
});
