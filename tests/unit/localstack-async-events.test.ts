// What becomes of an event that a function was given asynchronously, and what its destinations are told.
import { expect, it } from 'vitest';
import { createAsyncInvoker } from '../../localstack/lambda/async.ts';
import type { FunctionConfig } from '../../localstack/lambda/config.ts';

const config = { name: 'mailer', arn: 'arn:mailer', roleArn: 'role', service: 'mails' };

/** Where the event ended, and under which condition. */
const endOf = (maximumEventAgeSeconds: number, functionError?: 'Unhandled') =>
  new Promise((resolve) => {
    const invoker = createAsyncInvoker({
      invoke: async () => ({
        payload: '{}',
        ...(functionError && { functionError }),
        report: { requestId: 'r', durationMs: 1, maxMemoryMb: 1 },
      }),
      roleOf: () => config as FunctionConfig,
      configOf: () => ({
        maximumRetryAttempts: maximumEventAgeSeconds < 0 ? 2 : 0,
        maximumEventAgeSeconds,
        onFailureArn: 'failures',
        onSuccessArn: 'successes',
      }),
      deliver(_, __, target, body) {
        const { requestContext } = JSON.parse(body);
        resolve([target, requestContext.condition, requestContext.approximateInvokeCount]);
        return undefined;
      },
      log: (_, line) => resolve(line),
    });
    invoker.enqueue('mailer', '{}');
  });

it.each([
  ['that succeeds', 60, undefined, ['successes', 'Success', 1]],
  ['that fails once too often', 60, 'Unhandled', ['failures', 'RetriesExhausted', 1]],
  [
    'that has become too old to be tried again',
    -1,
    'Unhandled',
    ['failures', 'EventAgeExceeded', 1],
  ],
] as const)('an event %s', async (_, age, functionError, end) => {
  expect(await endOf(age, functionError)).toEqual(end);
});
