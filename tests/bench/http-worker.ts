// A server in a process of its own under a load of keep-alive requests, and what a request costs it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** In the child: tells its port, and its CPU time whenever it is asked. */
export const serveHttp = (port: number): void => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(port);
};

export interface HttpWorker {
  /** CPU milliseconds of one request. Throws when an answer is not the wanted one. */
  slice(count: number): Promise<number>;
  /** Requests a second when each is sent as soon as one before it is answered. */
  fastest(count: number): Promise<number>;
  /** Milliseconds of each of the answers to so many requests a second. */
  paced(rate: number, count: number): Promise<readonly number[]>;
  stop(): Promise<void>;
}

export interface Load {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: string;
}

const concurrency = 16;

export const startHttpWorker = async (
  module: URL,
  load: Load,
  parameters: readonly string[] = [],
): Promise<HttpWorker> => {
  const child = fork(module, parameters, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [port] = await once(child, 'message');
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const cpuMs = async (): Promise<number> => {
    child.send('cpu');
    return (await once(child, 'message'))[0];
  };
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const headers = {
        ...load.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(load.body),
      };
      const { path } = load;
      const outgoing = request({ host: '127.0.0.1', port, method: 'POST', path, agent, headers });
      outgoing.on('error', reject);
      outgoing.on('response', async (incoming) => {
        let text = '';
        for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
        if (text === load.answer) resolve();
        else reject(new Error(`answer ${incoming.statusCode} ${text}`));
      });
      outgoing.end(load.body);
    });
  /** Answers how many it were. */
  const sendAll = async (count: number): Promise<number> => {
    const each = Math.ceil(count / concurrency);
    const worker = async () => {
      for (let number = 0; number < each; number += 1) await send();
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return each * concurrency;
  };
  return {
    slice: async (count) => {
      const before = await cpuMs();
      const sent = await sendAll(count);
      return ((await cpuMs()) - before) / sent;
    },
    fastest: async (count) => {
      const began = performance.now();
      const sent = await sendAll(count);
      return (1000 * sent) / (performance.now() - began);
    },
    paced: async (rate, count) => {
      const began = performance.now();
      const times: number[] = [];
      const pending: Promise<unknown>[] = [];
      for (let sent = 0; sent < count; ) {
        for (; sent < count && sent < ((performance.now() - began) * rate) / 1000; sent += 1) {
          const at = performance.now();
          pending.push(send().then(() => times.push(performance.now() - at)));
        }
        await sleep(1);
      }
      await Promise.all(pending);
      return times;
    },
    stop: async () => {
      agent.destroy();
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
