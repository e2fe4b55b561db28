// A server in a process of its own under a load of keep-alive requests, and what a request costs it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

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
  const worker = async (count: number) => {
    for (let number = 0; number < count; number += 1) await send();
  };
  return {
    slice: async (count) => {
      const before = await cpuMs();
      const each = Math.ceil(count / concurrency);
      await Promise.all(Array.from({ length: concurrency }, () => worker(each)));
      return ((await cpuMs()) - before) / (each * concurrency);
    },
    stop: async () => {
      agent.destroy();
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
