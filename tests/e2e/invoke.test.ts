// `npm run invoke` as a person types it, for every function and the event kept for it.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { startOwnCopy } from '../../localstack/commands/invoke/own-copy.ts';
import { apiUrl } from '../support/cloud.ts';

const port = new URL(apiUrl).port;

interface Invocation {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

const start = (...args: string[]): Invocation => {
  const child = spawn(process.execPath, ['localstack/cli.ts', 'invoke', ...args]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output: () => output, errors: () => errors, ended };
};

const invoke = async (...args: string[]) => {
  const { ended, output, errors } = start(...args);
  const code = await ended;
  return { code, answer: answerIn(output(), errors()), errors: errors() };
};

/** What was said beside it is shown when there is no answer. */
const answerIn = (output: string, errors: string): unknown => {
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`there is no answer in ${JSON.stringify(output)}\n${errors}`);
  }
};

/** A copy of its own builds, or waits for a build of another, starts and is seeded, beside all the other tests. */
const ownCopyMs = 240_000;

/** `outbox-relay-sweep` → `outbox-relay/sweep` */
const typed = (name: string) => name.replace(/-([a-z]+)$/, '/$1');

const expected: Readonly<Record<string, unknown>> = {
  'auditor-handler': { breaches: 0, complete: true },
  'auth-authorizer': { principalId: 'usr_01980000000070008000000000000001' },
  'auth-handler': { statusCode: 200 },
  'auth-hashing': { statusCode: 200 },
  'auth-rotate': null,
  'auth-rotate-client': null,
  'bff-mobile-handler': { statusCode: 200 },
  'bff-web-handler': { statusCode: 200 },
  'dead-letters-handler': { statusCode: 200 },
  'health-handler': { statusCode: 200 },
  'docs-handler': { statusCode: 200 },
  'facts-transform': {
    records: [{ result: 'Ok', metadata: { partitionKeys: { type: 'auth.user-verified.v1' } } }],
  },
  'notifications-consume': { batchItemFailures: [] },
  'notifications-handler': { statusCode: 200 },
  'outbox-relay-handler': { batchItemFailures: [] },
  'outbox-relay-sweep': { swept: 0 },
  'payments-consume': { batchItemFailures: [] },
  // There is no such order, which is what a function that works says.
  'payments-handler': { statusCode: 200 },
  'payments-reconcile': { asked: expect.any(Number) },
  'rollout-hook': { faults: [] },
  'storefront-handler': { statusCode: 200 },
  'synthetic-customer-handler': { status: 'passed' },
  'webhooks-consume': { batchItemFailures: [] },
  'webhooks-deliver': { batchItemFailures: [] },
  'webhooks-handler': { statusCode: 200 },
  'webhooks-sweep': { woken: expect.any(Number) },
};

const names = readdirSync('tests/events').map((file) => file.replace(/\.json$/, ''));

// The auditor last: it says whether the others have left the books in order.
it.each(names.sort((one) => (one === 'auditor-handler' ? 1 : 0)))(
  '%s answers the event kept for it',
  async (name) => {
    const { code, answer, errors } = await invoke(typed(name), '--port', port);
    expect({ code, errors: errors.match(/REPORT RequestId/g)?.length }).toEqual({
      code: 0,
      errors: 1,
    });
    if (expected[name] === null) expect(answer).toBeNull();
    else expect(answer).toMatchObject(expected[name] as object);
  },
);

it('takes the event from the input', async () => {
  const { child, ended, output, errors } = start('docs', '--event', '-', '--port', port);
  child.stdin?.end(readFileSync('tests/events/docs-handler.json'));
  expect({ code: await ended, answer: answerIn(output(), errors()) }).toMatchObject({
    code: 0,
    answer: { statusCode: 200 },
  });
});

it('an event the function cannot take is its failure', async () => {
  const { child, ended, output, errors } = start('webhooks/deliver', '-', '--port', port);
  child.stdin?.end('{}');
  expect({
    code: await ended,
    answer: answerIn(output(), errors()),
    errors: errors(),
  }).toMatchObject({
    code: 1,
    answer: { errorType: 'TypeError' },
    errors: expect.stringContaining('REPORT RequestId'),
  });
});

it.each([
  [['basket'], 'no function basket; choose one of'],
  [['__proto__'], 'no function __proto__; choose one of'],
  [['webhooks/../auth'], 'no function webhooks/../auth; choose one of'],
])('%j is refused with the functions there are', async (args, message) => {
  const { ended, errors } = start(...args, '--port', port);
  expect(await ended).toBe(2);
  expect(errors()).toContain(message);
  expect(errors()).toContain('  payments/reconcile');
});

describe('in a copy of its own', () => {
  const temporary = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-invoke-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  };

  it(
    'the environment and the timeout are changed',
    async () => {
      const { code, answer } = await invoke(
        'auth/authorizer',
        '--env',
        'TOKEN_ISSUER=https://x.example',
      );
      expect({ code, answer }).toMatchObject({ code: 1, answer: { errorMessage: 'Unauthorized' } });
      const late = await invoke('auditor', '--timeout', '0.001');
      expect(late).toMatchObject({ code: 1, answer: { errorType: 'Sandbox.Timedout' } });
    },
    ownCopyMs,
  );

  it(
    'a function that is busy is waited for',
    async () => {
      const quiet = { ...createTerminal(), line: () => {}, error: () => {}, spin: () => () => {} };
      const copy = await startOwnCopy(quiet);
      onTestFinished(() => copy.stop());
      const audits = ['{}', '{}', '{}'].map((event) =>
        copy.invoke('tandem-dev-auditor-handler', event),
      );
      // It has one environment: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
      expect((await Promise.all(audits)).map(({ failed }) => failed)).toEqual([
        false,
        false,
        false,
      ]);
    },
    ownCopyMs,
  );

  it(
    'it runs again when the event changes, until it is stopped',
    async () => {
      const event = join(temporary(), 'event.json');
      copyFileSync('tests/events/docs-handler.json', event);
      const { child, ended, output, errors } = start('docs', event, '--watch');
      const both = () => ({ output: output(), errors: errors() });
      const answered = { output: expect.stringContaining('"statusCode": 200') };
      await expect.poll(both, { timeout: ownCopyMs / 2 }).toMatchObject(answered);
      await expect.poll(errors).toContain('waiting for changes');
      writeFileSync(event, readFileSync(event, 'utf8').replaceAll('openapi.json', 'nothing.json'));
      await expect.poll(output).toContain('"statusCode": 404');
      writeFileSync(event, '{');
      await expect.poll(errors).toContain(`${event} is not JSON`);
      child.kill('SIGINT');
      expect(await ended).toBe(1);
    },
    ownCopyMs,
  );

  it(
    'it waits for a debugger, and leaves nothing behind when it is stopped',
    async () => {
      const { child, ended, errors } = start('docs', '--inspect');
      await expect
        .poll(errors, { timeout: ownCopyMs / 2 })
        .toMatch(/Debugger listening on ws:\/\/127/);
      const [, socket = ''] = /on ws:\/\/([^/]+)/.exec(errors()) ?? [];
      expect(await fetch(`http://${socket}/json/list`).then((list) => list.json())).toMatchObject([
        { type: 'node' },
      ]);
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      await expect(fetch(`http://${socket}/json/list`)).rejects.toThrow('fetch failed');
    },
    ownCopyMs,
  );
});
