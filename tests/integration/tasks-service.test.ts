// ECS services as processes behind a load balancer.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../localstack/cloud/faults.ts';
import { type ContainerStack, containerStack, program } from '../support/container-stack.ts';

let stack: ContainerStack;
let faults: Fault[] = [];

const nextFault = (service: string) => (service === 'orders' ? faults.shift() : undefined);

beforeEach(async () => {
  faults = [];
  stack = await containerStack({ nextFault });
});
afterEach(() => stack.stop());

const sayPid = 'response.end(String(process.pid));';

async function get(path: string, init?: RequestInit) {
  const response = await fetch(stack.url + path, init);
  return { status: response.status, text: await response.text() };
}

async function startWith(source: string) {
  await stack.program(source);
  await stack.start();
  await stack.ready();
}

function pids(): number[] {
  return stack.cloud.processes().map(({ pid }) => pid);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a task', () => {
  test('reaches another service by the name that Service Connect gives it', async () => {
    await stack.program(program('response.end(process.env.SELF_URL);'));
    await stack.start(
      {
        ServiceConnectConfiguration: {
          Enabled: true,
          Services: [{ PortName: 'orders', ClientAliases: [{ DnsName: 'orders', Port: 8080 }] }],
        },
      },
      { Environment: [{ Name: 'SELF_URL', Value: 'http://orders:8080/v1' }] },
    );
    await stack.ready();
    expect((await get('/v1/orders')).text).toBe(`${stack.url}/v1`);
  });

  test('gets its environment, its role and a port', async () => {
    stack.secrets.set('arn:aws:secretsmanager:us-east-1:000000000000:secret:s', '{"key":"k"}');
    await stack.program(program('response.end(JSON.stringify(process.env));'));
    await stack.start(
      {},
      {
        Secrets: [
          {
            Name: 'KEY',
            ValueFrom: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:s:key::',
          },
        ],
      },
    );
    await stack.ready();
    const { PORT, ...environment } = JSON.parse((await get('/v1/orders')).text);
    expect(environment).toEqual({
      AWS_REGION: 'us-east-1',
      LISTEN_HOST: '127.0.0.1',
      AWS_ACCESS_KEY_ID: 'key-of-arn:aws:iam::000000000000:role/orders',
      AWS_SECRET_ACCESS_KEY: 'secret',
      GREETING: 'hello',
      KEY: 'k',
    });
    expect(stack.cloud.processes()).toEqual([
      { name: 'orders', kind: 'container', pid: expect.any(Number), port: Number(PORT) },
    ]);
  });

  test('is there again after it was killed, and no request fails meanwhile', async () => {
    await startWith(program(sayPid));
    const [first = 0] = pids();
    process.kill(first, 'SIGKILL');
    const { status, text } = await get('/v1/orders');
    expect(status).toBe(200);
    expect(Number(text)).not.toBe(first);
  });

  test('that does not start says why', async () => {
    await stack.program('console.error("TABLE_NAME is missing"); process.exit(3);');
    await stack.start();
    await expect(stack.ready()).rejects.toThrow('the container orders does not start: exit code 3');
    expect(stack.lines).toContain('orders: TABLE_NAME is missing');
  });

  test('ends its work before it stops', async () => {
    const slow = `setTimeout(() => { response.end('done'); }, 200);`;
    await startWith(program(slow));
    const [pid = 0] = pids();
    const answer = get('/v1/orders');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stack.cloud.tasks.reload('orders');
    expect(await answer).toEqual({ status: 200, text: 'done' });
    expect(alive(pid)).toBe(false);
  });

  test('that ignores SIGTERM is killed after its stop timeout', async () => {
    await stack.program(
      `import { createServer } from 'node:http';
       process.on('SIGTERM', () => console.log('no'));
       createServer((request, response) => response.end('up')).listen(Number(process.env.PORT));`,
    );
    await stack.start({}, { StopTimeout: 1 });
    await stack.ready();
    const [pid = 0] = pids();
    const startedAt = Date.now();
    await stack.cloud.tasks.reload('orders');
    expect(alive(pid)).toBe(false);
    expect(Date.now() - startedAt).toBeGreaterThan(900);
  });
});

