// A log line is one JSON object with our fields, and without secrets.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '../../platform/telemetry/log.ts';

const start = () => {
  const lines: string[] = [];
  const log = createLog(
    { SERVICE: 'orders', SERVICE_VERSION: '1.2.3', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
  );
  return { log, last: () => JSON.parse(lines.at(-1) ?? '{}'), count: () => lines.length };
};

it('has the fields that every service has', () => {
  const { log, last } = start();
  log.child({ requestId: 'req-1' }).info({ status: 200 }, 'orders.place');
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    service: 'orders',
    version: '1.2.3',
    requestId: 'req-1',
    status: 200,
    message: 'orders.place',
  });
});

it('drops secrets at every depth, and leaves its input alone', () => {
  const { log, last } = start();
  const members = { password: 'p', body: { token: 't', deep: { email: 'e', kept: 1 } }, kept: 2 };
  log.info(members, 'line');
  expect(last()).toMatchObject({ body: { deep: { kept: 1 } }, kept: 2 });
  expect(JSON.stringify(last())).not.toMatch(/password|token|email/);
  expect(members.body.deep.email).toBe('e');
});

it('drops secrets that an error carries, and keeps its stack and cause', () => {
  const { log, last } = start();
  const error = Object.assign(new Error('failed'), { accessToken: 'secret-text', code: 'E' });
  log.error({ error }, 'request failed');
  expect(last().error).toMatchObject({ type: 'Error', message: 'failed', code: 'E' });
  expect(JSON.stringify(last())).not.toContain('secret-text');
});

it('is silent below its level', () => {
  const { log, count } = start();
  log.debug('nothing');
  expect(count()).toBe(0);
});

it('says nothing of the line before', () => {
  const { log, last } = start();
  log.info({ orderId: 'ord_1' }, 'one');
  log.info({ status: 200 }, 'two');
  expect(last()).not.toHaveProperty('orderId');
  expect(last()).toMatchObject({ status: 200, message: 'two' });
});

it('says what every line is to say, as it is at that time', () => {
  const lines: string[] = [];
  let awsRequestId = 'first';
  const log = createLog(
    { SERVICE: 'auth', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
    () => ({ awsRequestId }),
  );
  log.info('one');
  awsRequestId = 'second';
  log.info({ status: 200 }, 'two');
  expect(lines.map((line) => JSON.parse(line).awsRequestId)).toEqual(['first', 'second']);
});

it('looks for secrets in the line and four levels below, in plain objects', () => {
  const { log, last } = start();
  class Own {
    token = 'own';
  }
  const below = (levels: number): object =>
    levels === 0 ? { otp: 'o', kept: 1 } : { below: below(levels - 1) };
  const bare = Object.assign(Object.create(null), { cookie: 'c', kept: 1 });
  log.info({ otp: 'o', four: below(3), five: below(4), own: new Own(), bare, list: [1] }, 'line');
  expect(last()).toMatchObject({
    four: { below: { below: { below: { kept: 1 } } } },
    five: { below: { below: { below: { below: { otp: 'o', kept: 1 } } } } },
    own: { token: 'own' },
    bare: { kept: 1 },
    list: [1],
  });
  expect(last().four.below.below.below).toEqual({ kept: 1 });
  expect(last().bare).toEqual({ kept: 1 });
  expect(last()).not.toHaveProperty('otp');
});

it('goes to the output of the process, where whoever runs it reads', () => {
  const code = `import { createLog } from '${resolve('platform/telemetry/log.ts')}';
    createLog({ SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' }).info('said');`;
  const args = ['--input-type=module', '--eval', code];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([JSON.parse(stdout).message, stderr]).toEqual(['said', '']);
});
