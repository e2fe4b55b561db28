// Orders offered to a running system at a rate that does not care for the answers, or as fast as answers come.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answered {
  readonly status: number;
  readonly milliseconds: number;
  readonly retryAfter: boolean;
}

export type Ask = () => Promise<Answered>;

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly bodyOf?: () => unknown;
  /** The address it comes from, on the loopback. */
  readonly localAddress?: string;
}

/** Of tests: `fetch` would take several times the CPU, from the same machine. */
export const createCall = (
  apiUrl: string,
  { method, path, token, bodyOf, localAddress }: Call,
): Ask => {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(`${apiUrl}${path}`);
  return () =>
    new Promise((resolve) => {
      const began = performance.now();
      const body = bodyOf && JSON.stringify(bodyOf());
      const end = (status: number, retryAfter = false) =>
        resolve({ status, milliseconds: performance.now() - began, retryAfter });
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: url.port,
          path: url.pathname,
          method,
          agent,
          localAddress,
          headers: {
            host: url.host,
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
              'idempotency-key': randomUUID(),
            }),
          },
        },
        (answer) => {
          answer.resume();
          answer.on('error', () => end(0));
          answer.on('end', () =>
            end(answer.statusCode ?? 0, answer.headers['retry-after'] !== undefined),
          );
        },
      );
      outgoing.on('error', () => end(0));
      outgoing.end(body);
    });
};

/** Orders, each under a key of its own. */
export const createAsk = (apiUrl: string, token: string | undefined, bodyOf: () => unknown): Ask =>
  createCall(apiUrl, { method: 'POST', path: '/orders', token, bodyOf });

/** What every refusal asks for. */
const retryMs = 1000;

/** Each of `clients` asks again as soon as it is answered, and waits when it is told to. */
export const closedLoop = async (
  ask: Ask,
  clients: number,
  seconds: number,
): Promise<Answered[]> => {
  const answers: Answered[] = [];
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const answer = await ask();
      answers.push(answer);
      if (answer.retryAfter) await sleep(retryMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
};

const tickMs = 10;

/** `rate` a second, whatever comes back; waits for the last answer. */
export const openLoop = async (ask: Ask, rate: number, seconds: number): Promise<Answered[]> => {
  const answers: Answered[] = [];
  const pending: Promise<unknown>[] = [];
  const began = performance.now();
  let sent = 0;
  for (;;) {
    const elapsed = (performance.now() - began) / 1000;
    if (elapsed >= seconds) break;
    for (; sent < elapsed * rate; sent += 1) {
      pending.push(ask().then((answer) => answers.push(answer)));
    }
    await sleep(tickMs);
  }
  await Promise.all(pending);
  return answers;
};