describe('a service', () => {
  test('runs no more tasks than the limit', async () => {
    await startWith(program(sayPid));
    expect(pids()).toHaveLength(1);
  });

  test('spreads requests over its tasks', async () => {
    await stack.stop();
    stack = await containerStack({ taskOptions: { limit: 2 } });
    await startWith(program(sayPid));
    await expect
      .poll(async () => {
        const answers = await Promise.all([1, 2, 3, 4].map(() => get('/v1/orders')));
        return new Set(answers.map(({ text }) => text)).size;
      })
      .toBe(2);
  });

  test('is replaced without a failed request', async () => {
    await startWith(program('response.end("old");'));
    let stop = false;
    const answers = new Map<string, number>();
    const client = async () => {
      while (!stop) {
        const { status, text } = await get('/v1/orders', { method: 'POST', body: 'x' });
        const key = `${status} ${text}`;
        answers.set(key, (answers.get(key) ?? 0) + 1);
      }
    };
    const clients = [client(), client(), client(), client()];
    await stack.program(program('response.end("new");'));
    await stack.cloud.tasks.reload('orders');
    expect((await get('/v1/orders')).text).toBe('new');
    stop = true;
    await Promise.all(clients);
    expect([...answers.keys()].sort()).toEqual(['200 new', '200 old']);
  });

  test('keeps its old tasks when the new ones do not start', async () => {
    await startWith(program('response.end("old");'));
    await stack.program('process.exit(1);');
    await expect(stack.cloud.tasks.reload('orders')).rejects.toThrow('does not start');
    expect(await get('/v1/orders')).toEqual({ status: 200, text: 'old' });
  });

  test('leaves no process behind', async () => {
    await startWith(program(sayPid));
    const started = pids();
    await stack.stop();
    expect(started.map(alive)).toEqual([false]);
    stack = await containerStack();
  });
});

describe('the load balancer', () => {
  test('answers by its default action where no rule matches', async () => {
    expect(await get('/v1/products')).toEqual({ status: 404, text: 'none' });
  });

  test('answers 503 when no task is healthy', async () => {
    const startedAt = Date.now();
    expect((await get('/v1/orders')).status).toBe(503);
    expect(Date.now() - startedAt).toBeGreaterThan(1900);
  });

  test('carries bodies of any size both ways', async () => {
    await startWith(program('request.pipe(response);'));
    const body = 'a'.repeat(3_000_000);
    const { text } = await get('/v1/orders', { method: 'POST', body });
    expect(text === body).toBe(true);
  });

  test('is gone for the task when the client goes', async () => {
    const log = join(stack.directory, 'closed');
    await startWith(
      program(
        `response.on('close', () => writeFileSync(process.env.LOG ?? 'closed', 'yes'));`,
        `import { writeFileSync } from 'node:fs';`,
      ),
    );
    const gone = new AbortController();
    const answer = get('/v1/orders', { signal: gone.signal });
    setTimeout(() => gone.abort(), 100);
    await expect(answer).rejects.toThrow();
    await expect.poll(() => readFile(log, 'utf8').catch(() => '')).toBe('yes');
  });
});

describe('a fault of the service', () => {
  const withFault = async (fault: Omit<Fault, 'target' | 'rate'>) => {
    await startWith(program('count += 1; response.end(String(count));', 'let count = 0;'));
    faults = [{ target: 'orders', rate: 1, ...fault }];
    return await get('/v1/orders');
  };

  test('answers in its place', async () => {
    expect((await withFault({ kind: 'error' })).status).toBe(500);
    expect((await get('/v1/orders')).text).toBe('1');
  });

  test('loses the answer of what was done', async () => {
    expect((await withFault({ kind: 'timeout-after', delayMs: 1 })).status).toBe(504);
    expect((await get('/v1/orders')).text).toBe('2');
  });

  test('does it twice', async () => {
    expect((await withFault({ kind: 'duplicate' })).text).toBe('2');
  });

  test('kills the task, and the next one answers', async () => {
    expect(await withFault({ kind: 'kill' })).toEqual({ status: 200, text: '1' });
  });
});
